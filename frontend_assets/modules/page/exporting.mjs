/** Subsets as downloads: a form whose answer the browser saves as it comes, however large it is. */

import { patience, UNREACHABLE } from "../api.mjs";
import { encodeRows } from "../thumbs-format.mjs";

/** @import { Server } from "../types.d.ts" */

/** A refusal comes at once; what takes longer is on its way. */
export const PATIENCE = 1500;

/** How long a server may think before it sends; then the frame that waits for it goes. */
const KEEP = 600_000;

/** @typedef {{node?: number, rows?: number[], where?: string|null, format: string, layout?: string, sample?: string, size?: number, seed?: number, target?: string, targetRows?: number[], labels?: string}} Subset  `labels` that count, where not those of the page. */

/**
 * @param {Server} config
 * @param {Subset} subset
 * @param {(message: string) => void} failed called with a sentence when there is no download
 */
export function download(config, subset, failed) {
  const frame = Object.assign(document.createElement("iframe"), { name: `export-${performance.now()}`, hidden: true });
  const form = Object.assign(document.createElement("form"), {
    method: "post", enctype: "multipart/form-data", action: `${config.api}/exports?${new URLSearchParams({ build: config.build, labels: subset.labels ?? patience.labels })}`, target: frame.name, hidden: true,
  });
  for (const [name, value] of fieldsOf(subset)) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  if (subset.rows) form.append(fileOf("rows", encodeRows(subset.rows)));
  if (subset.targetRows) form.append(fileOf("target_rows", encodeRows(subset.targetRows)));
  document.body.append(frame, form);
  // A download leaves the frame as it is: only what the browser shows instead of saving it is loaded.
  frame.addEventListener("load", () => {
    const message = messageIn(frame);
    if (message === null) return;
    frame.remove();
    failed(message);
  });
  form.submit();
  form.remove();
  setTimeout(() => frame.remove(), KEEP);
}

/** A field with a file: a million rows take four megabytes, and no time to read. @param {string} name @param {ArrayBuffer} bytes */
function fileOf(name, bytes) {
  const chosen = new DataTransfer();
  chosen.items.add(new File([bytes], name));
  return Object.assign(document.createElement("input"), { type: "file", name, files: chosen.files });
}

/** A subset as the fields of a form, but for its rows. @param {Subset} subset @returns {[string, string][]} */
export function fieldsOf(subset) {
  return Object.entries(subset)
    .filter(([name, value]) => !/rows$|^labels$/i.test(name) && value !== null && value !== undefined && value !== "")
    .map(([name, value]) => [name, String(value)]);
}

/**
 * What the server said, in the frame; null while nothing is there. The browser's own page of errors cannot be read.
 *
 * @param {HTMLIFrameElement} frame
 * @returns {string|null}
 */
function messageIn(frame) {
  const page = frame.contentDocument;
  if (!page) return UNREACHABLE;
  if (page.URL === "about:blank") return null;
  try {
    return JSON.parse(page.body.textContent ?? "").error;
  } catch {
    return "The export failed.";
  }
}

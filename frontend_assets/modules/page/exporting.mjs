/** Subsets as downloads. */

/**
 * @param {{api: string}} config
 * @param {{node?: number, rows?: number[], where?: string|null, format: "csv"|"zip"}} subset
 * @throws {Error} with the server's sentence
 */
export async function download(config, subset) {
  const response = await fetch(`${config.api}/exports`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(subset),
  });
  if (!response.ok) {
    const answer = await response.json().catch(() => ({}));
    throw new Error(answer.error ?? `The export failed: the server answered ${response.status}.`);
  }
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName(response.headers.get("Content-Disposition")) ?? `images.${subset.format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** @param {string|null} header */
function fileName(header) {
  const coded = header?.match(/filename\*=UTF-8''([^;]+)/)?.[1];
  return coded ? decodeURIComponent(coded) : null;
}

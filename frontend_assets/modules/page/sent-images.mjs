/** Images from elsewhere to find others like: chosen, dropped on the page, or pasted; one or several. */

import { Refusal, sentence, sentenceOf } from "../api.mjs";
import { inAll, isImage, taken } from "../given-files.mjs";
import { element } from "./elements.mjs";

/** @import { PageConfig } from "../types.d.ts" */

/** Of a file, as the server takes it. */
const MOST_BYTES = 32 * 2 ** 20;
/** Examples at once. */
const MOST = 50;
const NO_ENCODER = "This index was built without an encoder that is known, so that no other image can be compared with it. Use More like this on an image of the index.";

export class SentImages {
  #config;
  #heard;
  #chooser;
  #veil;

  /**
   * @param {Pick<PageConfig, "api"|"image_search">} config
   * @param {{begun: (words: string) => void, sent: (names: string[]) => void, failed: (message: string, none: boolean) => void}} heard  `none`: of no image anything came
   */
  constructor(config, heard) {
    this.#config = config;
    this.#heard = heard;
    this.#chooser = element("input", { type: "file", accept: "image/*", multiple: true, hidden: true, ariaLabel: "Images to find others like" });
    this.#veil = element("div", { className: "drop-veil", hidden: true, ariaHidden: "true" }, element("span", {}, "Drop images to find others like them"));
    document.body.append(this.#chooser, this.#veil);
    this.#chooser.addEventListener("change", () => {
      this.send([...(this.#chooser.files ?? [])]);
      this.#chooser.value = ""; // the same file may be chosen again
    });
    this.#listen();
  }

  choose() {
    this.#chooser.click();
  }

  #listen() {
    let depth = 0;
    const over = (/** @type {number} */ to) => {
      depth = to;
      this.#veil.hidden = depth <= 0;
    };
    document.addEventListener("dragenter", (event) => hasFiles(event.dataTransfer) && over(depth + 1));
    document.addEventListener("dragleave", (event) => hasFiles(event.dataTransfer) && over(depth - 1));
    document.addEventListener("dragover", (event) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    });
    document.addEventListener("drop", (event) => {
      over(0);
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault(); // else the browser would leave the page for the file
      this.send([...(event.dataTransfer?.files ?? [])]);
    });
    document.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])].filter(isImage);
      if (!files.length) return; // words are pasted into their field
      event.preventDefault();
      this.send(files);
    });
  }

  /** @param {File[]} files */
  async send(files) {
    const { images, left } = taken(files, MOST);
    if (!files.length) return;
    if (!this.#config.image_search) return this.#heard.failed(NO_ENCODER, true);
    if (!images.length) return this.#heard.failed(`${left[0]} Give a picture, such as a JPEG or a PNG.`, true);
    this.#heard.begun(images.length > 1 ? `Sending ${images.length} images…` : "Sending the image…");
    /** @type {string[]} */
    const names = [];
    /** @type {string[]} */
    const wrong = [...left];
    for (const image of images) {
      await this.#one(image).then((name) => names.push(name), (error) => wrong.push(`${image.name || "The image"}: ${sentenceOf(error)}`));
    }
    if (names.length) this.#heard.sent([...new Set(names)]);
    if (wrong.length) this.#heard.failed(inAll(wrong), !names.length);
  }

  /** @param {File} image @returns {Promise<string>} its name on the server */
  async #one(image) {
    if (image.size > MOST_BYTES) throw new Error("it has more than 32 MB; make it smaller.");
    const answer = await fetch(`${this.#config.api}/examples`, { method: "POST", body: image, headers: { "content-type": "application/octet-stream" } }).catch(() => {
      throw new Error("the server does not answer. Is it still running?");
    });
    if (!answer.ok) throw new Refusal(await sentence(answer), answer.status);
    return (await answer.json()).image;
  }
}

/** @param {DataTransfer|null} data */
function hasFiles(data) {
  return data !== null && [...data.types].includes("Files");
}

/** The elements of the map: a canvas, what is said of it, and a sentence where there is none. */

/** How many names are said of what is in view. */
const SAID = 8;

/** @param {HTMLElement} host the stage @param {() => void} goBack to the whole map */
export function buildRoom(host, goBack) {
  const document = host.ownerDocument;
  const make = (/** @type {string} */ className) => Object.assign(document.createElement("div"), { className });
  const element = Object.assign(make("map-view"), { tabIndex: 0, hidden: true });
  element.setAttribute("role", "application");
  element.setAttribute("aria-roledescription", "map of images");
  const canvas = Object.assign(document.createElement("canvas"), { className: "map-canvas" });
  canvas.setAttribute("aria-hidden", "true");
  const spoken = make("dendro-spoken");
  spoken.setAttribute("aria-live", "polite");
  const message = Object.assign(make("map-message"), { hidden: true });
  const lost = Object.assign(make("map-lost"), { hidden: true });
  const words = document.createElement("span");
  const back = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Show the whole map" });
  back.addEventListener("click", goBack);
  lost.append(words, back);
  element.append(canvas, spoken, message, lost);
  host.append(element);
  return {
    element,
    canvas,
    spoken,
    /** Say why there is no map, "" where there is one. @param {string} sentence */
    say(sentence) {
      message.textContent = sentence;
      message.hidden = !sentence;
      canvas.hidden = Boolean(sentence);
    },
    /** Say that no image is in sight: there is none, or one has gone beside them. @param {boolean} empty @param {number} [matching] */
    sayEmpty(empty, matching) {
      lost.hidden = !empty;
      words.textContent = matching === 0 ? "No image here matches the filter." : "No image is in sight.";
      back.hidden = matching === 0;
    },
    /** Nothing moves: say what is in view. @param {boolean} busy @param {string[]} names */
    settled(busy, names) {
      element.dataset.state = busy ? "sharpening" : "settled";
      const shown = names.length ? ` In view: ${names.slice(0, SAID).join("; ")}.` : "";
      element.setAttribute("aria-label", `Images in the plane of their likeness.${shown} Arrow keys move, plus and minus zoom, 0 shows all, Enter inspects the image in the middle, Space selects it, Escape goes out.`);
    },
  };
}

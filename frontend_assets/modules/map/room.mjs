/** The elements of the map: a canvas, what is said of it, and a sentence where there is none. */

/** How many names are said of what is in view. */
const SAID = 8;

/** @param {HTMLElement} host the stage */
export function buildRoom(host) {
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
  element.append(canvas, spoken, message);
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
    /** Nothing moves: say what is in view. @param {boolean} busy @param {string[]} names */
    settled(busy, names) {
      element.dataset.state = busy ? "sharpening" : "settled";
      const shown = names.length ? ` In view: ${names.slice(0, SAID).join("; ")}.` : "";
      element.setAttribute("aria-label", `Images in the plane of their likeness.${shown} Arrow keys move, plus and minus zoom, 0 shows all, Enter inspects the image in the middle, Space selects it, Escape goes out.`);
    },
  };
}

/**
 * The page's colours and type, read from its CSS custom properties, so that there is one place that names them.
 *
 * @typedef {object} Theme
 * @property {string} ground
 * @property {string} surface
 * @property {string} raised
 * @property {string} line
 * @property {string} text
 * @property {string} muted
 * @property {string} accent
 * @property {string} right
 * @property {string} wrong
 * @property {string} finding
 * @property {string} findingEdge
 * @property {string} family font family
 */

/** @type {(keyof typeof DARK)[]} */
const NAMES = ["ground", "surface", "raised", "line", "text", "muted", "accent", "right", "wrong", "finding", "findingEdge"];

/** What PAGE says, should the page's style sheet not be there (yet). */
const DARK = { ground: "#0f1114", surface: "#16191d", raised: "#1e2227", line: "#2a2f36", text: "#e7eaee", muted: "#98a1ab", accent: "#5aa9ff", right: "#0072b2", wrong: "#d55e00", finding: "#f0e442", findingEdge: "#0f1114" };

/** @param {Element} host @returns {Theme} */
export function readTheme(host) {
  const style = getComputedStyle(host);
  const theme = { ...DARK, family: style.fontFamily || "system-ui, sans-serif" };
  for (const name of NAMES) theme[name] = style.getPropertyValue(`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`).trim() || DARK[name];
  return theme;
}

/** Between two colours, `share` of the second. @param {string} a @param {string} b @param {number} share @returns {string} "rgb(…)" */
export function mixColors(a, b, share) {
  const [p, q] = [channels(a), channels(b)];
  return `rgb(${p.map((v, i) => Math.round(v + (q[i] - v) * share)).join(" ")})`;
}

/** Black or white, whichever is read better on a colour: 4.5 to 1 at least. @param {string} color hex or "rgb(…)" */
export function inkOn(color) {
  const [r, g, b] = channels(color).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000000" : "#ffffff";
}

/** @param {string} color @returns {number[]} red, green and blue */
export function channels(color) {
  if (color.startsWith("rgb")) return (color.match(/\d+/g) ?? []).slice(0, 3).map(Number);
  const hex = color.replace("#", "");
  const full = hex.length === 3 ? [...hex].map((c) => c + c).join("") : hex;
  const value = Number.parseInt(full.slice(0, 6), 16);
  return Number.isNaN(value) ? [0, 0, 0] : [value >> 16, (value >> 8) & 255, value & 255];
}

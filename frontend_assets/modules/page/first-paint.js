// Runs before anything is drawn, so that the chosen theme and folded panels are there from the first frame.
(() => {
  const root = document.documentElement;
  const read = (/** @type {string} */ key) => {
    try {
      return localStorage.getItem(`dendro.${key}`);
    } catch {
      return null; // Storage is forbidden: every visit is the first.
    }
  };
  const theme = read("theme") === "light" ? "light" : "dark";
  root.dataset.theme = theme;
  root.dataset.mantineColorScheme = theme;
  const docked = matchMedia("(min-width: 1280px)").matches;
  for (const side of ["left", "right"]) {
    root.dataset[side] = docked && read(side) !== "folded" ? "open" : "folded";
  }
  // A search in the address will need its strip: with the room kept, the map is laid out once.
  root.dataset.strip = new URLSearchParams(location.search).get("q")?.trim() ? "open" : "closed";
  root.dataset.hint = read("hint") === "gone" ? "gone" : "shown";

  // Dash's scripts and the canvas's modules load side by side; whoever comes first waits here for the other.
  /** @type {Window["dendro"]["resolve"]} */
  let resolve = () => {};
  const ready = new Promise((/** @type {Window["dendro"]["resolve"]} */ settle) => (resolve = settle));
  window.dendro = { ready, resolve };
})();

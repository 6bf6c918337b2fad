// Runs before anything is drawn, so that theme, bars and panels are as they will be from the first frame.
(() => {
  const root = document.documentElement;
  const read = (/** @type {string} */ key) => {
    try {
      return localStorage.getItem(`dendro.${key}`);
    } catch {
      return null; // Storage is forbidden: every visit is the first.
    }
  };
  // In the frame of a notebook, the page is as the notebook is.
  const theme = (parent !== window && new URLSearchParams(location.hash.slice(1)).get("theme")) || read("theme");
  const light = theme === "light" || (!theme && matchMedia("(prefers-color-scheme: light)").matches);
  root.dataset.theme = root.dataset.mantineColorScheme = light ? "light" : "dark";
  const asks = new URLSearchParams(location.search);
  const [docked, both] = [960, 1280].map((width) => matchMedia(`(min-width: ${width}px)`).matches);
  // A page that is loaded again has its panels as they were in this tab (modules/page/chrome.mjs). Of another link nothing was.
  const again = history.state?.dendro !== undefined;
  const here = (/** @type {string} */ key) => {
    try {
      if (!again) sessionStorage.removeItem(`dendro.${key}`);
      return sessionStorage.getItem(`dendro.${key}`);
    } catch {
      return null;
    }
  };
  here("panel");
  // What a link is about is seen: an image, and findings where both have room.
  const wanted = { left: both && (asks.get("findings") || asks.get("fair")), right: docked && asks.get("row") };
  for (const side of /** @type {("left"|"right")[]} */ (["left", "right"])) {
    root.dataset[side] = here(side) ?? (wanted[side] || (both && read(side) === "open") ? "open" : "folded");
  }
  // How much stands in the bar at the bottom: all, all but mistakes, or the clusters alone (modules/page/more.mjs).
  const judged = root.dataset.errors === "shown";
  const bar = () => (root.dataset.bar = innerWidth >= (judged ? 1400 : 820) ? "whole" : innerWidth >= 820 ? "some" : "few");
  addEventListener("resize", bar);
  bar();
  // A search in the address will need its strip: with the room kept, the map is laid out once.
  root.dataset.strip = ["q", "like", "images"].some((name) => asks.get(name)?.trim()) ? "open" : "closed";
  root.dataset.hint = read("hint") === "gone" ? "gone" : "shown";

  // Dash's scripts and the canvas's modules load side by side; whoever comes first waits here for the other.
  /** @type {Window["dendro"]["resolve"]} */
  let resolve = () => {};
  const ready = new Promise((/** @type {Window["dendro"]["resolve"]} */ settle) => (resolve = settle));
  window.dendro = { ready, resolve };
})();

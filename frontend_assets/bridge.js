// Dash loads this by itself. Its functions wait for the page's modules, which load on their own (index.html).
(() => {
  const names = [
    "ready", "breadcrumb", "counts", "clusters", "thumb", "show", "model", "theme", "help", "fold", "wanted", "gallery",
    "color", "marked", "confused", "findClass", "tab", "find", "findParts", "findWays", "outlines", "found",
  ];
  const call = (name) => async (...values) => {
    const { callback_context: context } = window.dash_clientside;
    const page = await window.dendro.ready;
    return page[name](...values, context);
  };
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.dendro = Object.fromEntries(names.map((name) => [name, call(name)]));
  // Mantine asks for these by name: what a slider's position means.
  window.dashMantineFunctions = window.dashMantineFunctions || {};
  window.dashMantineFunctions.clustersScale = (position) => window.dendro.clustersAt?.(position) ?? position;
})();

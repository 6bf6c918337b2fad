// Dash loads this by itself. Its functions wait for the page's modules, which load on their own (index.html).
(() => {
  const rooms = {
    dendro: {
      of: (page) => page,
      names: [
        "ready", "breadcrumb", "counts", "clusters", "thumb", "show", "model", "theme", "help", "fold", "wanted", "gallery",
        "color", "marked", "confused", "findClass", "found", "fairBy",
      ],
    },
    dendro_findings: { of: (page) => page.choices, names: ["tab", "choice", "parts", "ways", "outlines"] },
  };
  const call = (of, name) => async (...values) => {
    const { callback_context: context } = window.dash_clientside;
    const page = of(await window.dendro.ready);
    return page[name](...values, context);
  };
  window.dash_clientside = window.dash_clientside || {};
  for (const [room, { of, names }] of Object.entries(rooms)) {
    window.dash_clientside[room] = Object.fromEntries(names.map((name) => [name, call(of, name)]));
  }
  // Mantine asks for these by name: what a slider's position means.
  window.dashMantineFunctions = window.dashMantineFunctions || {};
  window.dashMantineFunctions.clustersScale = (position) => window.dendro.clustersAt?.(position) ?? position;
  // AG Grid likewise: how a share is written.
  window.dashAgGridFunctions = window.dashAgGridFunctions || {};
  window.dashAgGridFunctions.percent = (share) => window.dendro.percent?.(share) ?? "";
})();

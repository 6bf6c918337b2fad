// Dash loads this by itself. Its functions wait for the page's modules, which load on their own (index.html).
(() => {
  /** @typedef {import("./modules/page/dash-sync.mjs").DashSync} Page */
  /** @type {{room: string, of: (page: Page) => object, names: string[]}[]} */
  const offered = [
    { room: "dendro", of: (page) => page, names: ["ready", "gallery", "found"] },
    {
      room: "dendro",
      of: (page) => page.controls,
      names: [
        "clusters", "thumb", "show", "model", "theme", "help", "fold", "wanted",
        "color", "marked", "confused", "binned", "labels", "findClass", "keepPanel", "fairBy",
      ],
    },
    { room: "dendro_findings", of: (page) => page.choices, names: ["tab", "choice", "parts", "ways", "outlines"] },
  ];
  /** @type {(of: (page: Page) => object, name: string) => (...values: unknown[]) => Promise<unknown>} */
  const call = (of, name) => async (...values) => {
    const { callback_context: context } = window.dash_clientside;
    const methods = /** @type {Record<string, (...values: unknown[]) => unknown>} */ (of(await window.dendro.ready));
    return methods[name](...values, context);
  };
  const clientside = (window.dash_clientside = window.dash_clientside || /** @type {Window["dash_clientside"]} */ ({}));
  for (const { room, of, names } of offered) {
    clientside[room] = Object.assign(clientside[room] ?? {}, Object.fromEntries(names.map((name) => [name, call(of, name)])));
  }
  // Mantine asks for these by name: what a slider's position means.
  window.dashMantineFunctions = window.dashMantineFunctions || {};
  window.dashMantineFunctions.clustersScale = (position) => window.dendro.clustersAt?.(position) ?? position;
  // AG Grid likewise: how a share is written.
  window.dashAgGridFunctions = window.dashAgGridFunctions || /** @type {Window["dashAgGridFunctions"]} */ ({});
  window.dashAgGridFunctions.percent = (share) => window.dendro.percent?.(share) ?? "";
  // And what those who hear a table are told that it is.
  window.dashAgGridFunctions.named = (api, name) => {
    document.querySelector(`[grid-id="${api.getGridId()}"] :is([role=grid], [role=treegrid])`)?.setAttribute("aria-label", name);
  };
})();

/** What `kept_page.py` asks of a page: an expression, evaluated there. */
({
  /** What to come back to. */
  began() {
    const sides = { ...document.documentElement.dataset };
    const written = this.fields().map(({ id, value }) => [id, value]);
    const stored = [localStorage, sessionStorage].map((store) => ({ ...store }));
    return { state: dendro.explorer.state, stored, sides, written: Object.fromEntries(written) };
  },

  /** What a person writes into and no part of the state follows. */
  fields() {
    const all = [...document.querySelectorAll("input[id]:not([aria-haspopup], [readonly])")];
    return all.filter(({ type }) => ["search", "text"].includes(type));
  },

  goBack({ state, sides, stored, written }) {
    const { dataset } = document.documentElement;
    this.store({ stored });
    for (const open of document.querySelectorAll("dialog[open]")) open.close();
    for (const open of document.querySelectorAll(":popover-open")) open.hidePopover();
    document.querySelectorAll("[role=tab]:first-child:not([aria-selected=true])").forEach((tab) => tab.click());
    dendro.explorer.update(state, { push: false });
    dendro.explorer.dismiss();
    this.turn(sides);
    for (const field of this.fields()) if (field.id in written) this.write(field, written[field.id]);
    for (const side of ["left", "right"]) {
      if (dataset[side] !== sides[side]) document.getElementById(`fold-${side}`)?.click();
    }
    if (dataset.more === "closed") delete dataset.more; // as it is until it was open
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  },

  turn({ theme, mantineColorScheme }) {
    window.dash_clientside.set_props("provider", { forceColorScheme: theme });
    Object.assign(document.documentElement.dataset, { theme, mantineColorScheme }); // also where only they were changed
  },

  /** As a person does; React hears of nothing else. */
  write(field, value) {
    if (field.value === value) return;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, value);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  },

  /** Have stored what was at first: on the way back more is. */
  store({ stored }) {
    for (const [i, store] of [localStorage, sessionStorage].entries()) {
      store.clear();
      for (const [name, value] of Object.entries(stored[i])) store.setItem(name, value);
    }
  },

  /** State, address, and all that is to be seen or heard. Rows of a table lie in any order in the document. */
  stands() {
    const { explorer } = dendro;
    const told = [
      location.href, document.title, history.state, explorer.state, explorer.view, explorer.trail,
      { ...document.documentElement.dataset },
      document.activeElement.tagName, [innerWidth, innerHeight, scrollX, scrollY],
    ].map((one) => JSON.stringify(one));
    const names = ["id", "title", "disabled", "data-picture", "data-action", "data-active", ...[
      "busy", "checked", "colcount", "current", "disabled", "expanded", "invalid", "label", "live", "pressed", "rowcount",
      "rowindex", "selected", "sort", "valuenow", "valuetext",
    ].map((name) => `aria-${name}`)];
    const isMade = (value) => /mantine-|[:«_]r/.test(value); // an id that counts what was drawn
    const hasRoom = ({ width, height }) => width && height;
    const isSeen = (part) => part.checkVisibility({ visibilityProperty: true }) && hasRoom(part.getBoundingClientRect());
    // What was said last, the frame of a dialog that was open, and what plotly measures with stay there.
    const stays = "[aria-live]:not([id]), .unseen[role=status], .mantine-Modal-inner, #js-plotly-tester, #js-plotly-tester *";
    const says = (part) => names.filter((name) => part.hasAttribute(name)).filter(
      (name) => name !== "aria-expanded" || part.id !== "search", // what offers words is made when it is first used
    ).map((name) => [name, part.getAttribute(name)]).map(([name, value]) => `${name}=${isMade(value) ? "" : value}`);
    const words = (part) => [...part.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map(({ data }) => data.trim());
    const parts = [...document.body.querySelectorAll("*")].filter((part) => isSeen(part) && !part.matches(stays)).map((part) => [
      part.tagName, ...says(part), part.value, part.checked, ...words(part),
      part.closest(".ag-root") ? "" : `${part.scrollLeft} ${part.scrollTop}`,
      part.matches(".busy, img:not([src])") ? "on its way" : "",
    ].join(" "));
    return [...told, ...parts.sort()];
  },
})

/** What clusters were called where a person saw them last, so that the path and the map call them the same. No DOM. */

import { contains } from "./geometry.mjs";
import { nameOf } from "./text.mjs";

/** @import { Cell, Frame, Stop, View } from "./types.d.ts" */

/** @typedef {{title: string, names?: string[]}} Called */

/** Clusters that are remembered: those of some dozen views. */
const MOST = 4096;
const COLOR = "color";

export class Calling {
  /** @type {Map<number, Called>} */
  #called = new Map();
  #choice = "";
  /** Counts what was learned, for whoever shows it. */
  learned = 0;

  /** @param {Pick<View, "cells"|"frames">} view that is on screen @param {string} choice of the images: under another, clusters are called otherwise */
  learn({ cells, frames }, choice) {
    if (choice !== this.#choice) this.#called.clear();
    this.#choice = choice;
    this.learned += 1;
    for (const frame of frames) this.#keep(frame.node, frame);
    for (const cell of cells) this.#keep(cell.node, within(cell, frames.find((frame) => contains(frame, cell.x, cell.y))));
    for (const node of this.#called.keys()) if (this.#called.size > MOST) this.#called.delete(node);
  }

  /** @param {number} node @param {Called} called */
  #keep(node, { title, names }) {
    this.#called.delete(node);
    if (title) this.#called.set(node, names ? { title, names } : { title });
  }

  /** @template {{node: number, title: string}} T @param {T} stop @returns {T} called as it was on the picture */
  stop(stop) {
    const called = this.#called.get(stop.node);
    return called ? { ...stop, title: nameOf({ ...called, count: 0 }) } : stop;
  }

  /** Names that stand together, each once. @template {{node: number, title: string}} T @param {readonly T[]} names the most important first @returns {(T & {room?: number})[]} with the signs that one has room for where it stands */
  apart(names) {
    const own = new Map(names.map(({ title, node }) => [title, node]));
    const taken = new Set();
    return names.map((name) => {
      const called = this.#called.get(name.node);
      const isFree = called && !taken.has(called.title) && (own.get(called.title) ?? name.node) === name.node;
      const said = isFree ? { ...name, names: undefined, ...called, room: name.title.length } : name;
      taken.add(said.title);
      return said;
    });
  }
}

/** A colour tells a cell from its group only: elsewhere it is called as the group is, and by its colour. @param {Cell} cell @param {Frame|undefined} frame @returns {Called} */
function within(cell, frame) {
  if (cell.named_by !== COLOR || !frame?.title || `${cell.title}, `.startsWith(`${frame.title}, `)) return cell;
  const names = cell.names || frame.names ? [...(frame.names ?? [frame.title]), ...(cell.names ?? [cell.title])] : undefined;
  return { title: `${frame.title}, ${cell.title}`, names };
}

/**
 * Shapes that several modules share: what the server sends, what a person has chosen, what the page's parts tell each
 * other. For the type check only; no script loads it. `tests/web/test_page_types.py` holds the first part by real answers.
 */

import type { Complaint } from "./progress.mjs";
import type { Config } from "./main.mjs";
import type { DashSync } from "./page/dash-sync.mjs";
import type { Explorer } from "./explorer.mjs";

/* What the server sends. */

/** In the page itself (`configuration` in explorer/web/page/dash_page.py). */
export interface PageConfig {
  /** Base address of the routes, such as "/api". */
  api: string;
  /** Id of the index's build. */
  build: string;
  /** What its rows and nodes are, "" where that cannot be read. */
  tree: string;
  /** Trees before it that the server knows: where their rows and nodes are now. */
  earlier?: string[];
  name: string;
  /** Whether a page of another site may hold this one in a frame, and talk to it (page/host-messages.mjs). */
  framed: boolean;
  /** What labels are. */
  task: "classification" | "multilabel" | "regression";
  /** Images in the index. */
  n: number;
  /** Whether these are not all, or a build goes on. */
  growing?: boolean;
  root: number;
  models: string[];
  /** What `color` may be. */
  colors: string[];
  /** What `sort` may be. */
  sorts: string[];
  /** null where there are too many to send. */
  classes: string[] | null;
  /** What `fair` may be. */
  fair_by: string[];
  /** A filter that this index understands. */
  filter_example: string;
  /** What `findings` may begin with. */
  finds: string[];
  /** Those of them that scan the tree. */
  scans: string[];
  /** Those of them whose images can be reviewed one by one. */
  reviews: string[];
  /** Those of them that may count transformed copies. */
  transforms: string[];
  /** Smallest size of a finding where none is said. */
  min_size: number;
  /** Whether right and wrong can be told. */
  judged: boolean;
  /** Whether mistakes of one class can be chosen. */
  marking: boolean;
  /** Whether words are searched for by an encoder. */
  text_search: boolean;
  /** Whether they are looked up in the classes of an encoder. */
  class_search: boolean;
  /** Whether an image can be sent to find others like it. */
  image_search: boolean;
  /** Whether an encoder is loaded, or its classes are, so that it answers at once. */
  encoder_ready: boolean;
  /** What can be chosen, in the order of the address. */
  controls: Control[];
  limits: Limits;
  /** Of a static copy: the module of the worker that answers from its files (static/thumbs-worker.mjs). */
  worker?: string;
}

/** As declared in explorer/web/page/controls.py. */
export interface Control {
  /** Its name in the state. */
  key: Exclude<keyof ViewState, "node" | "row" | "selection" | "theme">;
  /** Its name in the address. */
  address: string;
  default: number | string;
  /** Least and greatest number. */
  bounds?: [number, number];
  /** Steps of a slider on which equal ways multiply. */
  positions?: number;
  /** Whether 0 is one of its numbers, beside those within the bounds: what suits the view. */
  auto?: boolean;
  /** All that it may say. */
  choices?: string[];
  /** What an index must have for it, in words; it has that where it is `judged`. */
  needs?: string;
}

export interface Limits {
  /** Characters of a text. */
  text: number;
  /** Rows of a selection. */
  selection: number;
  /** Images that a search is for. */
  examples: number;
  /** Rows that are looked for in another build at once. */
  moved: number;
  /** Choices that a long list shows at first. */
  listed: number;
}

/** In CSS pixels. */
export interface Rect {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Tint {
  /** Of the legend, null for "no value". */
  step: number | null;
  words: string;
}

/** What is said of a cell as of a frame. */
export interface Said {
  title: string;
  count: number;
  /** Images that the filter leaves. */
  matching: number;
  /** Images that are marked, null where nothing is asked to be. */
  marked: number | null;
  /** From 0 to 1, null where nothing can be judged. */
  accuracy: number | null;
  /** 95% interval of the accuracy. */
  interval: [number, number] | null;
  /** While there is a colouring. */
  tint?: Tint;
}

export interface Box extends Rect, Said {
  node: number;
  /** Height of the title, 0 for none. */
  band: number;
  /** What the title is taken from, and how many of the images it is true of, from 0 to 1. */
  named_by?: string;
  share?: number | null;
  /** What the title joins, where a name has the signs that stand between names. */
  names?: string[];
}

/** The images that are drawn in a cell, which they fill line by line (grid.mjs), or of a wall. */
export interface Thumbs extends Rect {
  /** Shorter side of the smallest. */
  size: number;
  /** Images of the longest line. */
  columns: number;
  lines: number;
  gap: number;
  rows: number[];
  /** Six hexadecimal digits an image: its mean colour. */
  colors: string;
  /** A sign an image: 1 wrong, 0 right, - unknown; "" where nothing is predicted. */
  wrong: string;
  /** A digit an image, a sum: 1 found or listed, 2 the condition holds; "" where nothing is marked. */
  marked: string;
  /** Whether all that match are drawn. */
  whole: boolean;
  /** Of a wall (wall.mjs): x, y, width and height of each, in CSS pixels. */
  tiles?: number[][];
}

export interface Cell extends Box {
  lo: number;
  hi: number;
  leaf: boolean;
  thumbs: Thumbs;
}

/** Around cells; without rows, since only cells are asked for them. */
export interface Frame extends Box {
  depth: number;
  lo?: undefined;
  hi?: undefined;
  leaf?: undefined;
}

export interface LegendStep {
  /** Hexadecimal, "" for the plain ground. */
  color: string;
  /** From 0 to 1. */
  strength: number;
  pattern: string;
  words: string;
  /** Filter that leaves the images of that value, "" for none. */
  where: string;
}

/** What is written beside the steps of numbers. */
export interface LegendMark {
  /** How far along, from 0 to 1. */
  at: number;
  words: string;
}

export interface Legend {
  title: string;
  steps: LegendStep[];
  /** Both ends and the middle of numbers; empty where steps have no order. */
  marks: LegendMark[];
}

/** A node on the way to the view. */
export interface Stop {
  node: number;
  title: string;
  count: number;
}

/** /api/view */
export interface View {
  build: string;
  node: number;
  lo: number;
  hi: number;
  count: number;
  matching: number;
  /** Of the filter that it is under, joined by `and`. */
  clauses: string[];
  /** What each of them says in words where it names a set of images, else "". */
  clause_words: string[];
  marked: number | null;
  model: string | null;
  breadcrumb: Stop[];
  cells: Cell[];
  frames: Frame[];
  /** Thumbnails. */
  drawn: number;
  /** A sentence, "" for none. */
  note: string;
  legend: Legend | null;
}

/** What a filter can name. */
export interface FilterColumn {
  name: string;
  /** As a filter writes it. */
  written: string;
  kind: "text" | "number" | "boolean" | "time";
  /** Whether it has a facet. */
  counted: boolean;
}

export interface FacetValue {
  value: string;
  /** Whether that is all of it: what is cut cannot be chosen. */
  whole: boolean;
  count: number;
  marked: number | null;
  chosen: boolean;
}

/** What a column holds: values, or bars between edges. */
export interface Facet {
  column: string;
  written: string;
  kind: FilterColumn["kind"];
  /** Clauses of the filter that it shows. */
  own: string[];
  missing: { count: number; marked: number | null; chosen: boolean };
  outside: { count: number; marked: number | null };
  distinct?: number;
  /** How many values hold what is searched for. */
  found?: number;
  values?: FacetValue[];
  /** Chosen values that no image has. */
  absent?: string[];
  edges?: string[];
  /** Whether numbers are whole. */
  whole?: boolean;
  counts?: number[];
  marked?: number[] | null;
  bounds?: [string | null, string | null][];
}

/** /api/facets */
export interface FacetsAnswer {
  build: string;
  node: number;
  count: number;
  matching: number;
  marked: number | null;
  columns: FilterColumn[];
  facets: Facet[];
}

/** What words may go on to be: to search for, or a clause. */
export interface Suggestion {
  words: string;
  /** Images that have it, or classes that are it. */
  count: number | null;
  search: string | null;
  where: string | null;
}

export interface SuggestionGroup {
  kind: string;
  column: string;
  entries: Suggestion[];
}

/** /api/suggestions */
export interface SuggestionsAnswer {
  text: string;
  /** Whether all was looked at. */
  complete: boolean;
  groups: SuggestionGroup[];
}

/** What one model says of an image. */
export interface Verdict {
  name: string;
  prediction: string | null;
  confidence: number | null;
  right: boolean | null;
  /** Of several classes an image, those of the label that are not predicted, and the other way round. */
  missed?: string[];
  extra?: string[];
  /** Of a regression, prediction - label. */
  error?: number | null;
}

export interface Neighbor {
  row: number;
  distance: number;
  path: string;
  label: string | null;
  /** What a model takes it for. */
  prediction: string | null;
  right: boolean | null;
}

export interface Probability {
  name: string;
  /** From 0 to 1. */
  probability: number;
}

/** A box of a picture, in shares of it (explorer/view/picture_boxes.py). */
export interface PictureBox {
  row: number;
  x: number;
  y: number;
  w: number;
  h: number;
  label: string | null;
  prediction: string | null;
  right: boolean | null;
  own: boolean;
}

/** /api/items/{row} */
export interface Item {
  build: string;
  row: number;
  path: string;
  file: string | null;
  problem: string;
  /** In words: of several classes all of them, of a regression its number. */
  label: string | null;
  task: "classification" | "multilabel" | "regression";
  color: string;
  /** The smallest cluster around it. */
  node: number;
  models: Verdict[];
  /** Of the likeliest classes and of the label; empty where none are kept. */
  probabilities: Probability[];
  columns: Record<string, unknown>;
  neighbors: Neighbor[];
  decisions: Decisions;
}

export interface TagCount {
  tag: string;
  /** Images that have it. */
  count: number;
}

/** What people decided about a cluster as such. */
export interface ClusterDecisions {
  node: number;
  tags: string[];
  verdicts: string[];
  note: string;
  /** "changed" where other images are in it than were. */
  how: string;
  time: string;
  author: string;
}

/** What an address holds, kept under a name. */
export interface SavedView {
  name: string;
  address: string;
  time: string;
  author: string;
}

/** /api/tags, and after every change. */
export interface DecisionsAnswer {
  build: string;
  /** Whether changes are taken. */
  changes: boolean;
  /** Whether the server knows by itself who decides. */
  named: boolean;
  revision: number;
  /** How many of each are decided: `note`, `corrected`, `verdict`. */
  counts: Record<string, number>;
  /** Classes that only corrected labels name. */
  new_classes: string[];
  /** Names of their columns by what is decided: `tag`, `note`, `corrected`, `verdict`. */
  columns: Record<string, string>;
  tags: TagCount[];
  /** What is decided about clusters as such. */
  clusters: ClusterDecisions[];
  /** Views that were saved, by name. */
  views: SavedView[];
  /** A sentence where decisions cannot be read, "" else. */
  problem: string;
  /** The newest change that stands, whoever made it. */
  last: { id: number; time: string; author: string; what: string } | null;
  /** What was done; null where there was nothing to undo or to do again. */
  change?: MadeChange | null;
}

/** A change of decisions (`Change` in explorer/decisions/changing.py). */
export interface MadeChange {
  /** 0 where nothing changed. */
  id: number;
  /** When it was made; with its id it names the change. */
  time: string;
  what: string;
  /** Decisions that are other than before. */
  parts: number;
  /** Of an undone change, those that were changed since, and were left alone. */
  left: number;
  /** Who changed those; an empty name for nobody's. */
  by: string[];
}

/** /api/nodes/{node}/images: a part of a list as it is drawn. */
export interface ListWindow {
  build: string;
  node: number;
  /** Images of the list. */
  total: number;
  /** Images of the cluster that the filter leaves. */
  matching: number;
  /** Those of them that are marked, null where nothing is asked to be. */
  marked: number | null;
  /** Pictures of which there are copies, null where they do not stand together. */
  groups: number | null;
  offset: number;
  /** Of the row that was to be found, null where it is not in the list. */
  place: number | null;
  rows: number[];
  /** Six hexadecimal digits an image, as of `Thumbs`. */
  colors: string;
  wrong: string;
  signs: string;
  /** Number of the picture that each shows. */
  group: number[] | null;
  /** Paths, where images are named. */
  names?: string[];
  labels?: (string | null)[];
  /** What they are sorted by, in words. */
  values?: (string | null)[];
}

/** What people decided about an image. */
export interface Decisions {
  tags: string[];
  verdicts: string[];
  note: string;
  corrected: string | null;
  /** The label that the source gives it. */
  given: string | null;
  /** Where it is now: "" as it was decided about, "moved", or "changed" to other content. */
  how: string;
  history: { kind: string; name: string; time: string; author: string }[];
}

/** What may be said of an image of a review (explorer/analysis/findings/answers.py). */
export interface ReviewAnswer {
  /** The letter that gives it. */
  key: string;
  /** On its button; "{suggested}" stands for the label that is suggested. */
  words: string;
  decides: string;
  /** What images are counted as that were answered so. */
  outcome: string;
  name: string;
  /** Whether the label is chosen by the person. */
  asks: boolean;
  /** Whether it is about the other copies of the picture, and this one stays. */
  others: boolean;
}

export interface ReviewImage {
  row: number;
  path: string;
  label: string | null;
  suggested: string | null;
  /** Shared by the copies of one picture. */
  group: number | null;
  /** Of a run of images that follow each other: in which of its steps it is, from 1, and how many there are. */
  step: number | null;
  steps: number | null;
  /** What was done to a copy as against the first of its group, "" for nothing, null where that was not asked. */
  transform: string | null;
  /** Of a copy, null where no column tells splits. */
  split: string | null;
  /** Whether all files of its group hold the same bytes. */
  exact: boolean;
  /** Of the answer that stands, "" for none. */
  outcome: string;
  /** The label that stands instead of the given one, null for none. */
  corrected: string | null;
}

/** /api/review */
export interface ReviewDocument {
  build: string;
  kind: string;
  revision: number;
  answers: ReviewAnswer[];
  images: ReviewImage[];
  /** Whether there may be others. */
  more: boolean;
  /** The filter that leaves what is not to be removed, "" for all. */
  left: string;
}

export interface Found {
  row: number;
  path: string;
  score: number;
  node: number;
}

/** /api/search */
export interface SearchAnswer {
  results: Found[];
  /** null where all images are ranked. */
  total: number | null;
  how: string;
  note: string;
  /** Least score of what answers; null where nothing parts it from the rest. */
  cut: number | null;
  /** How the scores are spread; null where nobody asked. */
  histogram: ScoreHistogram | null;
  /** Those that hold most of the result first; null where nobody asked. */
  clusters: HoldingCluster[] | null;
  /** Examples among what was searched: no results, and of the set. */
  examples: number;
}

/** Scores of all images that were searched, in bins of equal width from the lowest. */
export interface ScoreHistogram {
  lo: number;
  hi: number;
  counts: number[];
}

/** A cluster that holds some of a result. */
export interface HoldingCluster {
  node: number;
  title: string;
  /** Images of the result. */
  count: number;
  size: number;
}

/** What is read of /api/index. */
export interface IndexAnswer {
  build: string;
  /** Whether the index on disk is newer than what is served. */
  stale: boolean;
}

/** What `/api/build` answers: how far a build is that goes on while an earlier one is shown. */
export interface BuildAnswer {
  /** `none` where none goes on here. */
  state: "none" | "running" | "paused" | "done" | "failed";
  /** What it does. */
  stage: string;
  /** Images that are known or were read. */
  read: number;
  /** Images in all. */
  of: number;
  /** Of reading; null where that is not known. */
  seconds_left: number | null;
  error: string;
  /** The build that is served, and how many images it has; null before there is one. */
  build: string | null;
  n: number;
  /** Whether the index on disk is newer than what is served, and how many images that has. */
  stale: boolean;
  newest: number | null;
  /** Of a build on the way to the whole one. */
  partial: { of: number; even: boolean } | null;
  /** Whether a pause would hold it up: not while it writes its last build. */
  pausable: boolean;
  /** Whether a visitor may pause it. */
  changes: boolean;
  /** How far the stage is, before there is a build. */
  step?: { done: number; total: number | null; unit: string };
}

/** What `/api/build/places` answers: null for what is nowhere. */
export interface PlacesAnswer {
  build: string;
  tree: string;
  nodes: (number | null)[];
  /** Of the images of both builds that are in a node there or here, those that are in both. */
  shares: (number | null)[];
  rows: (number | null)[];
  /** Filters with the numbers of this build; they say how many of their images are gone. */
  where: string[];
  /** Of the map: x and y of the middle, and the span of the view. */
  at: [number, number, number] | null;
}

/** A finding on the map, most significant first (`outlines` in explorer/web/page/findings/cards.py). */
export interface Finding {
  /** What to fly to. */
  node: number;
  lo: number;
  hi: number;
  /** Ascending, of a finding that is no whole node. */
  rows?: number[] | null;
}

/** A fact that is more frequent in a finding (`explorer/analysis/explaining/telling_facts.py`). */
export interface ExplainedFact {
  words: string;
  /** A filter that leaves its images. */
  where: string | null;
  share: number;
  share_outside: number;
  /** Intervals, p, and how images elsewhere fare. */
  sentence: string;
  elsewhere: { raised: boolean } | null;
}

/** What `/api/findings/explanation` answers, as far as the page shows it. */
export interface Explanation {
  sentences: { labels: string; told: string; raised: string; note: string };
  having: { words: string; count: number };
  without: string;
  classes: { class: string }[];
  /** How images are said to be taken for something else, null where they are not. */
  called: { images: string; verb: string } | null;
  taken_for: { class: string; count: number; share: number; share_outside: number | null }[];
  /** Wrong images whose label may be wrong itself, null where that is not known. */
  doubtful: { count: number; share: number; share_outside: number | null } | null;
  facts: ExplainedFact[];
  pairs: { row: number; nearest: number | null }[];
}

/* What a person has chosen. */

export interface ViewState {
  /** Tree node that fills the canvas. */
  node: number;
  /** Which view is on the stage (page/three-views.mjs). */
  view: "tree" | "map" | "grid";
  /** Cells asked for (K). */
  clusters: number;
  /** Thumbnail edge in CSS pixels. */
  thumb: number;
  /** Filter in SQL's expression syntax, "" for none. */
  where: string;
  /** By which labels is judged: as they were given, or as people corrected them. */
  labels: "given" | "corrected";
  /** Which predictions count, "" for the plain column. */
  model: string;
  /** What tints the cells: "" or one of the colourings of /api/index. */
  color: string;
  /** True class whose mistakes are marked, "" for any. */
  truth: string;
  /** Predicted class whose mistakes are marked, "" for any. */
  guess: string;
  /** Column whose values fairness is measured over, "" for none. */
  fair: string;
  /** What the findings panel asks for, "" for nothing (explorer/web/page/findings/query.py). */
  findings: string;
  /** What is reviewed, "" for nothing: a choice of `reviews`, of copies also "duplicates;transformed". */
  review: string;
  /** Whether findings are outlined on the map. */
  outlines: "" | "on";
  /** What the grid is sorted by: "tree", "score", "suspicion", "column:NAME", "" for what suits. */
  sort: string;
  /** In which direction, "" for what suits. */
  order: "" | "asc" | "desc";
  /** Whether the grid shows copies of one picture side by side, and nothing else. */
  copies: "" | "on";
  /** Where on the map one is (map/place.mjs), "" for what the cluster in view fills. */
  at: string;
  /** Image in the inspector. */
  row: number | null;
  /** Text in the search box. */
  query: string;
  /** Least score of what was found, "" for where it lies by itself. */
  cut: string;
  /** Whether only the cluster in view is searched. */
  within: "" | "cluster";
  /** Rows that more is sought like, "3,17". */
  like: string;
  /** Rows that are not what is sought. */
  unlike: string;
  /** Images that were sent and that more is sought like, by their names. */
  images: string;
  /** How misclassified images are marked. */
  show: "all" | "outline" | "isolate";
  /** Selected rows, in the order they were taken. Not in the URL. */
  selection: number[];
  /** Not in the URL. */
  theme: "dark" | "light";
}

/** What a state is checked against; anything goes where a list is absent. */
export interface StateConfig extends Partial<Pick<PageConfig, "models" | "classes" | "colors" | "sorts" | "fair_by" | "finds" | "reviews" | "judged" | "tree">> {
  controls: Control[];
  limits: Limits;
  n: number;
  /** 2n-2 when absent. */
  root?: number;
  defaults?: Partial<ViewState>;
}

/** What a view is asked to mark, as parameters of /api/view. */
export interface MarkParams {
  /** All images that words find. */
  text?: string;
  /** What is like an image, or like some, unlike others, like images that were sent; with a cut. */
  like_row?: string;
  like_rows?: string;
  unlike_rows?: string;
  like_images?: string;
  /** Least score of what a search found. */
  cut?: string;
  /** Rows, as "3,7:12". */
  rows?: string;
  /** A condition in the syntax of filters. */
  mark?: string;
}

/* What the parts tell each other. */

/** Where requests go, and which build they are about. */
export type Server = Pick<PageConfig, "api" | "build" | "worker">;

/** A size in CSS pixels. */
export interface Size {
  width: number;
  height: number;
}

/** The canvas's room: whole CSS pixels, and device pixels in one. */
export interface StageSize extends Size {
  ratio: number;
}

/** A view on screen; its `breadcrumb` is the path that was walked. */
export interface ShownView extends MarkedView {
  /** The filter that it is under. */
  where: string;
}

export interface MarkedView extends View {
  /** Which mistakes it marks: of images that cannot be judged, `unjudged`; "" where it marks something else or nothing. */
  mistakes: "" | "any" | "some" | "unjudged";
}

/** A view beside the tree (page/three-views.mjs): it makes an element of its own on the stage, and follows the explorer's events while it is shown. */
export interface StageView {
  show(): void;
  hide(): void;
  destroy(): void;
}

/** Events of the Explorer (main.mjs). */
export interface ExplorerEvents {
  state: CustomEvent<ViewState>;
  view: CustomEvent<ShownView>;
  marked: CustomEvent<MarkedView>;
  inspect: CustomEvent<{ row: number }>;
  hover: CustomEvent<{ row: number | null }>;
  lit: CustomEvent<null>;
  spot: CustomEvent<null>;
  forgotten: CustomEvent<null>;
  status: CustomEvent<Complaint & { loading: boolean; note: string }>;
  settled: CustomEvent<{ node: number; drawn: number }>;
  search: CustomEvent<null>;
  help: CustomEvent<null>;
  "fold-left": CustomEvent<null>;
  "fold-right": CustomEvent<null>;
}

/** Keys that the canvas hears and the page acts on. */
export type PageKey = "search" | "help" | "fold-left" | "fold-right";

/** Say an event; `detail` is that of the event's name. */
export type Emit = <K extends keyof ExplorerEvents>(name: K, detail: ExplorerEvents[K]["detail"]) => void;

/** EventTarget, with the Explorer's events by name. */
export interface ExplorerTarget extends Omit<EventTarget, "addEventListener"> {
  addEventListener<K extends keyof ExplorerEvents>(
    type: K,
    listener: (event: ExplorerEvents[K]) => void,
    options?: AddEventListenerOptions,
  ): void;
}

/** Dash's `set_props`: properties of a component by its id. */
export type SetProps = (id: string, props: Record<string, unknown>) => void;

/** What Dash says of the call of a callback. */
export interface CallbackContext {
  triggered_id: string;
  triggered: { prop_id: string }[];
  inputs_list: { id: { name: string }; value?: string }[][];
}

/** What Dash is told of the view that stands (`View` in explorer/web/callback_bodies.py reads some of it). */
export interface Summary extends Pick<MarkedView, "node" | "lo" | "hi" | "count" | "matching" | "marked" | "mistakes" | "breadcrumb" | "note" | "build"> {
  title: string;
  /** Thumbnails that are drawn in the tree; null while another view is on the stage. */
  shown: number | null;
  where: string;
  model: string;
  /** By which labels is judged, and which state of the corrections; "" for labels as they were given. */
  labels: string;
  /** Images in the index. */
  total: number;
  /** How many there are. */
  cells: number;
}

/** A cell of a plot that was clicked. */
export interface PlotClick {
  points?: { x: string | number; y: string | number; customdata?: string[] | null }[];
}

declare global {
  interface Window {
    dendro: {
      /** Dash waits for the canvas's modules here. */
      ready: Promise<DashSync>;
      resolve: (page: DashSync) => void;
      explorer?: Explorer;
      config?: Config;
      clustersAt?: (position: number) => number;
      percent?: (share: number | null | undefined) => string;
    };
    dash_clientside: {
      set_props: (id: string | Record<string, unknown>, props: Record<string, unknown>) => void;
      no_update: unknown;
      callback_context: CallbackContext;
      [room: string]: unknown;
    };
    dashMantineFunctions: Record<string, (position: number) => number>;
    dashAgGridFunctions: {
      percent: (share: number | null) => string;
      named: (api: { getGridId(): string }, name: string) => void;
    };
  }
}

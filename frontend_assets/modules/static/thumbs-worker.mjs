/** The worker of the thumbnails of a static copy: it answers itself from the packs, and works as any other. */

import { answerBy } from "../api.mjs";
import "../thumbs-worker.mjs";
import { answeringThumbs } from "./thumbs-answers.mjs";

/** @import { CopyConfig } from "./copy.mjs" */

/** The page tells what there is before the first request. */
addEventListener("message", (/** @type {MessageEvent<{kind: string, config?: CopyConfig}>} */ { data }) => {
  if (data.kind === "copy" && data.config) answerBy(answeringThumbs(data.config));
});

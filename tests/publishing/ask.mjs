// Answers, from the files of a static copy, the questions that come on standard input: {folder, questions: [[url, body?]]}.
// With `layouts` instead of them it lays out cells: {layouts: [{counts, joints, groups, canvas}], walls: [{counts, ratios, canvas}]};
// with `colors` it gives those of some rows: {colors: {folder, rows, about}}.
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";

import { answering, openCopy } from "../../frontend_assets/modules/static/answers.mjs";
import { Colors } from "../../frontend_assets/modules/static/colors.mjs";
import { Files } from "../../frontend_assets/modules/static/files.mjs";
import { wall } from "../../frontend_assets/modules/static/layout/hung.mjs";
import { treemap } from "../../frontend_assets/modules/static/layout/treemap.mjs";

const asked = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(asked.folder ? await answersOf(asked) : asked.colors ? await colorsOf(asked.colors) : layoutsOf(asked)));

async function answersOf({ folder, questions }) {
  const page = await readFile(`${folder}/index.html`, "utf8");
  const config = JSON.parse(/id="dendro-config">(.*?)<\/script>/s.exec(page)[1]);
  const load = async (url) => readFile(`${folder}/${url}`).then((content) => new Response(content), () => new Response("", { status: 404 }));
  const answer = answering(openCopy(config, load));
  const answers = [];
  for (const [url, body] of questions) {
    const response = await answer(`${config.api}/${url}`, body ? { body: url.startsWith("map") ? Buffer.from(body).toString() : Uint8Array.from(body).buffer } : {});
    const content = response.headers.get("content-type") === "application/json" ? await response.json() : [...new Uint8Array(await response.arrayBuffer())];
    answers.push({ status: response.status, content });
  }
  return answers;
}

function colorsOf({ folder, rows, about }) {
  const load = async (url) => new Response(await readFile(url));
  return new Colors(new Files(folder, load), about).hex(rows);
}

function layoutsOf({ layouts, walls }) {
  return { layouts: layouts.map(({ canvas, ...cells }) => treemap(cells, canvas)), walls: walls.map(({ counts, ratios, canvas }) => wall(counts, ratios, canvas)) };
}

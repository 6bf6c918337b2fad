import assert from "node:assert/strict";
import { test } from "node:test";
import { sentence } from "../../frontend_assets/modules/api.mjs";

const PROXY = "<html><title>413 Request Entity Too Large</title></html>";

for (const [what, body, status, said] of [
  ["what the server says is said", '{"error": "At most 1 MB is taken."}', 413, /^At most 1 MB is taken\.$/],
  ["what a proxy takes no more of is the proxy's limit, of which our log knows nothing", PROXY, 413, /^A proxy .* \(413\)/],
  ["so is a server that it did not reach", "<html>Bad Gateway</html>", 502, /^A proxy .* \(502\)/],
  ["a defect stands in the log", "", 500, /log says why/],
]) {
  test(what, async () => assert.match(await sentence(new Response(body, { status })), said));
}

/** The controls as the server tells of them; `tests/web/test_controls.py` holds that it does. */
import { readFileSync } from "node:fs";

export const CONTROLS = JSON.parse(readFileSync(new URL("./controls.json", import.meta.url), "utf8"));

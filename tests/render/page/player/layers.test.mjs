import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { MAY_IMPORT, violations } from "./layers.mjs";

const FOLDER = new URL("../../../../frontline/render/page/player/", import.meta.url);
const PATHS = readdirSync(FOLDER, { recursive: true }).filter((name) => /\.m?js$/.test(name));
const MODULES = Object.fromEntries(PATHS.map((path) => [path, readFileSync(new URL(path, FOLDER), "utf8")]));

test("every module is in a room and imports only from permitted rooms", () => {
  assert.deepEqual(violations(MODULES), []);
});

test("every room has modules, and every permission is used", () => {
  const used = new Set();
  for (const [path, text] of Object.entries(MODULES)) {
    for (const [, other] of text.matchAll(/^import [^"]* from "(?:\.\.?\/)+(\w+)\//gm)) {
      used.add(`${path.split("/")[0]} ${other}`);
    }
  }
  for (const [room, others] of Object.entries(MAY_IMPORT)) {
    assert.ok(PATHS.some((path) => path.split("/")[0] === room), room);
    assert.deepEqual(others.filter((other) => !used.has(`${room} ${other}`)), [], room);
  }
});

const PLANTED = {
  "a module in a folder that is no room": [
    { "extras/new.mjs": "" },
    "extras/new.mjs: is in no room",
  ],
  "a module beside the player": [{ "helper.mjs": "" }, "helper.mjs: is in no room"],
  "the model imports the map": [
    { "model/new.mjs": 'import { paint } from "../map/symbols.mjs";' },
    "model/new.mjs: model must not import map (map/symbols.mjs)",
  ],
  "the model imports the map in a function": [
    { "model/new.mjs": 'async function late() {\n  await import("../map/symbols.mjs");\n}' },
    "model/new.mjs: model must not import map (map/symbols.mjs)",
  ],
  "the codec reads the page": [
    { "codec/new.mjs": "const width = document.body.clientWidth;" },
    "codec/new.mjs: codec must not know document",
  ],
  "a text knows Leaflet": [
    { "text/new.mjs": "const at = L.latLng(0, 0);" },
    "text/new.mjs: text must not know L",
  ],
  "a module from outside": [
    { "map/new.mjs": 'import { thing } from "https://example.org/thing.mjs";' },
    "map/new.mjs: imports map/https:/example.org/thing.mjs, which is no module of the player",
  ],
  "two modules of one room import each other": [
    {
      "model/one.mjs": 'import { two } from "./two.mjs";',
      "model/two.mjs": 'import {\n  one,\n} from "./one.mjs";',
    },
    "circle of imports: model/one.mjs → model/two.mjs → model/one.mjs",
  ],
};

for (const [what, [modules, message]] of Object.entries(PLANTED)) {
  test(`a violation is found: ${what}`, () => {
    assert.deepEqual(violations({ ...MODULES, ...modules }), [message]);
  });
}

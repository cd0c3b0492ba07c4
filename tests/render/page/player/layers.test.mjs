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
    "model/new.mjs: must not import in a function",
  ],
  "a module chosen at run time": [
    { "map/new.mjs": "const load = (name) => import(name);" },
    "map/new.mjs: must not import in a function",
  ],
  "the model exports what is of the map": [
    { "model/new.mjs": 'export { paint } from "../map/symbols.mjs";' },
    "model/new.mjs: model must not import map (map/symbols.mjs)",
  ],
  "an import after a string that looks like the start of a comment": [
    { "model/new.mjs": 'const all = "/*";\nimport { paint } from "../map/symbols.mjs";\nconst end = "*/";' },
    "model/new.mjs: model must not import map (map/symbols.mjs)",
  ],
  "a global after a string that looks like a comment": [
    { "model/new.mjs": 'const at = "a // b" + document.title;' },
    "model/new.mjs: model must not know document",
  ],
  "a global in a template": [
    { "text/new.mjs": "const name = (n) => `${n} of ${document.title}`;" },
    "text/new.mjs: text must not know document",
  ],
  "a global by its name": [
    { "model/new.mjs": 'const page = globalThis["document"];' },
    "model/new.mjs: model must not know globalThis",
  ],
  "the model asks for the screen": [
    { "model/new.mjs": 'const narrow = () => matchMedia("(max-width: 600px)").matches;' },
    "model/new.mjs: model must not know matchMedia",
  ],
  "a text measures": [
    { "text/new.mjs": "const size = (node) => getComputedStyle(node).fontSize;" },
    "text/new.mjs: text must not know getComputedStyle",
  ],
  "the model changes the address": [
    { "model/new.mjs": "export function go(href) {\n  history.replaceState(null, '', href);\n}" },
    "model/new.mjs: model must not know history",
  ],
  "a function of 81 lines": [
    { "map/new.mjs": `export function long() {\n${"  // a line\n".repeat(79)}}` },
    "map/new.mjs: long has 81 lines, more than 80",
  ],
  "an inner function of 81 lines": [
    { "map/new.mjs": `const long = (a, b) => {\n${"  // a line\n".repeat(79)}};` },
    "map/new.mjs: long has 81 lines, more than 80",
  ],
  "two modules with one name": [
    { "map/dates.mjs": "" },
    "several modules are named dates",
  ],
  "a method that old browsers lack": [
    { "map/new.mjs": "const last = (marks) => marks.findLast((mark) => mark.changes > 0);" },
    "map/new.mjs: findLast is too new",
  ],
  "a function that old browsers lack": [
    { "map/new.mjs": "const copy = (state) => structuredClone(state);" },
    "map/new.mjs: structuredClone is too new",
  ],
  "groups by a method that old browsers lack": [
    { "map/new.mjs": "const groups = (marks) => Map.groupBy(marks, (mark) => mark.date);" },
    "map/new.mjs: groupBy is too new",
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

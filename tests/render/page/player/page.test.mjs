import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";

const FOLDER = new URL("../../../../frontline/render/page/player/", import.meta.url);
const MODULES = readdirSync(FOLDER, { recursive: true }).filter((name) => name.endsWith(".mjs"));
const read = (name) => readFileSync(new URL(name, FOLDER), "utf8");
const IMPORT = /^import \{ [\w, ]+ \} from "(\.[\w./]+\.mjs)";$/;

test("imports stand on one line each, before everything else but the heading comment", () => {
  for (const name of MODULES) {
    const lines = read(name).split("\n");
    const rest = lines.slice(lines.findLastIndex((line) => IMPORT.test(line)) + 1);
    assert.ok(!rest.some((line) => /^import\b|\bimport\(/.test(line)), name);
  }
});

test("modules import only one another, in no circle", () => {
  const needs = new Map(
    MODULES.map((name) => [
      name,
      read(name)
        .split("\n")
        .map((line) => IMPORT.exec(line)?.[1])
        .filter(Boolean)
        .map((target) => posix.join(posix.dirname(name), target)),
    ]),
  );
  const done = new Set();
  while (done.size < MODULES.length) {
    const ready = MODULES.filter(
      (name) => !done.has(name) && needs.get(name).every((need) => done.has(need)),
    );
    assert.ok(ready.length > 0, "a circle of imports");
    ready.forEach((name) => done.add(name));
  }
});

test("top-level names are unique across modules, so that they can be pasted into one", () => {
  const declared = MODULES.flatMap((name) =>
    [...read(name).matchAll(/^(?:export )?(?:(?:async )?function|const|let|class) (\w+)/gm)].map(
      ([, word]) => word,
    ),
  );
  const twice = declared.filter((word, i) => declared.indexOf(word) !== i);
  assert.deepEqual(twice, []);
});

test("exports are declarations only", () => {
  for (const name of MODULES) {
    const odd = read(name)
      .split("\n")
      .filter((line) => /^export (?!(?:async )?function |const )/.test(line));
    assert.deepEqual(odd, [], name);
  }
});

test("no text is ever read as markup or script, and nothing outside the page is touched", () => {
  const banned = [
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment/,
    /\beval\b|new Function|setTimeout\(["'`]/,
    /localStorage|sessionStorage|\.cookie|\b(?:parent|top)\.postMessage|\bfetch\b|XMLHttpRequest/,
    /window\.(?:parent|top|opener)/,
    /<\/?[a-z!]/i,
  ];
  const known = {
    // The one module that speaks with the page around: it compares with it, and posts to it.
    "shell/host.mjs": (text) => text.replaceAll("window.parent;", "").replaceAll("window.parent !== window", ""),
    // The one that lists what Leaflet writes as markup, for the page's policy.
    "shell/boot.mjs": (text) => text.replace(/^const MARKUP = .*$/m, ""),
  };
  for (const name of MODULES) {
    const text = (known[name] ?? String)(read(name));
    for (const pattern of banned) assert.doesNotMatch(text, pattern, name);
  }
});

test("the style asks for nothing from outside", () => {
  assert.ok(!/url\(|@import/.test(read("player.css")));
});

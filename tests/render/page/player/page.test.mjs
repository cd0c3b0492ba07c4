import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const FOLDER = new URL("../../../../frontline/render/page/player/", import.meta.url);
const MODULES = readdirSync(FOLDER, { recursive: true }).filter((name) => name.endsWith(".mjs"));
const read = (name) => readFileSync(new URL(name, FOLDER), "utf8");
const STYLE = readdirSync(new URL("style/", FOLDER)).map((name) => read(`style/${name}`)).join("");

test("no text is parsed as markup or script, and nothing outside the page is accessed", () => {
  const banned = [
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment/,
    /\beval\b|new Function|setTimeout\(["'`]/,
    /localStorage|sessionStorage|\.cookie|\b(?:parent|top)\.postMessage|\bfetch\b|XMLHttpRequest/,
    /window\.(?:parent|top|opener)/,
    /<\/?[a-z!]/i,
  ];
  const known = {
    // The only module that uses the host page: it compares it with its own window, and posts to it.
    "shell/host.mjs": (text) =>
      text.replaceAll("window.parent;", "").replaceAll("window.parent !== window", ""),
    // The only module that lists Leaflet's markup, for the page's policy.
    "shell/boot.mjs": (text) => text.replace(/^const MARKUP = [^]*?\];$/m, ""),
  };
  for (const name of MODULES) {
    const text = (known[name] ?? String)(read(name)).replace(/\/\*[\s\S]*?\*\//g, "");
    for (const pattern of banned) assert.doesNotMatch(text, pattern, name);
  }
});

test("the style sheets make no requests", () => {
  assert.ok(!/url\(|@import/.test(STYLE));
});

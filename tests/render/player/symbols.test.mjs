import assert from "node:assert/strict";
import { test } from "node:test";

import { contrast, mix, tintOn } from "../../../frontline/render/player/symbols.mjs";

test("contrast is that of WCAG 2", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
  assert.equal(contrast("#777777", "#777777"), 1);
  assert.equal(contrast("#767676", "#ffffff").toFixed(2), "4.54");
});

test("a mix takes its share of each colour", () => {
  assert.equal(mix("#ff0000", "#0000ff", 1), "#ff0000");
  assert.equal(mix("#ff0000", "#0000ff", 0), "#0000ff");
  assert.equal(mix("#ffffff", "#000000", 0.5), "#808080");
});

test("a tint stands out from light and from dark ground", () => {
  for (const color of ["#0072b2", "#d55e00", "#f0e442", "#000000", "#ffffff", "#55507a"]) {
    for (const ground of ["#f4f3ef", "#23272d"]) {
      assert.ok(contrast(tintOn(color, ground), ground) >= 3, `${color} on ${ground}`);
    }
  }
});

test("what is not a colour is never written into a style", () => {
  assert.match(tintOn("url(https://example.org)", "#f4f3ef"), /^#[0-9a-f]{6}$/);
});

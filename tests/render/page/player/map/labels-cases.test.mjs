// The page and the figures place labels by the same rules: both run these cases.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  placeLabels,
  roomiest,
  spotsBeside,
} from "../../../../../frontline/render/page/player/map/labels.mjs";

const cases = JSON.parse(readFileSync(new URL("../../../../cases-labels.json", import.meta.url), "utf8"));

for (const { name, items, obstacles, soft, frame, placed } of cases.place) {
  test(name, () => {
    assert.deepEqual(Object.fromEntries(placeLabels(items, obstacles, soft, frame)), placed);
  });
}

for (const { name, point, width, height, gap, spots } of cases.beside) {
  test(name, () => assert.deepEqual(spotsBeside(point, width, height, gap), spots));
}

for (const { name, points, obstacles, frame, order } of cases.roomiest) {
  test(name, () => assert.deepEqual(roomiest(points, obstacles, frame), order));
}

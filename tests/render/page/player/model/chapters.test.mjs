import assert from "node:assert/strict";
import { test } from "node:test";

import {
  boxAt,
  chapterNumber,
  chapterState,
  isLeft,
} from "../../../../../frontline/render/page/player/model/chapters.mjs";
import { aboutPlaces } from "../../../../../frontline/render/page/player/panels/linked_items.mjs";

const scene = {
  dates: ["2024-05-01", "2024-05-02", "2024-05-03", "2024-05-04", "2024-05-05", "2024-05-06"],
  chapters: [
    { date: "2024-05-02", known: "now", since: null, title: "A" },
    { date: "2024-05-06", known: "then", since: "2024-05-02", how: "swipe", title: "B" },
  ],
};

test("chapters are numbered from 1, and null is no chapter", () => {
  assert.deepEqual([1, 2, null].map((number) => chapterNumber(scene, number)), [1, 2, null]);
  for (const odd of [0, 3, -1, 1.5, "length", {}, [], "__proto__", NaN, true]) {
    assert.throws(() => chapterNumber(scene, odd), RangeError, String(odd));
  }
});

test("a chapter sets the date, the clock and the date of comparison; no chapter sets nothing", () => {
  assert.deepEqual(chapterState(scene, 2), {
    date: "2024-05-06",
    known: "then",
    since: "2024-05-02",
    how: "swipe",
  });
  assert.deepEqual(chapterState(scene, 1), { date: "2024-05-02", known: "now", since: null });
  assert.deepEqual([null, undefined].map((none) => chapterState(scene, none)), [{}, {}]);
});

test("a chapter is left when the reader changes the date, the clock or the date of comparison", () => {
  const state = {
    chapter: 2,
    date: "2024-05-06",
    known: "then",
    since: "2024-05-02",
    how: "swipe",
    language: "en",
  };
  assert.equal(isLeft(scene, state), false);
  assert.equal(isLeft(scene, { ...state, language: "uk", how: "beside" }), false);
  assert.equal(isLeft(scene, { ...state, date: "2024-05-07" }), true);
  assert.equal(isLeft(scene, { ...state, known: "now" }), true);
  assert.equal(isLeft(scene, { ...state, since: null }), true);
  assert.equal(isLeft(scene, { ...state, chapter: null }), false);
});

test("a line crosses at most one of the stacked boxes", () => {
  const boxes = [{ top: 10, bottom: 20 }, { top: 20, bottom: 50 }, { top: 50, bottom: 60 }];
  for (let line = 0; line < 70; line++) {
    const inside = boxes.map(({ top, bottom }, i) => (line >= top && line < bottom ? i : -1));
    assert.equal(boxAt(boxes, line), Math.max(...inside));
  }
});

test("an item lists its places", () => {
  assert.deepEqual(aboutPlaces(["a b", "c"]), { "data-places": "a b;c" });
});

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  boxAt,
  chapterNumber,
  chosenBy,
  isLeft,
} from "../../../../../frontline/render/page/player/model/chapters.mjs";
import { aboutPlaces } from "../../../../../frontline/render/page/player/panels/linked_items.mjs";

const scene = {
  chapters: [
    { date: "2024-05-02", known: "now", since: null, title: "A" },
    { date: "2024-05-06", known: "then", since: "2024-05-02", how: "swipe", title: "B" },
  ],
};

test("chapters are counted from 1, and none is null", () => {
  assert.deepEqual([1, 2, null].map((number) => chapterNumber(scene, number)), [1, 2, null]);
  for (const odd of [0, 3, -1, 1.5, "length", {}, [], "__proto__", NaN, true]) {
    assert.throws(() => chapterNumber(scene, odd), RangeError, String(odd));
  }
});

test("a chapter chooses a day, a knowledge and a day of comparison, and no chapter nothing", () => {
  assert.deepEqual(chosenBy(scene, 2), {
    date: "2024-05-06",
    known: "then",
    since: "2024-05-02",
    how: "swipe",
  });
  assert.deepEqual(chosenBy(scene, 1), { date: "2024-05-02", known: "now", since: null });
  assert.deepEqual([null, undefined].map((none) => chosenBy(scene, none)), [{}, {}]);
});

test("a chapter is left when the reader sees another day, knowledge or comparison", () => {
  const told = {
    chapter: 2,
    date: "2024-05-06",
    known: "then",
    since: "2024-05-02",
    how: "swipe",
    language: "en",
  };
  assert.equal(isLeft(scene, told), false);
  assert.equal(isLeft(scene, { ...told, language: "uk", how: "beside" }), false);
  assert.equal(isLeft(scene, { ...told, date: "2024-05-07" }), true);
  assert.equal(isLeft(scene, { ...told, known: "now" }), true);
  assert.equal(isLeft(scene, { ...told, since: null }), true);
  assert.equal(isLeft(scene, { ...told, chapter: null }), false);
});

test("a line crosses one of the stacked boxes, or none", () => {
  const boxes = [{ top: 10, bottom: 20 }, { top: 20, bottom: 50 }, { top: 50, bottom: 60 }];
  for (let line = 0; line < 70; line++) {
    const inside = boxes.map(({ top, bottom }, i) => (line >= top && line < bottom ? i : -1));
    assert.equal(boxAt(boxes, line), Math.max(...inside));
  }
});

test("an item names the places it is about", () => {
  assert.deepEqual(aboutPlaces(["a b", "c"]), { "data-places": "a b;c" });
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { changedState, firstState } from "../../../../../frontline/render/page/player/model/state.mjs";

const dates = Array.from({ length: 20 }, (_, i) => `2024-05-${String(i + 1).padStart(2, "0")}`);
const scene = {
  dates,
  opens: "2024-05-10",
  language: "en",
  languages: ["en", "uk"],
  missing: [["2024-05-03", "2024-05-05"]],
  chapters: [
    { date: "2024-05-02", known: "now", since: null },
    { date: "2024-05-06", known: "then", since: "2024-05-02", how: "beside" },
  ],
};
const first = firstState(scene);

test("a map opens on its opening date, as known now, with its whole period and language", () => {
  assert.deepEqual({ ...first, range: [...first.range] }, {
    date: "2024-05-10",
    known: "now",
    range: [dates[0], dates[19]],
    since: null,
    how: "shade",
    language: "en",
    chapter: null,
  });
});

test("the author determines the opening state, and the reader can change it", () => {
  const opening = { since: dates[3], how: "swipe", language: "uk" };
  const opened = firstState({ ...scene, opening });
  assert.deepEqual([opened.since, opened.how, opened.language, opened.date], [
    dates[3],
    "swipe",
    "uk",
    "2024-05-10",
  ]);
  assert.equal(changedState(scene, opened, { since: null }).since, null);
});

test("a day beyond the range widens the range", () => {
  const narrow = changedState(scene, first, { range: [dates[8], dates[12]] });
  assert.deepEqual(changedState(scene, narrow, { date: dates[2] }).range, [dates[2], dates[12]]);
  assert.deepEqual(changedState(scene, narrow, { date: dates[15] }).range, [dates[8], dates[15]]);
});

test("a range moves the day into it and has at least two days", () => {
  const late = changedState(scene, first, { range: [dates[12], dates[15]] });
  assert.equal(late.date, dates[12]);
  assert.deepEqual(changedState(scene, first, { range: [dates[19], dates[19]] }).range, [
    dates[18],
    dates[19],
  ]);
  assert.deepEqual(changedState(scene, first, { range: [dates[9], dates[4]] }).range, [dates[4], dates[9]]);
});

test("a request without changes returns the same state", () => {
  assert.equal(changedState(scene, first, { date: "2024-05-10", known: "now", since: null }), first);
});

test("the way to compare is kept when the comparison ends", () => {
  const swiped = changedState(scene, first, { how: "swipe", since: dates[0] });
  assert.deepEqual([swiped.how, swiped.since], ["swipe", dates[0]]);
  const off = changedState(scene, swiped, { since: null });
  assert.deepEqual([off.how, off.since], ["swipe", null]);
  assert.equal(changedState(scene, off, { since: dates[5] }).how, "swipe");
});

test("an invalid value rejects the whole request", () => {
  const refused = [
    { date: "2031-01-01" },
    { known: "soon" },
    { range: ["2024-05-01", "x"] },
    { since: "2024-05-03" },
    { since: "2024-06-01" },
    { how: "fade" },
    { language: "pl" },
    { chapter: 0 },
    { chapter: 3 },
    { chapter: 1.5 },
    { chapter: "length" },
    { chapter: [] },
  ];
  for (const request of refused) {
    assert.throws(
      () => changedState(scene, first, { language: "uk", ...request }),
      RangeError,
      JSON.stringify(request),
    );
  }
});

test("a chapter sets its date, clock and date of comparison", () => {
  const { date, known, since, how, chapter } = changedState(scene, first, { chapter: 2 });
  assert.deepEqual([date, known, since, how, chapter], ["2024-05-06", "then", "2024-05-02", "beside", 2]);
  const back = changedState(scene, changedState(scene, first, { chapter: 2 }), { chapter: 1 });
  assert.deepEqual([back.date, back.known, back.since], ["2024-05-02", "now", null]);
});

test("other keys of a request override the chapter", () => {
  const state = changedState(scene, first, { chapter: 2, date: "2024-05-09", since: null });
  assert.deepEqual([state.chapter, state.date, state.known, state.since], [2, "2024-05-09", "then", null]);
});

test("a new date keeps the chapter, and closing the chapter keeps the date", () => {
  const read = changedState(scene, first, { chapter: 2 });
  assert.equal(changedState(scene, read, { date: "2024-05-09" }).chapter, 2);
  const none = changedState(scene, read, { chapter: null });
  assert.deepEqual([none.chapter, none.date, none.known], [null, "2024-05-06", "then"]);
});

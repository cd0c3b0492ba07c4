import assert from "node:assert/strict";
import { test } from "node:test";

import {
  dayLabels,
  fewMarks,
  nearestDays,
  rangeWithin,
  speedFor,
  tickFraction,
} from "../../../../../frontline/render/page/player/model/day_ticks.mjs";
import { dateWords } from "../../../../../frontline/render/page/player/text/values.mjs";
import { say } from "../speakers.mjs";

const WORDS = { ...dateWords(say, "2024"), width: (text) => 6 * text.length };

function days(first, count) {
  const start = Date.parse(`${first}T00:00Z`);
  return Array.from({ length: count }, (_, i) => new Date(start + i * 86_400_000).toISOString().slice(0, 10));
}

function texts(first, count, width) {
  return dayLabels(days(first, count), width, WORDS).map(({ text }) => text);
}

test("the first tick lies at the left end and the last at the right", () => {
  assert.equal(tickFraction(0, 7), 0);
  assert.equal(tickFraction(3, 7), 0.5);
  assert.equal(tickFraction(6, 7), 1);
  assert.equal(tickFraction(0, 1), 0);
});

test("every day of a week is labelled, with the month at both ends", () => {
  assert.deepEqual(texts("2024-05-08", 7, 300), ["8 May", "9", "10", "11", "12", "13", "14 May"]);
});

test("a narrow row labels fewer days, but always both ends", () => {
  assert.deepEqual(texts("2024-05-08", 7, 130), ["8 May", "10", "12", "14 May"]);
  assert.deepEqual(texts("2024-05-08", 7, 95), ["8 May", "11", "14 May"]);
});

test("new months and years are labelled on their first day", () => {
  assert.deepEqual(texts("2024-04-29", 4, 300), ["29 Apr", "30", "1 May", "2 May"]);
  assert.deepEqual(texts("2023-12-30", 4, 400), ["30 Dec", "31", "1 Jan 2024", "2 Jan"]);
});

test("a period of one day has one label", () => {
  assert.deepEqual(texts("2024-05-08", 1, 300), ["8 May"]);
});

test("labels never collide for any period and width", () => {
  for (const count of [1, 2, 3, 7, 8, 30, 31, 45, 100, 366, 800]) {
    for (const width of [60, 110, 280, 500, 900]) {
      const labels = dayLabels(days("2023-11-17", count), width, WORDS);
      labels.slice(1).forEach((label, n) => {
        const { x, half } = labels[n];
        assert.ok(label.x - label.half >= x + half + 8, `${count} days on ${width} px`);
      });
      assert.ok(labels.length > 0, `${count} days on ${width} px`);
    }
  }
});

test("the nearest marked days lie strictly before and after", () => {
  const marks = [1, 0, 1, 0, 0, 1];
  assert.deepEqual(nearestDays(marks, 2, Boolean), { before: 0, after: 5 });
  assert.deepEqual(nearestDays(marks, 0, Boolean), { before: null, after: 2 });
  assert.deepEqual(nearestDays(marks, 5, Boolean), { before: 2, after: null });
});

test("on a long row, months are labelled on their first day, with the year where it changes", () => {
  assert.deepEqual(texts("2024-07-08", 776, 820).slice(0, 4), ["Sept 2024", "Nov", "Jan 2025", "Mar"]);
  assert.deepEqual(texts("2024-07-08", 776, 248), ["Jan 2025", "Jul", "Jan 2026", "Jul"]);
  const first = dayLabels(days("2024-07-08", 776), 820, WORDS)[2];
  assert.equal(days("2024-07-08", 776)[first.i], "2025-01-01");
});

test("month labels stay within the row at both ends", () => {
  for (const start of ["2025-01-01", "2025-01-02", "2024-12-20"]) {
    for (const { x, half } of dayLabels(days(start, 365), 248, WORDS)) {
      assert.ok(x - half >= -20 && x + half <= 268, start);
    }
  }
});

test("a range is clamped to the days and has at least two", () => {
  assert.deepEqual(rangeWithin(3, 8, 10), [3, 8]);
  assert.deepEqual(rangeWithin(8, 3, 10), [3, 8]);
  assert.deepEqual(rangeWithin(-5, 50, 10), [0, 9]);
  assert.deepEqual(rangeWithin(9, 9, 10), [8, 9]);
  assert.deepEqual(rangeWithin(0, 0, 10), [0, 1]);
  assert.deepEqual(rangeWithin(0, 0, 1), [0, 0]);
});

test("a week is played at one day per second, years at many", () => {
  const speeds = [0.5, 1, 2, 5, 10, 30];
  assert.deepEqual([7, 90, 91, 776, 100_000].map((count) => speedFor(count, speeds)), [1, 1, 2, 10, 30]);
});

test("marks that would touch each other are omitted", () => {
  assert.deepEqual(fewMarks([1, 0, 1], 24, Boolean), [0, 2]);
  assert.deepEqual(fewMarks([1, 0, 1], 23, Boolean), []);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { addMonths, daysBetween } from "../../../../../frontline/render/page/player/model/dates.mjs";
import { dayLabels } from "../../../../../frontline/render/page/player/model/day_ticks.mjs";
import { earlierMap } from "../../../../../frontline/render/page/player/model/gaps.mjs";
import { changedState, firstState } from "../../../../../frontline/render/page/player/model/state.mjs";
import {
  isInStep,
  shownOn,
  stepNumber,
  stepOf,
} from "../../../../../frontline/render/page/player/model/steps.mjs";

const WEEKS = ["1918-03-20", "1918-03-27", "1918-04-03", "1918-04-05"];

test("a day falls in the step that ends on it or after it", () => {
  const days = ["1918-03-20", "1918-03-21", "1918-03-27", "1918-03-28", "1918-04-04", "1918-04-06"];
  assert.deepEqual(days.map((day) => stepNumber(WEEKS, day)), [0, 1, 1, 2, 3, 4]);
  assert.equal(shownOn(WEEKS, "1918-03-19"), null);
  assert.equal(shownOn(WEEKS, "1918-04-06"), null);
});

test("a step tells of the days since the one before, the first only of its own", () => {
  assert.deepEqual(stepOf(WEEKS, "1918-03-20"), { since: "1918-03-20", eve: null });
  assert.deepEqual(stepOf(WEEKS, "1918-03-27"), { since: "1918-03-21", eve: "1918-03-20" });
  assert.deepEqual(stepOf(["2024-05-01", "2024-05-02"], "2024-05-02"), { since: "2024-05-02", eve: null });
  const inStep = ["1918-03-20", "1918-03-21", "1918-03-27", "1918-03-28", null];
  assert.deepEqual(inStep.map((day) => isInStep(WEEKS, day, "1918-03-27")), [
    false,
    true,
    true,
    false,
    false,
  ]);
});

test("a step is compared with the last shown date that has a map", () => {
  assert.equal(earlierMap({ dates: WEEKS, missing: [] }, "1918-04-03"), "1918-03-27");
  assert.equal(
    earlierMap({ dates: WEEKS, missing: [["1918-03-25", "1918-03-30"]] }, "1918-04-03"),
    "1918-03-20",
  );
  assert.equal(earlierMap({ dates: WEEKS, missing: [] }, "1918-03-20"), null);
});

test("a requested day becomes the shown date of its step", () => {
  const opening = { since: null, how: "shade", language: "en" };
  const scene = { dates: WEEKS, missing: [], opens: "1918-03-20", opening, chapters: [], languages: ["en"] };
  const state = changedState(scene, firstState(scene), { date: "1918-03-24", since: "1918-04-01" });
  assert.deepEqual([state.date, state.since], ["1918-03-27", "1918-04-03"]);
  for (const date of ["1918-03-19", "1918-04-06", "1918-3-24", "9"]) {
    assert.throws(() => changedState(scene, state, { date }), RangeError);
  }
});

test("years have labels of years, in whichever century", () => {
  const years = Array.from({ length: 130 }, (_, i) => `${String(i + 98).padStart(4, "0")}-12-31`);
  const month = (day) => day.slice(0, 7);
  const words = {
    month,
    monthYear: month,
    year: (day) => String(Number(day.slice(0, 4))),
    width: (text) => 8 * text.length,
  };
  const texts = dayLabels(["0098-01-01", ...years], 600, words).map(({ text }) => text);
  assert.deepEqual(texts.slice(0, 3), ["100", "110", "120"]);
});

test("months are added and days counted in the first century too", () => {
  assert.equal(addMonths("0098-01-31", 1), "0098-02-28");
  assert.equal(addMonths("0098-12-15", 1), "0099-01-15");
  assert.equal(addMonths("2024-01-31", 1), "2024-02-29");
  assert.equal(daysBetween("0098-01-01", "0099-01-01"), 365);
});

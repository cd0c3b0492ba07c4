import assert from "node:assert/strict";
import { test } from "node:test";

import { askedDay, breaksOn, dayBeforeGap, gapOn, gapWords, joinedGaps } from "../../../../../frontline/render/page/player/model/gaps.mjs";
import { dateWords } from "../../../../../frontline/render/page/player/text/values.mjs";
import { say } from "../speakers.mjs";

const PAGE = { say, words: dateWords(say, "UTC", "2025") };
const DATES = ["01", "02", "03", "04", "05", "06", "07"].map((day) => `2025-03-${day}`);
const SCENE = { dates: DATES, missing: [["2025-03-03", "2025-03-06"]] };
const plain = (text) => text.replace(/\s–\s/, "–");

test("stretches without a map that meet or overlap are one", () => {
  const missing = [["2025-03-05", "2025-03-06"], ["2025-03-01", "2025-03-02"], ["2025-03-02", "2025-03-03"]];
  assert.deepEqual(joinedGaps(missing), [["2025-03-01", "2025-03-03"], ["2025-03-05", "2025-03-06"]]);
  assert.deepEqual(joinedGaps([["2025-03-01", "2025-03-09"], ["2025-03-02", "2025-03-03"]]), [["2025-03-01", "2025-03-09"]]);
});

test("a gap holds its first day and not its end", () => {
  const on = DATES.filter((date) => gapOn(SCENE, date) !== null);
  assert.deepEqual(on, ["2025-03-03", "2025-03-04", "2025-03-05"]);
});

test("a gap is told by its first and last day", () => {
  assert.equal(plain(gapWords(gapOn(SCENE, "2025-03-04"), PAGE)), "No map published 3–5 March 2025");
});

test("the day after a gap knows the last map before it, if there was one", () => {
  assert.equal(dayBeforeGap(SCENE, "2025-03-06"), "2025-03-02");
  assert.equal(dayBeforeGap(SCENE, "2025-03-07"), null);
  assert.equal(dayBeforeGap({ ...SCENE, missing: [["2025-03-01", "2025-03-02"]] }, "2025-03-02"), null);
});

test("a day that is asked for is found, or the answer says why not", () => {
  assert.deepEqual(askedDay(SCENE, "2025-03-02", PAGE), { date: "2025-03-02", message: "" });
  assert.match(askedDay(SCENE, "2025-04-02", PAGE).message, /not in this map: it shows 1 March 2025 to 7 March 2025/);
  assert.match(askedDay(SCENE, "2.3.2025", PAGE).message, /write it as 2025-03-07/);
  const blank = askedDay(SCENE, "2025-03-04", PAGE);
  assert.equal(blank.date, "2025-03-04");
  assert.equal(plain(blank.message), "No map published 3–5 March 2025.");
});

test("breaks are told on their day, and a scene without any has none", () => {
  const breaks = [{ date: "2025-03-02", kind: "redraw", text: "" }, { date: "2025-03-02", kind: "class", text: "A class is new" }];
  assert.deepEqual(breaksOn({ breaks }, "2025-03-02"), breaks.slice(0, 2));
  assert.deepEqual(breaksOn({ breaks }, "2025-03-03"), []);
  assert.deepEqual(breaksOn({}, "2025-03-03"), []);
});

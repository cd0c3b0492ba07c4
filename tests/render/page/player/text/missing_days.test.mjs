import assert from "node:assert/strict";
import { test } from "node:test";

import { gapOn } from "../../../../../frontline/render/page/player/model/gaps.mjs";
import { gapWords, typedDay } from "../../../../../frontline/render/page/player/text/missing_days.mjs";
import { dateWords } from "../../../../../frontline/render/page/player/text/values.mjs";
import { say } from "../speakers.mjs";

const PAGE = { say, words: dateWords(say, "2025") };
const DATES = ["01", "02", "03", "04", "05", "06", "07"].map((day) => `2025-03-${day}`);
const SCENE = { dates: DATES, missing: [["2025-03-03", "2025-03-06"]] };
const plain = (text) => text.replace(/\s–\s/, "–");

test("a gap is written with its first and last day", () => {
  assert.equal(plain(gapWords(gapOn(SCENE, "2025-03-04"), PAGE)), "No map published 3–5 March 2025");
});

test("a typed date is parsed, or a message explains the problem", () => {
  assert.deepEqual(typedDay(SCENE, "2025-03-02", PAGE), { date: "2025-03-02", message: "" });
  assert.match(
    typedDay(SCENE, "2025-04-02", PAGE).message,
    /outside the period of this map, 1 March 2025 to 7 March 2025/,
  );
  assert.match(typedDay(SCENE, "2.3.2025", PAGE).message, /write it as 2025-03-07/);
  const blank = typedDay(SCENE, "2025-03-04", PAGE);
  assert.equal(blank.date, "2025-03-04");
  assert.equal(plain(blank.message), "No map published 3–5 March 2025.");
});

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  breaksOn,
  earlierMap,
  gapOn,
  joinedGaps,
} from "../../../../../frontline/render/page/player/model/gaps.mjs";

const DATES = ["01", "02", "03", "04", "05", "06", "07"].map((day) => `2025-03-${day}`);
const SCENE = { dates: DATES, missing: [["2025-03-03", "2025-03-06"]] };

test("adjacent and overlapping intervals without a map are joined", () => {
  const missing = [["2025-03-05", "2025-03-06"], ["2025-03-01", "2025-03-02"], ["2025-03-02", "2025-03-03"]];
  assert.deepEqual(joinedGaps(missing), [["2025-03-01", "2025-03-03"], ["2025-03-05", "2025-03-06"]]);
  assert.deepEqual(joinedGaps([["2025-03-01", "2025-03-09"], ["2025-03-02", "2025-03-03"]]), [[
    "2025-03-01",
    "2025-03-09",
  ]]);
});

test("a gap contains its first day but not its end", () => {
  const on = DATES.filter((date) => gapOn(SCENE, date) !== null);
  assert.deepEqual(on, ["2025-03-03", "2025-03-04", "2025-03-05"]);
});

test("the day after a gap refers to the last map before it, if any", () => {
  assert.equal(earlierMap(SCENE, "2025-03-06"), "2025-03-02");
  assert.equal(earlierMap(SCENE, "2025-03-07"), null);
  assert.equal(earlierMap({ ...SCENE, missing: [["2025-03-01", "2025-03-02"]] }, "2025-03-02"), null);
});

test("a mapping method change is listed on its date", () => {
  const breaks = [{ date: "2025-03-02", kind: "redraw", text: "" }, {
    date: "2025-03-02",
    kind: "class",
    text: "A class is new",
  }];
  assert.deepEqual(breaksOn({ breaks }, "2025-03-02"), breaks.slice(0, 2));
  assert.deepEqual(breaksOn({ breaks }, "2025-03-03"), []);
  assert.deepEqual(breaksOn({}, "2025-03-03"), []);
});

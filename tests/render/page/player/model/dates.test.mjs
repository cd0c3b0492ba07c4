import assert from "node:assert/strict";
import { test } from "node:test";

import { addMonths, localMoment } from "../../../../../frontline/render/page/player/model/dates.mjs";

test("an instant is converted to the map's time zone, a day is unchanged", () => {
  assert.deepEqual(localMoment("2024-05-10T21:58Z", "UTC+3"), { day: "2024-05-11", time: "00:58" });
  assert.deepEqual(localMoment("2024-05-12T22:00+03:00", "UTC+3"), {
    day: "2024-05-12",
    time: "22:00",
  });
  assert.deepEqual(localMoment("2024-05-12T01:00+03:00", "UTC-3:30"), {
    day: "2024-05-11",
    time: "18:30",
  });
  assert.deepEqual(localMoment("2024-05-12", "UTC+3"), { day: "2024-05-12", time: null });
});

test("an instant is unchanged if the time zone is not an offset", () => {
  assert.deepEqual(localMoment("2024-05-12T22:00+03:00", "local"), {
    day: "2024-05-12",
    time: "22:00+03:00",
  });
});

test("a month after the end of a long month is the last day of a short month", () => {
  assert.equal(addMonths("2025-01-31", 1), "2025-02-28");
  assert.equal(addMonths("2024-03-31", -1), "2024-02-29");
  assert.equal(addMonths("2025-12-15", 1), "2026-01-15");
});

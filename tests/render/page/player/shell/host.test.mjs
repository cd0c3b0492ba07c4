import assert from "node:assert/strict";
import { test } from "node:test";

import { readMessage } from "../../../../../frontline/render/page/player/shell/host.mjs";

const state = {
  date: "2024-05-10",
  known: "now",
  range: ["2024-05-01", "2024-05-20"],
  since: null,
  language: "en",
};

test("documented messages are accepted", () => {
  assert.deepEqual(readMessage({ frontline: 1, type: "ask" }, state), { type: "ask" });
  assert.deepEqual(readMessage({ frontline: 1, type: "fit", more: 1 }, state), { type: "fit" });
  const request = { date: "2024-05-12", range: ["2024-05-09", "2024-05-12"], since: null };
  assert.deepEqual(readMessage({ frontline: 1, type: "set", state: { ...request, other: 1 } }, state), {
    type: "set",
    state: request,
  });
});

test("all other messages are ignored", () => {
  const set = (asked) => ({ frontline: 1, type: "set", state: asked });
  const long = "2".repeat(61);
  const odd = [
    undefined,
    null,
    1,
    "",
    "ask",
    [],
    [1],
    new Map(),
    new Date(0),
    {},
    { type: "ask" },
    { frontline: "1", type: "ask" },
    { frontline: true, type: "ask" },
    { frontline: 1 },
    { frontline: 1, type: "eval" },
    { frontline: 1, type: ["ask"] },
    { frontline: 1, type: "constructor" },
    { frontline: 1, type: "set" },
    set(null),
    set("date"),
    set([]),
    set({}),
    set(new Map()),
    set({ other: "x" }),
    set({ date: 5 }),
    set({ date: long }),
    set({ date: {} }),
    set({ date: ["2024-05-12"] }),
    set({ range: "2024-05-12" }),
    set({ range: [] }),
    set({ range: [1, 2] }),
    set({ range: ["a", "b", "c"] }),
    set({ range: { length: 2, 0: "a", 1: "b" } }),
    set({ range: [long, long] }),
    set({ date: "2024-05-12", known: () => 1 }),
    { frontline: 1, type: "set", state: { date: undefined } },
  ];
  for (const data of odd) assert.equal(readMessage(data, state), null, JSON.stringify(data));
});

// The page and the reports tell a count that rose from one that is disputed: both run these cases.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { asKnown, countRange } from "../../../../../frontline/render/page/player/model/knowledge.mjs";
import { indexScene } from "../../../../../frontline/render/page/player/model/records.mjs";
import { rangeWords } from "../../../../../frontline/render/page/player/text/values.mjs";
import { say } from "../speakers.mjs";

const cases = JSON.parse(readFileSync(new URL("../../../../cases-counts.json", import.meta.url), "utf8"));

const LISTS = [
  "places",
  "notes",
  "sides",
  "classes",
  "events",
  "spans",
  "changes",
  "balance",
  "ranges",
  "announced",
];
const THEN = ["spans_then", "changes_then", "balance_then", "ranges_then", "announced_then"];
const EMPTY = Object.fromEntries([...LISTS, ...THEN].map((key) => [key, []]));

function claimOf([claimant, known, low, high, source], i) {
  const base = { about: "killed", stance: "asserts", event: "block", places: [], target: null };
  return {
    ...base,
    id: `c${i}`,
    claimant,
    known,
    day: known.slice(0, 10),
    time: known.slice(11, 16) || null,
    low,
    high,
    sources: [source],
  };
}

for (const { name, claims, words } of cases.counts) {
  test(name, () => {
    const sources = Object.entries(cases.sources).map(([id, side]) => ({ id, side }));
    const dates = ["2024-05-12", "2024-05-31"];
    const scene = { ...EMPTY, dates, sources, claims: claims.map(claimOf) };
    const index = asKnown(indexScene(scene), "now");
    assert.equal(rangeWords(countRange(index, index.claims, "2024-05-31"), say), words);
  });
}

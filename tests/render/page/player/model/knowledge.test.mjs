import assert from "node:assert/strict";
import { test } from "node:test";

import {
  amendments,
  asKnown,
  countRange,
  isKnown,
  learntLater,
  listedClaims,
  stands,
} from "../../../../../frontline/render/page/player/model/knowledge.mjs";
import { indexScene } from "../../../../../frontline/render/page/player/model/records.mjs";
import { spanAt } from "../../../../../frontline/render/page/player/model/spans.mjs";
import { learntWords } from "../../../../../frontline/render/page/player/time/clocks.mjs";
import { say } from "../speakers.mjs";

const DATES = ["2024-05-10", "2024-05-11", "2024-05-12", "2024-05-13"];

function claim(id, day, more = {}) {
  const base = { id, day, known: day, time: null, claimant: id, about: "killed", stance: "asserts" };
  return { ...base, low: 1, high: 1, event: "block", places: ["alder"], target: null, ...more };
}

function span(zone, start, end, status, side, claims = ["c"]) {
  return { zone, start, end, status, side, stale: false, claims };
}

function place(id) {
  return { id, name: id.toUpperCase() };
}

const SCENE = {
  dates: DATES,
  places: ["alder", "birch", "quiet"].map(place),
  notes: [],
  sources: [],
  sides: [{ id: "north" }, { id: "south" }],
  classes: [],
  events: [],
  claims: [],
  spans: [
    span("alder", DATES[0], DATES[1], "held", "north", []),
    span("alder", DATES[1], "2024-05-14", "held", "south"),
    span("birch", DATES[0], "2024-05-14", "contested", null),
  ],
  balance: [],
  balance_then: [],
  ranges: [],
  announced: [],
  spans_then: [
    span("alder", DATES[0], DATES[2], "held", "north", []),
    span("alder", DATES[2], "2024-05-14", "held", "south"),
    span("birch", DATES[0], "2024-05-14", "contested", null),
  ],
  changes: [{ date: DATES[1], place: "alder" }],
  changes_then: [{ date: DATES[2], place: "alder" }],
};

function known(clock, claims = []) {
  return asKnown(indexScene({ ...SCENE, claims }), clock);
}

const ids = (items) => items.map(({ id }) => id);

test("each clock has its own spans and changes", () => {
  const [now, then] = [known("now"), known("then")];
  assert.equal(spanAt(now.spans.get("alder"), DATES[1]).side, "south");
  assert.equal(spanAt(then.spans.get("alder"), DATES[1]).side, "north");
  assert.deepEqual([...now.changes.keys()], [DATES[1]]);
  assert.deepEqual([...then.changes.keys()], [DATES[2]]);
});

test('"then" knows only claims made by the date, "now" knows all claims', () => {
  const late = claim("late", DATES[2]);
  assert.equal(isKnown(known("then"), late, DATES[1]), false);
  assert.equal(isKnown(known("then"), late, DATES[2]), true);
  assert.equal(isKnown(known("now"), late, DATES[1]), true);
});

test("places whose control differs between the clocks are learnt later", () => {
  const learnt = (date) => ids(learntLater(known("now"), date));
  assert.deepEqual(learnt(DATES[0]), []);
  assert.deepEqual(learnt(DATES[1]), ["alder"]);
  assert.deepEqual(learnt(DATES[2]), []);
});

test("a few places learnt later are named, further ones counted", () => {
  const words = (...names) => learntWords(names.map(place), say);
  assert.equal(words(), "");
  assert.equal(words("a", "b", "c", "d"), "Learnt later: A, B, C, D");
  assert.equal(words("a", "b", "c", "d", "e"), "Learnt later: A, B, C and 2 more");
});

const ORIGINAL = claim("one", DATES[0]);
const RETRACTION = claim("back", DATES[1], { stance: "retracts", target: "one" });
const SECOND_RETRACTION = claim("again", DATES[2], { stance: "retracts", target: "back" });

test("a retracted claim no longer stands once the retraction is known", () => {
  const claims = [ORIGINAL, RETRACTION];
  assert.equal(stands(known("then", claims), ORIGINAL, DATES[0]), true);
  assert.equal(stands(known("then", claims), ORIGINAL, DATES[1]), false);
  assert.equal(stands(known("now", claims), ORIGINAL, DATES[0]), false);
  assert.deepEqual(ids(amendments(known("then", claims), ORIGINAL, DATES[0])), []);
  assert.deepEqual(ids(amendments(known("then", claims), ORIGINAL, DATES[1])), ["back"]);
});

test("a claim stands again if its retraction is retracted", () => {
  const claims = [ORIGINAL, RETRACTION, SECOND_RETRACTION];
  assert.equal(stands(known("then", claims), ORIGINAL, DATES[1]), false);
  assert.equal(stands(known("then", claims), ORIGINAL, DATES[2]), true);
  assert.equal(stands(known("now", claims), RETRACTION, DATES[0]), false);
});

test("corrections are listed as claims, retractions are not", () => {
  const right = claim("right", DATES[1], { stance: "corrects", target: "one" });
  const claims = [ORIGINAL, right, RETRACTION];
  assert.deepEqual(ids(listedClaims(known("now", claims), claims, DATES[0])), ["one", "right"]);
  assert.deepEqual(ids(listedClaims(known("then", claims), claims, DATES[0])), ["one"]);
});

function rangeOf(clock, date, ...claims) {
  const index = known(clock, claims);
  return countRange(index, index.claims, date);
}

test("a range covers the latest known claim of each claimant", () => {
  const first = claim("a", DATES[0], { claimant: "Ministry", low: 11, high: 11 });
  const second = claim("b", DATES[1], { claimant: "Ministry", low: 15, high: 15 });
  const lower = claim("c", DATES[2], { claimant: "Court", low: 13, high: 13 });
  const range = (clock, date) => rangeOf(clock, date, first, second, lower);
  const one = { low: 11, high: 11, open: false };
  assert.deepEqual(range("then", DATES[0]), { ...one, differ: false, first: null });
  assert.deepEqual(range("then", DATES[1]), { low: 15, high: 15, open: false, differ: false, first: one });
  const both = { low: 13, high: 15, open: false, differ: true, first: null };
  assert.deepEqual(range("then", DATES[2]), both);
  assert.deepEqual(range("now", DATES[0]), both);
  assert.equal(rangeOf("then", DATES[0], lower), null);
});

test("the latest claim is determined by instant, across time zones and in an hour that occurs twice", () => {
  const count = (id, known, time, low) =>
    claim(id, "", { claimant: "Ministry", day: "2024-05-12", known, time, low, high: low });
  const evening = count("a", "2024-05-12T20:30Z", "23:30", 13);
  const before = count("b", "2024-05-12T22:00+03:00", "22:00", 11);
  const second = count("0", "2024-05-12T23:15+02:00", "23:15", 17);
  const day = count("d", "2024-05-12", null, 9);
  assert.equal(rangeOf("now", DATES[2], evening, before, day).low, 13);
  assert.equal(rangeOf("now", DATES[2], evening, before, second, day).low, 17);
});

test("a count without an upper bound leaves the range open if it is the highest", () => {
  const least = claim("a", DATES[0], { low: 15, high: null });
  const exact = claim("b", DATES[0], { low: 11, high: 11 });
  const above = claim("c", DATES[0], { low: 17, high: 17 });
  const open = (...claims) => rangeOf("now", DATES[0], ...claims);
  const bounds = (low, high, open) => ({ low, high, open, first: null });
  assert.deepEqual(open(least), { ...bounds(15, 15, true), differ: false });
  assert.deepEqual(open(least, exact), { ...bounds(11, 15, true), differ: true });
  assert.deepEqual(open(least, above), { ...bounds(15, 17, false), differ: true });
});

test("corrected and denied counts are ignored", () => {
  const wrong = claim("a", DATES[0], { claimant: "Ministry", low: 50, high: 50 });
  const more = { claimant: "Ministry", stance: "corrects", target: "a", low: 5, high: 5 };
  const right = claim("b", DATES[1], more);
  const denial = claim("c", DATES[0], { stance: "denies", low: 90, high: 90 });
  const range = (date) => rangeOf("then", date, wrong, right, denial);
  assert.equal(range(DATES[0]).high, 50);
  assert.deepEqual(range(DATES[1]), { low: 5, high: 5, open: false, differ: false, first: null });
});

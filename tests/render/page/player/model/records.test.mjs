import assert from "node:assert/strict";
import { test } from "node:test";

import { asKnown } from "../../../../../frontline/render/page/player/model/knowledge.mjs";
import {
  amendedOn,
  changeGroups,
  claimsWithoutChange,
  dayMarks,
  eventsOn,
  indexScene,
  laterStatements,
  noteNumbers,
  positionsOn,
  sortClaims,
  standingClaims,
} from "../../../../../frontline/render/page/player/model/records.mjs";

const CONTESTED = { status: "contested", side: null };
const HELD = { status: "held", side: "ru" };

function claim(id, claimant, side, known, more = {}) {
  const value = side ?? "contested";
  const base = {
    id,
    claimant,
    side,
    value,
    known,
    day: known,
    about: "control",
    stance: "asserts",
  };
  return {
    ...base,
    event: null,
    places: ["krasne"],
    low: null,
    high: null,
    kind: "claimed",
    sources: ["s"],
    note: "",
    target: null,
    ...more,
  };
}

function event(id, start, end, more = {}) {
  const base = {
    id,
    start,
    end,
    when: start,
    known: start,
    day: start,
    places: [],
    kind: "strike",
    side: null,
  };
  return { ...base, title: id, text: "", claimant: "Reports", sources: ["s"], ...more };
}

const SCENE = {
  missing: [],
  dates: ["2024-05-10", "2024-05-11", "2024-05-12", "2024-05-13"],
  notes: [],
  places: [],
  sources: [],
  sides: [{ id: "ua" }, { id: "ru" }],
  classes: [],
  started: [],
  spans: [],
  balance: [],
  balance_then: [],
  ranges: [],
  announced: [],
  spans_then: [],
  changes_then: [],
  changes: [
    {
      date: "2024-05-12",
      place: "krasne",
      from: CONTESTED,
      to: HELD,
      claims: ["grey", "analyst", "ministry"],
    },
    {
      date: "2024-05-12",
      place: "pylna",
      from: CONTESTED,
      to: HELD,
      claims: ["grey", "analyst", "ministry"],
    },
    { date: "2024-05-12", place: "zelene", from: CONTESTED, to: HELD, claims: ["ministry"] },
  ],
  events: [
    event("long", "2024-05-10", "2024-05-13"),
    event("block", "2024-05-12", "2024-05-13"),
    event("capture", "2024-05-11", "2024-05-12", {
      kind: "held",
      side: "ru",
      places: ["zelene"],
      claimant: "Desk",
    }),
  ],
  claims: [
    claim("old", "Analyst", null, "2024-05-10"),
    claim("grey", "Spokesman", null, "2024-05-11"),
    claim("denial", "Governor", "ru", "2024-05-11", { stance: "denies" }),
    claim("analyst", "Analyst", "ru", "2024-05-12"),
    claim("ministry", "Ministry", "ru", "2024-05-12"),
    claim("late", "Governor", "ru", "2024-05-13", { stance: "denies" }),
    claim("dead", "Ministry", null, "2024-05-13", {
      about: "killed",
      low: 15,
      event: "block",
      value: ">=15",
    }),
    claim("why", "Governor", null, "2024-05-12", {
      about: "cause",
      event: "block",
      value: "a missile",
    }),
  ],
};
const INDEX = asKnown(indexScene(SCENE), "now");
const THEN = asKnown(indexScene(SCENE), "then");
const ids = (claims) => claims.map(({ id }) => id);

test("an event is current from its first day until its end", () => {
  assert.deepEqual(ids(eventsOn(INDEX, "2024-05-12")), ["block", "long"]);
  assert.deepEqual(ids(eventsOn(INDEX, "2024-05-13")), []);
});

test("changes with the same controls and claims are one entry", () => {
  const groups = changeGroups({ places: new Map() }, SCENE.changes);
  assert.deepEqual(
    groups.map(({ places }) => places),
    [["krasne", "pylna"], ["zelene"]],
  );
});

test("claims for and against a change are listed separately", () => {
  const [group] = changeGroups({ places: new Map() }, SCENE.changes);
  const { says, against } = positionsOn(INDEX, group);
  assert.deepEqual(ids(says), ["analyst", "ministry"]);
  assert.deepEqual(ids(against), ["grey", "denial"]);
});

test("the latest known claim of each claimant stands", () => {
  const standing = (date) => ids(standingClaims(INDEX, "krasne", date));
  assert.deepEqual(standing("2024-05-11"), ["old", "denial", "grey"]);
  assert.deepEqual(standing("2024-05-12"), ["denial", "grey", "analyst", "ministry"]);
  assert.deepEqual(standing("2024-05-13"), ["grey", "analyst", "ministry", "late"]);
});

test("claims of control that support no change are listed", () => {
  assert.deepEqual(ids(claimsWithoutChange(INDEX, "2024-05-12")), []);
  assert.deepEqual(ids(claimsWithoutChange(INDEX, "2024-05-11")), ["denial", "grey"]);
});

test("a claim after the end of an event is listed on the date of the claim", () => {
  const [[about, claims]] = laterStatements(INDEX, "2024-05-13");
  assert.equal(about.id, "block");
  assert.deepEqual(ids(claims), ["dead"]);
  assert.deepEqual(laterStatements(INDEX, "2024-05-12"), []);
});

test("claims are sorted into control, counted and disputed", () => {
  const { control, counted, disputed } = sortClaims(SCENE.claims);
  assert.equal(control.length, 6);
  assert.deepEqual(counted.map(ids), [["dead"]]);
  assert.deepEqual(disputed.map(ids), [["why"]]);
});

test("the same subject of two events is two lists", () => {
  const dead = (id, of) => claim(id, "Ministry", null, "2024-05-13", { about: "killed", low: 1, event: of });
  const { counted } = sortClaims([dead("a", "block"), dead("b", "long"), dead("c", "block")]);
  assert.deepEqual(counted.map(ids), [["a", "c"], ["b"]]);
});

test("as known then, changes and events follow that clock", () => {
  assert.deepEqual(
    dayMarks(THEN).map(({ changes }) => changes),
    [0, 0, 0, 0],
  );
  const scene = { ...SCENE, events: [event("late", "2024-05-10", "2024-05-12", { day: "2024-05-11" })] };
  const [now, then] = ["now", "then"].map((known) => asKnown(indexScene(scene), known));
  assert.deepEqual(ids(eventsOn(now, "2024-05-10")), ["late"]);
  assert.deepEqual(ids(eventsOn(then, "2024-05-10")), []);
  assert.deepEqual(ids(eventsOn(then, "2024-05-11")), ["late"]);
});

test("a balance that is equal by both clocks is stored once", () => {
  const row = { date: "2024-05-12", side: "ru", gain_km2: 3, loss_km2: 0 };
  const balanceOn = (more) => {
    const index = indexScene({ ...SCENE, balance: [row], ...more });
    return asKnown(index, "then").balance.get("2024-05-12");
  };
  assert.deepEqual(balanceOn({ balance_then: null }), [row]);
  assert.equal(balanceOn({ balance_then: [] }), undefined);
});

test("an event that became known after its end is listed on its known date", () => {
  const scene = { ...SCENE, events: [event("late", "2024-05-10", "2024-05-11", { day: "2024-05-13" })] };
  const index = asKnown(indexScene({ ...scene, claims: [] }), "then");
  assert.deepEqual(
    laterStatements(index, "2024-05-13").map(([{ id }, claims]) => [id, claims]),
    [["late", []]],
  );
});

test("claims that were retracted or corrected on a date are listed there", () => {
  const back = claim("back", "Ministry", "ru", "2024-05-13", { stance: "retracts", target: "ministry" });
  const index = asKnown(indexScene({ ...SCENE, claims: [...SCENE.claims, back] }), "now");
  assert.deepEqual(ids(amendedOn(index, "2024-05-13")), ["ministry"]);
  assert.deepEqual(ids(claimsWithoutChange(index, "2024-05-13")), ["late"]);
  assert.deepEqual(ids(standingClaims(index, "krasne", "2024-05-13")), ["grey", "analyst", "late"]);
});

test("a day mark counts changes, events and claims", () => {
  const [, , twelfth] = dayMarks(INDEX);
  const ground = { gap: false, moved: false };
  const counted = { changes: 3, began: 1, events: 2, claims: 3, signs: [] };
  assert.deepEqual(twelfth, { date: "2024-05-12", ...ground, ...counted });
});

test("a day has a sign for each kind of event that began on it, the most serious first", () => {
  const began = (id, sign, start) => ({ ...event(id, start, null), sign });
  const events = [
    began("a", "word", "2024-05-11"),
    began("b", "strike", "2024-05-11"),
    began("c", "word", "2024-05-11"),
    began("d", "move", "2024-05-10"),
  ];
  const marks = dayMarks(asKnown(indexScene({ ...SCENE, events }), "now"));
  const signs = new Map(marks.map((mark) => [mark.date, mark.signs]));
  assert.deepEqual(signs.get("2024-05-10"), ["move"]);
  assert.deepEqual(signs.get("2024-05-11"), ["strike", "word"]);
  assert.deepEqual(signs.get("2024-05-12"), []);
});

test("a day with changed areas is marked unless it has no map", () => {
  const row = (date) => ({ date, side: "ru", gain_km2: 1, loss_km2: 0 });
  const scene = {
    ...SCENE,
    missing: [["2024-05-12", "2024-05-13"]],
    balance: ["2024-05-11", "2024-05-12"].map(row),
  };
  const marks = dayMarks(asKnown(indexScene(scene), "now"));
  const moved = marks.filter((mark) => mark.moved).map((mark) => mark.date);
  const gaps = marks.filter((mark) => mark.gap).map((mark) => mark.date);
  assert.deepEqual([moved, gaps], [["2024-05-11"], ["2024-05-12"]]);
});

test("places and events have raised note numbers", () => {
  const note = (more) => ({ text: "", sources: [], places: [], events: [], ...more });
  const notes = [...Array(11)].map(() => note({}));
  notes[0] = note({ places: ["krasne"], events: ["a"] });
  notes[10] = note({ places: ["krasne"] });
  const index = indexScene({ ...SCENE, notes });
  assert.equal(noteNumbers(index, "places", "krasne"), "\u200a¹\u200a¹¹");
  assert.equal(noteNumbers(index, "events", "a"), "\u200a¹");
  assert.equal(noteNumbers(index, "events", "krasne"), "");
});

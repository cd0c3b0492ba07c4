// What was recorded: which events, changes and claims belong to a day or a place.

import { byText, groupBy } from "./collections.mjs";
import { localMoment } from "./dates.mjs";
import { gapOn } from "./gaps.mjs";
import { asserts, isKnown, listed, stands } from "./knowledge.mjs";
import { controlKey, covers } from "./spans.mjs";

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const SPACED = "\u200a";

/** The signs of events, the gravest first. */
export const SIGNS = ["strike", "toll", "move", "word", "event"];

function asSaid(a, b) {
  return byText(a.at, b.at) || byText(a.id, b.id);
}

/** Write the numbers of the notes on each place and event, by "places id" and "events id". */
function notesOf({ notes }) {
  const found = new Map();
  notes.forEach((note, i) => {
    const number = [...String(i + 1)].map((digit) => RAISED[digit]).join("");
    const keys = ["places", "events"].flatMap((of) => note[of].map((id) => `${of} ${id}`));
    for (const key of keys) found.set(key, found.has(key) ? found.get(key) + SPACED + number : number);
  });
  return found;
}

/** Write the numbers of the notes on a place or an event, raised, to stand after its name. */
export function noted({ notes }, of, id) {
  const numbers = notes.get(`${of} ${id}`);
  return numbers === undefined ? "" : `${SPACED}${numbers}`;
}

/** Index a scene by id, place and date, once; `clocks` holds what differs between the two. */
export function indexScene(scene) {
  const named = (items) => new Map(items.map((item) => [item.id, item]));
  const at = (claim) => `${claim.day} ${localMoment(claim.known, scene.utc).time ?? ""}`;
  const claims = scene.claims.map((claim) => ({ ...claim, at: at(claim) })).sort(asSaid);
  const clock = (spans, changes, balance) => ({
    spans: groupBy(spans, (span) => [span.zone]),
    changes: groupBy(changes, (change) => [change.date]),
    balance: groupBy(balance, (row) => [row.date]),
  });
  return {
    scene,
    claims,
    places: named(scene.places),
    sources: named(scene.sources),
    sides: named(scene.sides),
    events: named(scene.events),
    claim: named(claims),
    claimsAt: groupBy(claims, (claim) => claim.places),
    claimsOf: groupBy(claims, (claim) => (claim.event ? [claim.event] : [])),
    amends: groupBy(claims, (claim) => (claim.target ? [claim.target] : [])),
    eventsAt: groupBy(scene.events, (event) => event.places),
    notes: notesOf(scene),
    classes: new Map(scene.classes.map((style, i) => [controlKey(style), i])),
    clocks: {
      now: clock(scene.spans, scene.changes, scene.balance),
      then: clock(scene.spans_then, scene.changes_then, scene.balance_then ?? scene.balance),
    },
  };
}

/** List the events known and under way on a date, those that began that day first. */
export function eventsOn(index, date) {
  const under = index.scene.events.filter((e) => covers(e, date) && isKnown(index, e, date));
  const began = (event) => (event.start === date ? 0 : 1);
  return under.sort((a, b) => began(a) - began(b) || byText(b.start ?? "", a.start ?? ""));
}

/** Gather changes with one outcome and the same claims into one entry with several places. */
export function changeGroups(changes) {
  const key = (c) => [controlKey(c.from), controlKey(c.to), ...c.claims].join("\n");
  return [...groupBy(changes, (change) => [key(change)]).values()].map((group) => ({
    ...group[0],
    places: group.map((change) => change.place),
  }));
}

/** List the last word of each claimant on a place's control that was said by a date and stands. */
export function standingClaims(index, id, date) {
  const said = listed(index, index.claimsAt.get(id) ?? [], date).filter(
    (claim) => claim.about === "control" && claim.day <= date && stands(index, claim, date),
  );
  const last = new Map(said.map((claim) => [claim.claimant, claim.at]));
  return said.filter((claim) => last.get(claim.claimant) === claim.at);
}

function bearsOut(claim, to) {
  return asserts(claim) && (!to.side || claim.side === to.side);
}

function opposes(claim, to) {
  if (to.status === "unknown") return false;
  if (claim.stance === "denies") return claim.side === to.side;
  return Boolean(to.side) && claim.side !== to.side;
}

/** Tell who says so, and who denies it or says otherwise, for one entry of `changeGroups`. */
export function sayers(index, group) {
  const cited = group.claims.map((id) => index.claim.get(id)).filter(Boolean);
  const says = cited.filter((claim) => bearsOut(claim, group.to));
  const standing = group.places.flatMap((id) => standingClaims(index, id, group.date));
  const against = [...cited, ...standing].filter(
    (claim) => !says.includes(claim) && (cited.includes(claim) || opposes(claim, group.to)),
  );
  return { says, against: [...new Set(against)] };
}

/** Tell of the last words on a place who says that a span is so, and who denies it or says otherwise. */
export function voicesOn(index, id, span, date) {
  const standing = standingClaims(index, id, date);
  const says = standing.filter((claim) => bearsOut(claim, span));
  const differs = (claim) => !says.includes(claim) && (!span.side || opposes(claim, span));
  return { says, against: standing.filter(differs) };
}

/** List the control claims said on a date that no change of that date rests on. */
export function idleClaims(index, date) {
  const used = new Set((index.changes.get(date) ?? []).flatMap((change) => change.claims));
  const idle = (c) => c.about === "control" && c.day === date && !c.target && !used.has(c.id);
  return index.claims.filter(idle);
}

/** List the claims that were retracted or corrected on a date. */
export function amendedOn(index, date) {
  const amending = index.claims.filter((claim) => claim.target && claim.day === date);
  return [...new Set(amending.map((claim) => index.claim.get(claim.target)))];
}

/** Split claims into those of control, and lists of one counted or disputed matter each. */
export function sortOut(claims) {
  const matters = groupBy(
    claims.filter((claim) => claim.about !== "control"),
    (claim) => [`${claim.about}\n${claim.event}\n${claim.low === null}`],
  );
  const lists = [...matters.values()];
  return {
    control: claims.filter((claim) => claim.about === "control"),
    counted: lists.filter(([claim]) => claim.low !== null),
    disputed: lists.filter(([claim]) => claim.low === null),
  };
}

/** List what was said on a date of events not under way that day, as `[event or null, claims]`. */
export function afterwords(index, date) {
  const here = new Set(eventsOn(index, date).map((event) => event.id));
  const said = index.claims.filter(
    (c) => c.about !== "control" && c.day === date && !c.target && !here.has(c.event),
  );
  const groups = groupBy(said, (claim) => [claim.event]);
  for (const { id, day, start } of index.scene.events) {
    const told = day === date && (start ?? "") <= date && !here.has(id);
    if (told && !groups.has(id)) groups.set(id, []);
  }
  return [...groups].map(([id, claims]) => [index.events.get(id) ?? null, claims]);
}

/** Tell for every date whether ground or control changed, and what events and claims it has. */
export function dayMarks(index) {
  return index.scene.dates.map((date) => {
    const events = eventsOn(index, date);
    return {
      date,
      gap: gapOn(index.scene, date) !== null,
      moved: gapOn(index.scene, date) === null && index.balance.has(date),
      changes: (index.changes.get(date) ?? []).length,
      began: events.filter((event) => event.start === date).length,
      events: events.length,
      signs: SIGNS.filter((sign) => events.some((event) => event.sign === sign && event.start === date)),
      said: index.claims.filter((claim) => claim.day === date).length,
    };
  });
}
/** Tell whether a place has a spot on the map; a region or a mere name has none. */
export function isDrawn({ lon, kind }) {
  return lon !== null && kind !== "region";
}

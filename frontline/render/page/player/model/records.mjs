// The events, changes and claims of a date or a place.

import { byText, groupBy } from "./collections.mjs";
import { localMoment } from "./dates.mjs";
import { gapOn } from "./gaps.mjs";
import { asserts, isKnown, listedClaims, stands } from "./knowledge.mjs";
import { controlKey, covers } from "./spans.mjs";

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const SPACED = "\u200a";

/** The signs of events, the gravest first. */
export const SIGNS = ["strike", "toll", "move", "word", "event"];

function byMoment(a, b) {
  return byText(a.at, b.at) || byText(a.id, b.id);
}

/** Write the numbers of the notes on each place and event, by "places id" and "events id". */
function notesOf({ notes }) {
  const numbers = new Map();
  notes.forEach((note, i) => {
    const raised = [...String(i + 1)].map((digit) => RAISED[digit]).join("");
    const keys = ["places", "events"].flatMap((of) => note[of].map((id) => `${of} ${id}`));
    for (const key of keys) numbers.set(key, numbers.has(key) ? numbers.get(key) + SPACED + raised : raised);
  });
  return numbers;
}

/**
 * Write the raised numbers of the notes on a place or an event, to stand after its name.
 *
 * @param {SceneIndex} index
 * @param {"places"|"events"} kind
 * @param {string} id
 * @returns {string}
 */
export function noteNumbers({ notes }, kind, id) {
  const numbers = notes.get(`${kind} ${id}`);
  return numbers === undefined ? "" : `${SPACED}${numbers}`;
}

/**
 * Index a scene by id, place and date.
 *
 * @param {Scene} scene
 * @returns {SceneIndex}
 */
export function indexScene(scene) {
  const named = (items) => new Map(items.map((item) => [item.id, item]));
  const at = (claim) => `${claim.day} ${localMoment(claim.known, scene.utc).time ?? ""}`;
  const claims = scene.claims.map((claim) => ({ ...claim, at: at(claim) })).sort(byMoment);
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

/**
 * List the known events on a date, those that began that day first.
 *
 * @param {KnownIndex} index
 * @param {Day} date
 * @returns {MapEvent[]}
 */
export function eventsOn(index, date) {
  const under = index.scene.events.filter((e) => covers(e, date) && isKnown(index, e, date));
  const began = (event) => (event.start === date ? 0 : 1);
  return under.sort((a, b) => began(a) - began(b) || byText(b.start ?? "", a.start ?? ""));
}

/**
 * Gather changes that have one outcome and the same claims.
 *
 * @param {Change[]} changes
 * @returns {ChangeGroup[]}
 */
export function changeGroups(changes) {
  const key = (c) => [controlKey(c.from), controlKey(c.to), ...c.claims].join("\n");
  return [...groupBy(changes, (change) => [key(change)]).values()].map((group) => ({
    ...group[0],
    places: group.map((change) => change.place),
  }));
}

/**
 * List the last standing claim of each claimant on the control of a place, up to a date.
 *
 * @param {KnownIndex} index
 * @param {string} id
 * @param {Day} date
 * @returns {Claim[]}
 */
export function standingClaims(index, id, date) {
  const claims = listedClaims(index, index.claimsAt.get(id) ?? [], date).filter(
    (claim) => claim.about === "control" && claim.day <= date && stands(index, claim, date),
  );
  const last = new Map(claims.map((claim) => [claim.claimant, claim.at]));
  return claims.filter((claim) => last.get(claim.claimant) === claim.at);
}

function bearsOut(claim, to) {
  return asserts(claim) && (!to.side || claim.side === to.side);
}

function opposes(claim, to) {
  if (to.status === "unknown") return false;
  if (claim.stance === "denies") return claim.side === to.side;
  return Boolean(to.side) && claim.side !== to.side;
}

/**
 * List the claims that support a change, and those that deny it or differ.
 *
 * @param {KnownIndex} index
 * @param {ChangeGroup} group
 * @returns {{says: Claim[], against: Claim[]}}
 */
export function positionsOn(index, group) {
  const cited = group.claims.map((id) => index.claim.get(id)).filter(Boolean);
  const says = cited.filter((claim) => bearsOut(claim, group.to));
  const standing = group.places.flatMap((id) => standingClaims(index, id, group.date));
  const against = [...cited, ...standing].filter(
    (claim) => !says.includes(claim) && (cited.includes(claim) || opposes(claim, group.to)),
  );
  return { says, against: [...new Set(against)] };
}

/**
 * List the last claims on a place that support a span, and those that deny it or differ.
 *
 * @param {KnownIndex} index
 * @param {string} id
 * @param {Control} span
 * @param {Day} date
 * @returns {{says: Claim[], against: Claim[]}}
 */
export function voicesOn(index, id, span, date) {
  const standing = standingClaims(index, id, date);
  const says = standing.filter((claim) => bearsOut(claim, span));
  const differs = (claim) => !says.includes(claim) && (!span.side || opposes(claim, span));
  return { says, against: standing.filter(differs) };
}

/**
 * List the control claims of a date that changed nothing.
 *
 * @param {KnownIndex} index
 * @param {Day} date
 * @returns {Claim[]}
 */
export function claimsWithoutChange(index, date) {
  const used = new Set((index.changes.get(date) ?? []).flatMap((change) => change.claims));
  const idle = (c) => c.about === "control" && c.day === date && !c.target && !used.has(c.id);
  return index.claims.filter(idle);
}

/**
 * List the claims that were retracted or corrected on a date.
 *
 * @param {KnownIndex} index
 * @param {Day} date
 * @returns {Claim[]}
 */
export function amendedOn(index, date) {
  const amending = index.claims.filter((claim) => claim.target && claim.day === date);
  return [...new Set(amending.map((claim) => index.claim.get(claim.target)))];
}

/**
 * Split claims into those of control, and lists that are about one counted or disputed matter
 * each.
 *
 * @param {Claim[]} claims
 * @returns {SortedClaims}
 */
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

/**
 * List the claims of a date about events that are not under way, each event with its claims.
 *
 * @param {KnownIndex} index
 * @param {Day} date
 * @returns {[MapEvent|null, Claim[]][]}
 */
export function laterStatements(index, date) {
  const here = new Set(eventsOn(index, date).map((event) => event.id));
  const later = index.claims.filter(
    (c) => c.about !== "control" && c.day === date && !c.target && !here.has(c.event),
  );
  const groups = groupBy(later, (claim) => [claim.event]);
  for (const { id, day, start } of index.scene.events) {
    const isLate = day === date && (start ?? "") <= date && !here.has(id);
    if (isLate && !groups.has(id)) groups.set(id, []);
  }
  return [...groups].map(([id, claims]) => [index.events.get(id) ?? null, claims]);
}

/**
 * Count for every date the changes, events and claims that it brought.
 *
 * @param {KnownIndex} index
 * @returns {DayMark[]}
 */
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
/**
 * Test whether a place has a point on the map; a region or a mere name has none.
 *
 * @param {Pick<Place, "lon" | "kind">} place
 * @returns {boolean}
 */
export function isDrawn({ lon, kind }) {
  return lon !== null && kind !== "region";
}

// The events, changes and claims of a date or a place.

import { byText, groupBy } from "./collections.mjs";
import { gapOn } from "./gaps.mjs";
import { asserts, isKnown, listedClaims, stands } from "./knowledge.mjs";
import { controlKey } from "./spans.mjs";
import { isInStep, shownOn, stepOf } from "./steps.mjs";

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const SPACED = "\u200a";

/** The signs of events, the most serious first. */
export const SIGNS = ["strike", "toll", "move", "word", "event"];

function byMoment(a, b) {
  return byText(a.at, b.at) || byText(a.id, b.id);
}

/** Return the raised note numbers of each place and event, by "places id" and "events id". */
function notesOf({ notes }) {
  const numbers = new Map();
  notes.forEach((note, i) => {
    const raised = [...String(i + 1)].map((digit) => RAISED[digit]).join("");
    const keys = ["places", "events"].flatMap((kind) => note[kind].map((id) => `${kind} ${id}`));
    for (const key of keys) numbers.set(key, numbers.has(key) ? numbers.get(key) + SPACED + raised : raised);
  });
  return numbers;
}

/**
 * Return the raised note numbers of a place or an event, to follow its name.
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
  const byId = (items) => new Map(items.map((item) => [item.id, item]));
  const instant = ({ known, time }) => (time === null ? "" : new Date(known).toISOString());
  const at = (claim) => `${claim.day} ${instant(claim)}`;
  const claims = scene.claims.map((claim) => ({ ...claim, at: at(claim) })).sort(byMoment);
  const clock = (spans, changes, balance, ranges, announced) => ({
    spans: groupBy(spans, (span) => [span.zone]),
    changes: groupBy(changes, (change) => [shownOn(scene.dates, change.date)]),
    balance: groupBy(balance, (row) => [row.date]),
    ranges: groupBy(ranges.filter(({ status }) => status !== null), (row) => [controlKey(row)]),
    announced,
  });
  return {
    scene,
    claims,
    places: byId(scene.places),
    sources: byId(scene.sources),
    sides: byId(scene.sides),
    events: byId(scene.events),
    claim: byId(claims),
    claimsAt: groupBy(claims, (claim) => claim.places),
    claimsOf: groupBy(claims, (claim) => (claim.event ? [claim.event] : [])),
    amends: groupBy(claims, (claim) => (claim.target ? [claim.target] : [])),
    eventsAt: groupBy(scene.events, (event) => event.places),
    notes: notesOf(scene),
    classes: new Map(scene.classes.map((style, i) => [controlKey(style), i])),
    clocks: {
      now: clock(scene.spans, scene.changes, scene.balance, scene.ranges, scene.announced),
      then: clock(
        scene.spans_then,
        scene.changes_then,
        scene.balance_then ?? scene.balance,
        scene.ranges_then ?? scene.ranges,
        scene.announced_then ?? scene.announced,
      ),
    },
  };
}

/**
 * Test whether an event began in the step of a date.
 *
 * @param {Pick<KnownIndex, "scene">} index
 * @param {MapEvent} event
 * @param {Day} date
 * @returns {boolean}
 */
export function hasBegun({ scene }, event, date) {
  return isInStep(scene.dates, event.start, date);
}

/**
 * List the known events in the step of a date, those that began in it first.
 *
 * @param {KnownIndex} index
 * @param {Day} date
 * @returns {MapEvent[]}
 */
export function eventsOn(index, date) {
  const { since } = stepOf(index.scene.dates, date);
  const isCurrent = ({ start, end }) => (start ?? "") <= date && (end === null || end > since);
  const current = index.scene.events.filter((event) => isCurrent(event) && isKnown(index, event, date));
  const began = (event) => (hasBegun(index, event, date) ? 0 : 1);
  return current.sort((a, b) => began(a) - began(b) || byText(b.start ?? "", a.start ?? ""));
}

/**
 * Group changes with the same day, controls and claims, the most important places first.
 *
 * @param {KnownIndex} index
 * @param {Change[]} changes
 * @returns {ChangeGroup[]}
 */
export function changeGroups({ places }, changes) {
  const rankOf = ({ place }) => places.get(place)?.rank ?? places.size;
  const ranked = [...changes].sort((a, b) =>
    a.date === b.date ? rankOf(a) - rankOf(b) : a.date < b.date ? -1 : 1
  );
  const keyOf = (change) =>
    [change.date, controlKey(change.from), controlKey(change.to), change.assessed, ...change.claims]
      .join("\n");
  return [...groupBy(ranked, (change) => [keyOf(change)]).values()].map((group) => ({
    ...group[0],
    places: group.map((change) => change.place),
  }));
}

/**
 * List the latest standing claim of each claimant about the control of a place, up to a date.
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
  const latest = new Map(claims.map((claim) => [claim.claimant, claim.at]));
  return claims.filter((claim) => latest.get(claim.claimant) === claim.at);
}

function supports(claim, to) {
  return asserts(claim) && (!to.side || claim.side === to.side);
}

function opposes(claim, to) {
  if (to.status === "unknown") return false;
  if (claim.stance === "denies") return claim.side === to.side;
  return Boolean(to.side) && claim.side !== to.side;
}

/**
 * List the claims that support a change, and the claims that deny or contradict it.
 *
 * @param {KnownIndex} index
 * @param {ChangeGroup} group
 * @returns {{says: Claim[], against: Claim[]}}
 */
export function positionsOn(index, group) {
  const cited = group.claims.map((id) => index.claim.get(id)).filter(Boolean);
  const says = cited.filter((claim) => supports(claim, group.to));
  const standing = group.places.flatMap((id) => standingClaims(index, id, group.date));
  const against = [...cited, ...standing].filter(
    (claim) => !says.includes(claim) && (cited.includes(claim) || opposes(claim, group.to)),
  );
  return { says, against: [...new Set(against)] };
}

/**
 * List the latest claims about a place that support a span, and those that deny or contradict it.
 *
 * @param {KnownIndex} index
 * @param {string} id
 * @param {Control} span
 * @param {Day} date
 * @returns {{says: Claim[], against: Claim[]}}
 */
export function voicesOn(index, id, span, date) {
  const standing = standingClaims(index, id, date);
  const says = standing.filter((claim) => supports(claim, span));
  const differs = (claim) => !says.includes(claim) && (!span.side || opposes(claim, span));
  return { says, against: standing.filter(differs) };
}

/**
 * Test whether an event or a claim became known in the step of a date.
 *
 * @param {Pick<KnownIndex, "scene">} index
 * @param {MapEvent|Claim} item
 * @param {Day} date
 * @returns {boolean}
 */
export function isNew({ scene }, { day }, date) {
  return isInStep(scene.dates, day, date);
}

/**
 * List the claims of control on a date that changed nothing.
 *
 * @param {KnownIndex} index
 * @param {Day} date
 * @returns {Claim[]}
 */
export function claimsWithoutChange(index, date) {
  const used = new Set((index.changes.get(date) ?? []).flatMap((change) => change.claims));
  const isUnused = (claim) =>
    claim.about === "control" && isNew(index, claim, date) && !claim.target && !used.has(claim.id);
  return index.claims.filter(isUnused);
}

/**
 * List the claims that were retracted or corrected on a date.
 *
 * @param {KnownIndex} index
 * @param {Day} date
 * @returns {Claim[]}
 */
export function amendedOn(index, date) {
  const amending = index.claims.filter((claim) => claim.target && isNew(index, claim, date));
  return [...new Set(amending.map((claim) => index.claim.get(claim.target)))];
}

/**
 * Split claims into claims of control and lists of claims about the same counted or disputed
 * subject.
 *
 * @param {Claim[]} claims
 * @returns {SortedClaims}
 */
export function sortClaims(claims) {
  const subjects = groupBy(
    claims.filter((claim) => claim.about !== "control"),
    (claim) => [`${claim.about}\n${claim.event}\n${claim.low === null}`],
  );
  const lists = [...subjects.values()];
  return {
    control: claims.filter((claim) => claim.about === "control"),
    counted: lists.filter(([claim]) => claim.low !== null),
    disputed: lists.filter(([claim]) => claim.low === null),
  };
}

/**
 * List the claims of a date about events that are not current, grouped by event.
 *
 * @param {KnownIndex} index
 * @param {Day} date
 * @returns {[MapEvent|null, Claim[]][]}
 */
export function laterStatements(index, date) {
  const current = new Set(eventsOn(index, date).map((event) => event.id));
  const later = index.claims.filter(
    (claim) =>
      claim.about !== "control" && isNew(index, claim, date) && !claim.target && !current.has(claim.event),
  );
  const groups = groupBy(later, (claim) => [claim.event]);
  for (const event of index.scene.events) {
    const { id, start } = event;
    const isLate = isNew(index, event, date) && (start ?? "") <= date && !current.has(id);
    if (isLate && !groups.has(id)) groups.set(id, []);
  }
  return [...groups].map(([id, claims]) => [index.events.get(id) ?? null, claims]);
}

/**
 * Count the changes, events and claims of every date.
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
      began: events.filter((event) => hasBegun(index, event, date)).length,
      events: events.length,
      signs: SIGNS.filter((sign) =>
        events.some((event) => event.sign === sign && hasBegun(index, event, date))
      ),
      claims: index.claims.filter((claim) => isNew(index, claim, date)).length,
    };
  });
}
/**
 * Test whether a place is drawn on the map; regions and places without coordinates are not.
 *
 * @param {Pick<Place, "lon" | "kind">} place
 * @returns {boolean}
 */
export function isDrawn({ lon, kind }) {
  return lon !== null && kind !== "region";
}

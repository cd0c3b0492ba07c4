// What was recorded: which events, changes and claims belong to a day or a place.

import { byText, controlKey, covers, groupBy } from "./core.mjs";

function byDay(a, b) {
  return byText(a.day, b.day) || byText(a.known, b.known) || byText(a.id, b.id);
}

/** Index a scene by id, place and date, once. */
export function indexScene(scene) {
  const named = (items) => new Map(items.map((item) => [item.id, item]));
  const claims = [...scene.claims].sort(byDay);
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
    eventsAt: groupBy(scene.events, (event) => event.places),
    spans: groupBy(scene.spans, (span) => [span.zone]),
    changes: groupBy(scene.changes, (change) => [change.date]),
    classes: new Map(scene.classes.map((style, i) => [controlKey(style), i])),
  };
}

/** List the events under way on a date, those that began that day first. */
export function eventsOn(scene, date) {
  const under = scene.events.filter((event) => covers(event, date));
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

/** Keep of a place's control claims known by a date the last of each claimant. */
export function standingClaims(claims, date) {
  const known = claims.filter((claim) => claim.about === "control" && claim.day <= date);
  const last = new Map(known.map((claim) => [claim.claimant, claim.known]));
  return known.filter((claim) => last.get(claim.claimant) === claim.known);
}

function bearsOut(claim, to) {
  if (claim.stance !== "asserts") return false;
  return to.side ? claim.side === to.side : true;
}

function opposes(claim, to) {
  if (to.status === "unknown") return false;
  if (claim.stance === "denies") return to.side ? claim.side === to.side : claim.side === null;
  return claim.stance === "asserts" && Boolean(to.side) && claim.side !== to.side;
}

/** Tell who says so, and who denies it or says otherwise, for one entry of `changeGroups`. */
export function sayers(index, group) {
  const cited = group.claims.map((id) => index.claim.get(id)).filter(Boolean);
  const says = cited.filter((claim) => bearsOut(claim, group.to));
  const standing = group.places.flatMap((id) =>
    standingClaims(index.claimsAt.get(id) ?? [], group.date),
  );
  const against = [...cited, ...standing].filter(
    (claim) => !says.includes(claim) && (cited.includes(claim) || opposes(claim, group.to)),
  );
  return { says, against: [...new Set(against)] };
}

/** List the control claims said on a date that no change of that date rests on. */
export function idleClaims(index, date) {
  const used = new Set((index.changes.get(date) ?? []).flatMap((change) => change.claims));
  const idle = (c) => c.about === "control" && c.day === date && !used.has(c.id);
  return index.scene.claims.filter(idle);
}

/** Split claims into control, counted things and disputed matters, each in the order said. */
export function sortOut(claims) {
  const rest = claims.filter((claim) => claim.about !== "control").sort(byDay);
  const about = (claim) => [claim.about];
  return {
    control: claims.filter((claim) => claim.about === "control"),
    counted: groupBy(
      rest.filter((claim) => claim.low !== null),
      about,
    ),
    disputed: groupBy(
      rest.filter((claim) => claim.low === null),
      about,
    ),
  };
}

/** List what was said on a date of events not under way that day, as `[event or null, claims]`. */
export function afterwords(index, date) {
  const here = new Set(eventsOn(index.scene, date).map((event) => event.id));
  const said = index.scene.claims.filter(
    (c) => c.about !== "control" && c.day === date && !here.has(c.event),
  );
  const groups = groupBy(said, (claim) => [claim.event]);
  return [...groups].map(([id, claims]) => [index.events.get(id) ?? null, claims]);
}

/** Tell for every date whether control changed, and how many events and claims it has. */
export function dayMarks(index) {
  const { scene } = index;
  return scene.dates.map((date) => ({
    date,
    changes: (index.changes.get(date) ?? []).length,
    began: scene.events.filter((event) => event.start === date).length,
    events: scene.events.filter((event) => covers(event, date)).length,
    said: scene.claims.filter((claim) => claim.day === date).length,
  }));
}

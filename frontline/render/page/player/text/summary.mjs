// The map of a date in sentences: control, changes with their claimants, disputes.
//
// The facts and the English wording match the figure's alternative text: text/day_sentences.py.

import { measuredEnds } from "../model/area_series.mjs";
import { groupBy } from "../model/collections.mjs";
import { frontArcsOn, frontless } from "../model/front.mjs";
import { countRange, listedClaims } from "../model/knowledge.mjs";
import { changeGroups, isDrawn, positionsOn, sortClaims } from "../model/records.mjs";
import { controlKey, isBare, spanAt } from "../model/spans.mjs";
import { announcedSentences, areaWords, dependWords, rangeOn } from "./area_words.mjs";
import { stepOf } from "../model/steps.mjs";
import { gapWords } from "./missing_days.mjs";
import { controlWords, km2Words, localeOf, ofStep, rangeWords, sentence } from "./values.mjs";

const NAMES_SHOWN = 12;
const CHANGES_SHOWN = 6;
const CLASSES_SHOWN = 8;
const VOICES_SHOWN = 3;
const DISPUTES_SHOWN = 2;

/**
 * Join items, "A, B and C"; items beyond the limit are counted.
 *
 * @param {string[]} items
 * @param {Say} say
 * @param {number} [limit]
 * @returns {string}
 */
export function listWords(items, say, limit = NAMES_SHOWN) {
  const isTooLong = items.length > limit + 1;
  const shown = isTooLong
    ? [...items.slice(0, limit), say("short_more", { count: items.length - limit })]
    : items;
  return new Intl.ListFormat(localeOf(say.language), { type: "conjunction" }).format(shown);
}

/**
 * List the distinct claimants of claims, in order.
 *
 * @param {Claim[]} claims
 * @returns {string[]}
 */
export function claimants(claims) {
  return [...new Set(claims.map((claim) => claim.claimant))];
}

/**
 * Name the first claimants and count the others.
 *
 * @param {string[]} names
 * @param {Say} say
 * @returns {string}
 */
export function voices(names, say) {
  const hidden = names.length - VOICES_SHOWN;
  if (hidden < 2) return names.join("; ");
  return [...names.slice(0, VOICES_SHOWN), say("short_more", { count: hidden })].join("; ");
}

/**
 * Name the claimants who support a change and who deny it, briefly; "" if no claim is known.
 *
 * @param {Page} page
 * @param {ChangeGroup} group
 * @returns {string}
 */
export function whoSays({ index, say }, group) {
  const { says, against } = positionsOn(index, group);
  if (!group.to.side && (against.length > 0 || says.some((claim) => claim.side))) {
    const everyone = claimants([...says, ...against]);
    return everyone.length > 1 ? say("short_differ", { who: voices(everyone, say) }) : everyone[0];
  }
  const denials = against.filter((claim) => claim.stance === "denies");
  const parts = says.length > 0 ? [voices(claimants(says), say)] : [];
  if (denials.length > 0) {
    const earlier = denials.every((claim) => claim.day < group.date);
    const who = voices(claimants(denials), say);
    parts.push(say(earlier ? "short_denied_earlier" : "short_denied", { who }));
  }
  return parts.join(" – ");
}

/**
 * List the places to describe on a date, with their spans, the most important first.
 *
 * @param {KnownIndex} index
 * @param {Day} date
 * @returns {{place: Place, span: Span, bare: boolean}[]}
 */
export function placesOn({ scene, spans }, date) {
  const drawn = scene.places.filter(isDrawn).sort((a, b) => a.rank - b.rank);
  return drawn.flatMap((place) => {
    const span = spanAt(spans.get(place.id), date);
    if (span === null) return [];
    const bare = isBare(span, scene.start);
    return bare && !place.reported ? [] : [{ place, span, bare }];
  });
}

/** Return the entries to describe: all, or if they are many, the largest; one more is still described. */
function leading(entries, sizeOf) {
  if (entries.length <= CLASSES_SHOWN + 1) return entries;
  return [...entries].sort((a, b) => sizeOf(b) - sizeOf(a)).slice(0, CLASSES_SHOWN);
}

function stateWords(page, date, measured) {
  const { index, say } = page;
  const { scene, sides } = index;
  const shown = placesOn(index, date);
  const names = (entries) => entries.map(({ place }) => place.name);
  const write = (key, control, places) => {
    if (places.length === 0) return [];
    const words = controlWords(control, sides, say);
    const values = {
      places: listWords(places, say),
      control: words,
      head: sentence(words),
      count: places.length,
    };
    return [say(key, values)];
  };
  const areas = new Map(
    measured ? groundOn(page, date).map(({ style, km2 }) => [controlKey(style), km2]) : [],
  );
  const present = scene.classes.flatMap((style) => {
    const { status, side } = style;
    const entries = shown.filter(({ span, bare }) => !bare && span.status === status && span.side === side);
    return entries.length > 0 ? [{ style, entries }] : [];
  });
  const described = leading(present, ({ style }) => areas.get(controlKey(style)) ?? 0);
  const lines = described.flatMap(({ style, entries }) =>
    write(style.status === "unknown" ? "short_unknown" : "short_control", style, names(entries))
  );
  if (described.length < present.length) {
    lines.push(say("classes_rest", { count: present.length - described.length }));
  }
  const start = { status: "held", side: scene.start?.side ?? null };
  lines.push(...write("short_before", start, names(shown.filter(({ bare }) => bare))));
  const stale = shown.filter(({ span }) => span.stale);
  if (stale.length > 0) {
    const days = scene.policy.stale_after_days;
    lines.push(say("short_stale", { places: listWords(names(stale), say), count: days }));
  }
  return lines;
}

function siteWords({ index, say }) {
  const { places } = index.scene;
  const hasControl = (id) => index.clocks.now.spans.has(id);
  const sites = places.filter((place) => place.reported && isDrawn(place) && !hasControl(place.id));
  const names = sites.map((place) => place.name);
  return sites.length > 0 ? [say("short_sites", { places: listWords(names, say), count: names.length })] : [];
}

/** Write the areas of drawn ground that passed from one control to another on a date. */
function flowSentences(page, date) {
  const { index, say } = page;
  if (!index.scene.ground.drawn) return [];
  const passed = page.passedOn(date);
  const lines = passed.slice(0, CHANGES_SHOWN).map(({ was, now, km2 }) => {
    const [from, to] = [was, now].map((control) => controlWords(control, index.sides, say));
    return say("short_changed", { places: km2Words(km2, say), from, to, who: "" });
  });
  const rest = passed.slice(CHANGES_SHOWN).reduce((sum, { km2 }) => sum + km2, 0);
  return rest > 0 ? [...lines, say("ground_rest", { km2: km2Words(rest, say) })] : lines;
}

/**
 * Write the changes of control on a date, of places and of drawn ground, in sentences.
 *
 * @param {Page} page
 * @param {Day} date
 * @param {boolean} [attributed] Whether the sentences name the claimants.
 * @returns {string[]}
 */
export function changeSentences(page, date, attributed = true) {
  const { index, say, words } = page;
  const groups = changeGroups(index, index.changes.get(date) ?? []);
  let dated = null;
  const lines = groups.slice(0, CHANGES_SHOWN).map((group) => {
    const places = group.places.map((id) => index.places.get(id)?.name ?? id);
    const [from, to] = [group.from, group.to].map((control) => controlWords(control, index.sides, say));
    const who = attributed ? whoSays(page, group) : "";
    const key = group.assessed ? "short_assessed" : "short_changed";
    const count = places.length;
    const change = say(key, { places: listWords(places, say), from, to, who: who ? ` (${who})` : "", count });
    if (!attributed || group.date === dated) return change;
    dated = group.date;
    return say("short_on", { day: words.full(dated), change });
  });
  const hidden = groups.slice(CHANGES_SHOWN).reduce((sum, { places }) => sum + places.length, 0);
  if (hidden > 0) lines.push(say("short_rest", { count: hidden }));
  const flows = flowSentences(page, date);
  const isOfOneDay = stepOf(index.scene.dates, date).eve === null;
  if (flows.length > 0 && attributed && !(groups.length > 0 && isOfOneDay)) {
    flows[0] = ofStep(page, "short_on", date, { change: flows[0] });
  }
  return [...lines, ...flows];
}

function changedWords(page, date) {
  const lines = changeSentences(page, date);
  if (lines.length > 0) return lines;
  const previous = page.marks.filter((mark) => mark.date < date && mark.changes > 0).at(-1);
  const sentences = previous ? changeSentences(page, previous.date) : [];
  const hasControl = page.index.spans.size > 0 || page.index.scene.ground.drawn;
  return hasControl ? [ofStep(page, "short_no_change", date), ...sentences] : [];
}

/**
 * List the area of each class on a date, and its change since the previous day with a map.
 *
 * @param {Page} page
 * @param {Day} date
 * @returns {{style: ControlClass, km2: number, change: number|null, since: Day|null}[]}
 */
export function groundOn({ marks, series }, date) {
  const day = marks.findIndex((mark) => mark.date === date);
  return series().flatMap(({ style, values }) => {
    if (Number.isNaN(values[day])) return [];
    const previous = day > 0 ? (measuredEnds(values, 0, day - 1)?.[1] ?? null) : null;
    const change = previous === null ? null : values[day] - values[previous];
    return [{ style, km2: values[day], change, since: previous === null ? null : marks[previous].date }];
  });
}

function groundSentences(page, date) {
  const { index, say, words } = page;
  const present = groundOn(page, date).filter(({ km2, change }) => km2 !== 0 || change);
  const described = leading(present, ({ km2 }) => km2);
  const parts = described.flatMap(({ style, km2, change, since }) => {
    const values = {
      class: controlWords(style, index.sides, say),
      km2: areaWords(index, style, km2, date, say),
    };
    if (!change) return [say("short_ground", values)];
    return [
      say("short_ground_since", { ...values, change: km2Words(change, say, true), day: words.short(since) }),
    ];
  });
  const rest = present.filter((entry) => !described.includes(entry));
  if (rest.length > 0) {
    const km2 = km2Words(rest.reduce((sum, entry) => sum + entry.km2, 0), say);
    parts.push(say("short_ground", { class: say("short_more", { count: rest.length }), km2 }));
  }
  const depend = dependWords(described.map(({ style }) => rangeOn(index, style, date)), say);
  const sums = blocGround(index, groundOn(page, date), say);
  return parts.length > 0 ? [...sums, sentence(`${parts.join("; ")}.`), depend].filter(Boolean) : sums;
}

/** Write the ground of each bloc of several sides, and its parts by side, the largest first. */
function blocGround({ scene }, areas, say) {
  const km2Of = new Map();
  for (const { style, km2 } of areas) km2Of.set(style.side, (km2Of.get(style.side) ?? 0) + km2);
  const sumOf = (sides) => sides.reduce((sum, { id }) => sum + (km2Of.get(id) ?? 0), 0);
  const blocs = groupBy(scene.sides.filter(({ bloc }) => bloc !== null), ({ bloc }) => [bloc]);
  const shared = [...blocs.values()].filter((sides) => sides.length > 1 && sumOf(sides) > 0);
  return shared.sort((a, b) => sumOf(b) - sumOf(a)).map((sides) => {
    const holding = sides.filter(({ id }) => km2Of.get(id)).sort((a, b) => km2Of.get(b.id) - km2Of.get(a.id));
    const rows = holding.slice(0, CLASSES_SHOWN).map(({ id, name }) => [name, km2Of.get(id)]);
    const hidden = holding.slice(CLASSES_SHOWN);
    if (hidden.length > 0) rows.push([say("short_more", { count: hidden.length }), sumOf(hidden)]);
    const parts = rows.map(([name, km2]) => say("short_ground", { class: name, km2: km2Words(km2, say) }));
    return `${
      say("bloc_ground", { bloc: sides[0].bloc, km2: km2Words(sumOf(sides), say), parts: parts.join("; ") })
    }.`;
  });
}

function frontWords({ index, say }, date) {
  const missing = frontless(index, date);
  if (missing) return [say(`no_front_${missing}`)];
  if (frontArcsOn(index, date).length === 0) return [];
  return [say(index.scene.ground.inferred ? "short_front_inferred" : "short_front")];
}

function disputesOf({ index, say }, event, date) {
  const { counted, disputed } = sortClaims(index.claimsOf.get(event.id) ?? []);
  const counts = counted.flatMap((claims) => {
    const range = countRange(index, claims, date);
    if (!range?.differ && !range?.first) return [];
    const words = rangeWords({ ...range, differ: false }, say);
    return [{ rose: !range.differ, words: `${say.word("about", claims[0].about)} ${words}` }];
  });
  const accounts = disputed.flatMap((claims) => {
    const known = listedClaims(index, claims, date);
    const differ = new Set(known.map(({ stance, value }) => `${stance} ${value}`)).size > 1;
    const values = { about: say.word("about", claims[0].about), count: known.length };
    return differ ? [say("short_accounts", values)] : [];
  });
  const written = (rose) => counts.filter((count) => count.rose === rose).map(({ words }) => words);
  return [
    { key: "short_dispute", matters: [...written(false), ...accounts] },
    { key: "short_counts", matters: written(true) },
  ];
}

/** Write the disputes and rising counts of events that started by a date; only the latest events. */
function disputeWords(page, date) {
  const started = page.index.scene.events.filter(({ start }) => start !== null && start <= date);
  const lines = started.reverse().map((event) =>
    disputesOf(page, event, date)
      .filter(({ matters }) => matters.length > 0)
      .map(({ key, matters }) => {
        const values = { event: event.title, when: page.words.span(event), matters: matters.join("; ") };
        return page.say(key, values);
      })
  ).filter((sentences) => sentences.length > 0);
  return lines.slice(0, DISPUTES_SHOWN).flat();
}

/**
 * Describe the map on a date in sentences: its state, changes and disputes.
 *
 * @param {Page} page
 * @param {Day} date
 * @param {boolean} measured Whether to state areas, which take a moment to measure at first.
 * @returns {{state: string[], changed: string[], disputed: string[]}}
 */
export function summaryOf(page, date, measured) {
  if (page.gap) return { state: [`${gapWords(page.gap, page)}.`], changed: [], disputed: [] };
  const ground = measured ? groundSentences(page, date) : [];
  return {
    state: [
      ...stateWords(page, date, measured),
      ...announcedSentences(page, date),
      ...siteWords(page),
      ...ground,
      ...frontWords(page, date),
    ],
    changed: changedWords(page, date),
    disputed: disputeWords(page, date),
  };
}

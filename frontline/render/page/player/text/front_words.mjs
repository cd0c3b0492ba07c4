// The front in words: what stands on either side of a stretch, and on whose word.

import { button, el, joined } from "../shell/dom.mjs";
import { frontOf, lineOf, sidesOf, stateOn } from "../model/mesh.mjs";
import { bandLabel, bandNote } from "./method_notes.mjs";
import { claimList, sourceLinks } from "./statements.mjs";
import { swatch } from "../map/symbols.mjs";
import { controlWords, sentence } from "./values.mjs";

const LISTED = 40;
const KM_PER_DEGREE = 111.195;
const NOBODY = -1;

/** Find what is said of each zone on a date: the number of its word, or -1. */
export function wordsOn({ scene, known }, date) {
  const { mesh, dates } = scene;
  return stateOn(mesh.runs[known], dates.indexOf(date), [...mesh.words.keys()], NOBODY);
}

function kmBetween([lon, lat], [lon2, lat2]) {
  const squeeze = Math.cos((((lat + lat2) / 2) * Math.PI) / 180);
  return Math.hypot((lon2 - lon) * squeeze, lat2 - lat) * KM_PER_DEGREE;
}

function lengthOf(line) {
  return line.slice(1).reduce((sum, at, i) => sum + kmBetween(line[i], at), 0);
}

/** Find the place whose claims decide a zone: its own, or of the others the nearest to a point. */
function deciderOf(index, zone, word, at) {
  const { mesh } = index.scene;
  const own = index.places.get(mesh.ids[zone].split(";")[0]) ?? null;
  const claims = (mesh.words[word]?.claims ?? []).map((id) => index.claim.get(id));
  const told = new Set(claims.flatMap((claim) => claim?.places ?? []));
  if (own === null || told.size === 0 || told.has(own.id)) return own;
  return nearestTo([...told].map((id) => index.places.get(id)), at);
}

function nearestTo(places, at) {
  const away = ({ lon, lat }) => kmBetween(at, [lon, lat]);
  const located = places.filter((place) => place && place.lon !== null && place.kind !== "region");
  return located.sort((a, b) => away(a) - away(b))[0] ?? null;
}

/** Name a zone by the place that decides it or, where it was drawn, by the one nearest to a point. */
function nameOf({ index, say }, zone, word, at) {
  const place = deciderOf(index, zone, word, at);
  if (place) return place.name;
  const near = nearestTo(index.scene.places, at);
  return near ? say("near", { place: near.name }) : `${at[1].toFixed(2)}, ${at[0].toFixed(2)}`;
}

/** Describe the stretch that an arc of the front is part of: `zones`, their `names`, a point. */
export function stretchOf(page, words, arc) {
  const { mesh } = page.index.scene;
  const line = lineOf(mesh, 2 * arc);
  const at = line[line.length >> 1];
  const sides = sidesOf(mesh);
  const order = (zone) => sides[words[zone]];
  const zones = [mesh.left[2 * arc], mesh.left[2 * arc + 1]].sort((a, b) => order(a) - order(b));
  const names = zones.map((zone) => nameOf(page, zone, words[zone], at));
  return { zones, at, names, km: lengthOf(line) };
}

/** List the arcs of the front of a date. */
export function frontArcsOn(index, date) {
  const { mesh } = index.scene;
  const [words, sides] = [wordsOn(index, date), sidesOf(mesh)];
  return frontOf(mesh, words.map((word) => (word === NOBODY ? NOBODY : sides[word])));
}

/** Measure the whole front of a date. */
export function frontKm(index, date) {
  const { mesh } = index.scene;
  return frontArcsOn(index, date).reduce((sum, arc) => sum + lengthOf(lineOf(mesh, 2 * arc)), 0);
}

/**
 * List the stretches of the front of a date, the longest first: those between the same two places
 * are one. Each has the `zones` to its two sides, their `names`, a point `at` which it passes, `km`.
 */
export function stretches(page, date) {
  const { index } = page;
  const words = wordsOn(index, date);
  const found = new Map();
  for (const arc of frontArcsOn(index, date)) {
    const stretch = stretchOf(page, words, arc);
    const key = stretch.names.join("\n");
    const other = found.get(key) ?? { km: 0, longest: 0 };
    const middle = stretch.km > other.longest ? { ...stretch, longest: stretch.km } : {};
    found.set(key, { ...other, ...middle, km: other.km + stretch.km });
  }
  return [...found.values()].sort((a, b) => b.km - a.km);
}

function sideOf(page, zone, name, date) {
  const { index, words, say } = page;
  const { mesh } = index.scene;
  const number = wordsOn(index, date)[zone];
  if (number === NOBODY) return el("section", el("h3", sentence(name)), el("p", say("unknown_ground")));
  const word = mesh.words[number];
  const claims = word.claims.map((id) => index.claim.get(id)).filter(Boolean);
  const drawn = word.sources.length > 0 ? say.nodes("drawn_by", { sources: sourceLinks(page, word.sources) }) : [];
  const bare = word.bare ? [say("as_the_period_began")] : [];
  const why = joined([drawn, bare].filter((part) => part.length > 0), " · ").flat();
  return el(
    "section",
    el("h3", sentence(name)),
    el(
      "p.fl-status-line",
      swatch(index, word, word.bare),
      el("span", `${words.full(date)}: `, el("b", controlWords(word, index.sides, say))),
    ),
    why.length > 0 ? el("p.fl-meta", ...why) : null,
    claims.length > 0 ? claimList(page, claims, date) : null,
  );
}

function bandLine({ index, say }) {
  const { band } = index.scene;
  return band === null ? null : el("p.fl-meta", `${bandLabel(band, say)}: ${bandNote(band, say)}`);
}

/** Make all that is said on both sides of a stretch of the front, as it stands on a date. */
export function frontDetails(page, { zones, names }, date) {
  return el(
    "article.fl-details",
    { "aria-label": page.say("the_front") },
    el("h2", { tabindex: "-1" }, page.say("the_front")),
    el("p.fl-meta", page.say("front_between", { one: names[0], other: names[1] })),
    bandLine(page),
    ...zones.map((zone, i) => sideOf(page, zone, names[i], date)),
  );
}

/** Make the list of the front's stretches; it is filled while it is open. */
export function frontList(page, open) {
  const list = el("ul.fl-stretches");
  const count = el("p.fl-meta");
  const summary = el("summary", page.say("front_list"));
  const element = el("details.fl-fronts", summary, count, list);
  let current = null;

  function entry(stretch) {
    const words = sentence(stretch.names.join(" – "));
    const number = page.say.number(stretch.km, { maximumFractionDigits: 1 });
    const label = [words, el("span.fl-meta", " ", page.say("unit_km", { number }))];
    return el("li", button({ class: "fl-place" }, () => open(stretch), ...label));
  }
  function fill() {
    const all = stretches(page, current);
    const told = page.say("stretches", { count: all.length });
    count.textContent =
      all.length > LISTED ? page.say("longest_of", { listed: LISTED, stretches: told }) : told;
    list.replaceChildren(...all.slice(0, LISTED).map(entry));
  }
  element.addEventListener("toggle", () => element.open && fill());
  return {
    element,
    show(date) {
      current = date;
      if (element.open) fill();
    },
  };
}

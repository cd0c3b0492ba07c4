// The front line in words: the list of its segments, and the popup of a segment.

import { button, el, separated } from "../dom/elements.mjs";
import { swatch } from "../map/symbols.mjs";
import { NOBODY, zoneWords } from "../model/front.mjs";
import { frontSegments } from "../text/front_words.mjs";
import { bandLabel, bandNote } from "../text/method_notes.mjs";
import { claimList, sourceLinks } from "../text/statements.mjs";
import { controlWords, sentence } from "../text/values.mjs";

const SEGMENTS_SHOWN = 40;
function sideOf(page, zone, name, date) {
  const { index, words, say } = page;
  const { mesh } = index.scene;
  const number = zoneWords(index, date)[zone];
  if (number === NOBODY) return el("section", el("h3", sentence(name)), el("p", say("unknown_ground")));
  const word = mesh.words[number];
  const claims = word.claims.map((id) => index.claim.get(id)).filter(Boolean);
  const sources = word.sources.length > 0
    ? say.nodes("drawn_by", { sources: sourceLinks(page, word.sources) })
    : [];
  const bare = word.bare ? [say("as_the_period_began")] : [];
  const basis = separated([sources, bare].filter((part) => part.length > 0), " · ").flat();
  return el(
    "section",
    el("h3", sentence(name)),
    el(
      "p.fl-status-line",
      swatch(index, word, word.bare),
      el("span", `${words.full(date)}: `, el("b", controlWords(word, index.sides, say))),
    ),
    basis.length > 0 ? el("p.fl-meta", ...basis) : null,
    claims.length > 0 ? claimList(page, claims, date) : null,
  );
}

function bandLine({ index, say }) {
  const { band } = index.scene;
  return band === null ? null : el("p.fl-meta", `${bandLabel(band, say)}: ${bandNote(band, say)}`);
}

/**
 * Make the details of a segment of the front line on a date: the control on both sides.
 *
 * @param {Page} page
 * @param {Segment} segment
 * @param {Day} date
 * @returns {HTMLElement}
 */
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

/**
 * Make the list of the segments of the front line; it is filled only while it is open.
 *
 * @param {Page} page
 * @param {(segment: Segment) => void} open
 * @returns {Panel}
 */
export function frontList(page, open) {
  const list = el("ul.fl-stretches");
  const count = el("p.fl-meta");
  const summary = el("summary", page.say("front_list"));
  const element = el("details.fl-fronts", summary, count, list);
  let current = null;

  function entry(segment) {
    const words = sentence(segment.names.join(" – "));
    const number = page.say.number(segment.km, { maximumFractionDigits: 1 });
    const label = [words, el("span.fl-meta", " ", page.say("unit_km", { number }))];
    return el("li", button({ class: "fl-place" }, () => open(segment), ...label));
  }
  function fill() {
    const segments = frontSegments(page, current);
    const total = page.say("stretches", { count: segments.length });
    count.textContent = segments.length > SEGMENTS_SHOWN
      ? page.say("longest_of", { listed: SEGMENTS_SHOWN, stretches: total })
      : total;
    list.replaceChildren(...segments.slice(0, SEGMENTS_SHOWN).map(entry));
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

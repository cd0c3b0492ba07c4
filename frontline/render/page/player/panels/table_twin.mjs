// The map as text: a short description, and tables of the map on a date.

import { button, el } from "../dom/elements.mjs";
import { swatch } from "../map/symbols.mjs";
import { frontKm, frontless } from "../model/front.mjs";
import { voicesOn } from "../model/records.mjs";
import { areaWords, dependWords, rangeOn } from "../text/area_words.mjs";
import { claimants, groundOn, placesOn, summaryOf, voices } from "../text/summary.mjs";
import { controlWords, fineNumber, km2Words, sentence } from "../text/values.mjs";

/**
 * Make the section that describes the map on a date in sentences; it is the map's description.
 *
 * @param {Page} page
 * @returns {{element: HTMLElement, show(date: Day, measured: boolean): void}}
 */
export function shortDescription(page) {
  const text = el("div", { id: "fl-short" });
  return {
    element: el("section.fl-short", { "aria-label": page.say("short_title") }, text),
    show(date, measured) {
      const { state, changed, disputed } = summaryOf(page, date, measured);
      // The changes of the date are visible below; screen readers need them here.
      const below = page.index.changes.has(date) ? "p.fl-hidden" : "p";
      /** @type {[string, string[]][]} */
      const paragraphs = [["p", state], [below, changed], ["p", disputed]];
      const filled = paragraphs.filter(([, sentences]) => sentences.length > 0);
      text.replaceChildren(...filled.map(([tag, sentences]) => el(tag, sentences.join(" "))));
    },
  };
}

function twinTable(caption, heads, rows) {
  const head = (text) => el("th", { scope: "col" }, text);
  const cell = (content, i) => (i === 0 ? el("th", { scope: "row" }, content) : el("td", content));
  return el(
    "table.fl-twin-table",
    el("caption", caption),
    el("thead", el("tr", ...heads.map(head))),
    el("tbody", ...rows.map((cells) => el("tr", ...cells.map(cell)))),
  );
}

function whoCell({ index, say }, { place, span }, date) {
  const { says, against } = voicesOn(index, place.id, span, date);
  const names = (claims) => voices(claimants(claims), say);
  return [
    says.length > 0 ? el("div", names(says)) : null,
    against.length > 0 ? el("div.fl-meta", say("twin_against", { who: names(against) })) : null,
  ];
}

/** Return the first day of a span, which the page has by the step that it falls in. */
function firstDay({ changes }, place, { start }) {
  const ofPlace = (changes.get(start) ?? []).filter((change) => change.place === place.id);
  return ofPlace.at(-1)?.date ?? start;
}

function statusCell(page, { place, span, bare }) {
  const { index, say, words } = page;
  const since = bare
    ? say("twin_before")
    : span.start === null
    ? ""
    : say("twin_since", { day: words.short(firstDay(index, place, span)) });
  const notes = [since, span.stale ? say("twin_stale") : ""].filter(Boolean).join(", ");
  return [
    el("span.fl-twin-status", swatch(index, span, bare), controlWords(span, index.sides, say)),
    notes ? el("div.fl-meta", notes) : null,
  ];
}

function placeTable(page, date) {
  const places = placesOn(page.index, date).sort((a, b) => Number(a.bare) - Number(b.bare));
  const rows = places.map((row) => {
    const { id, name } = row.place;
    const nameCell = row.place.reported ? button({ class: "fl-place" }, () => page.open(id), name) : name;
    return [nameCell, statusCell(page, row), whoCell(page, row, date)];
  });
  const heads = ["twin_place", "twin_status", "twin_who"].map((key) => page.say(key));
  return rows.length > 0 ? twinTable(page.say("twin_places"), heads, rows) : null;
}

function groundTable(page, date) {
  const { index, say, words } = page;
  const areas = groundOn(page, date);
  if (areas.length === 0) return null;
  const { since } = areas[0];
  const rows = areas.map(({ style, km2, change }) => [
    sentence(controlWords(style, index.sides, say)),
    areaWords(index, style, km2, date, say),
    ...(since === null ? [] : [km2Words(change, say, true)]),
  ]);
  const change = since === null ? [] : [say("twin_change", { day: words.short(since) })];
  const captionKey = index.scene.ground.inferred ? "twin_ground_inferred" : "twin_ground";
  const depend = dependWords(areas.map(({ style }) => rangeOn(index, style, date)), say);
  const caption = [say(captionKey), depend].filter(Boolean).join(". ");
  return twinTable(caption, [say("twin_class"), say("twin_km2"), ...change], rows);
}

function passedTable(page, date) {
  const { index, say, words } = page;
  const rows = page.passedOn(date).map(({ was, now, km2 }) => [
    sentence(controlWords(was, index.sides, say)),
    sentence(controlWords(now, index.sides, say)),
    km2Words(km2, say),
  ]);
  if (rows.length === 0) return null;
  const since = groundOn(page, date)[0]?.since ?? date;
  const heads = ["twin_from", "twin_to", "twin_km2"].map((key) => say(key));
  return twinTable(say("twin_passed", { day: words.short(since) }), heads, rows);
}

function frontLine({ index, say }, date) {
  const missing = frontless(index, date);
  if (missing) return el("p", say(`no_front_${missing}`));
  const km = frontKm(index, date);
  if (km === 0) return null;
  if (index.scene.ground.inferred) return el("p", say("front_unmeasured"));
  return el("p", say("twin_front", { km: fineNumber(km, say) }));
}

/**
 * Make the tables of the map on a date; they are filled only while they are open.
 *
 * @param {Page} page
 * @returns {Panel}
 */
export function mapTables(page) {
  const day = el("p.fl-meta");
  const tables = el("div");
  const element = el("details.fl-twin", el("summary", page.say("twin_title")), day, tables);
  let [current, due] = [null, false];

  function fill() {
    day.textContent = page.words.full(current);
    const parts = page.gap
      ? []
      : [placeTable, page.hasGround ? groundTable : () => null, passedTable, frontLine];
    const nodes = parts.map((make) => make(page, current)).filter(Boolean);
    tables.replaceChildren(...(nodes.length > 0 ? nodes : [el("p", page.say("twin_nothing"))]));
    due = false;
  }
  element.addEventListener("toggle", () => element.open && due && fill());
  return {
    element,
    show(date) {
      [current, due] = [date, true];
      if (element.open) fill();
    },
  };
}

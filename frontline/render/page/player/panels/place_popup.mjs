// A place in the popup of a map: names, status on a date, all claims about it.

import { el, separated } from "../dom/elements.mjs";
import { swatch } from "../map/symbols.mjs";
import { asserts, isKnown, listedClaims } from "../model/knowledge.mjs";
import { noteNumbers, sortClaims } from "../model/records.mjs";
import { isBare, spanAt } from "../model/spans.mjs";
import { authorText } from "../text/author_texts.mjs";
import { accounts, claimList, laterLine, sourceLinks } from "../text/statements.mjs";
import { classWords, controlWords, precisionWords, sentence } from "../text/values.mjs";

function otherNames({ say }, place) {
  const names = Object.entries(place.names).filter(
    ([tag, name]) => tag !== say.language && name !== place.name,
  );
  if (names.length === 0) return null;
  const words = names.map(([tag, name]) =>
    el("span", el("span", { lang: tag }, name), el("small", ` ${tag}`))
  );
  return el("p.fl-names", ...separated(words, " · "));
}

function facts(page, place) {
  const { say } = page;
  const precision = place.precision_m ? precisionWords(place.precision_m, say) : "";
  const parts = [say.word("place", place.kind), place.admin, precision].filter(Boolean);
  const source = place.source
    ? [" · ", ...say.nodes("coordinates", { source: sourceLinks(page, [place.source]) })]
    : [];
  return el("p.fl-meta", sentence(parts.join(" · ")), ...source);
}

function statusLine(page, id, date) {
  const { index, words, say } = page;
  const span = spanAt(index.spans.get(id), date);
  if (span === null) return null;
  const isInitial = isBare(span, index.scene.start);
  const initialNote = isInitial
    ? say.nodes("as_before", { source: sourceLinks(page, [index.scene.start.source]) })
    : [];
  const control = el("b", controlWords(span, index.sides, say));
  const staleNote = span.stale ? say("on_old_evidence") : "";
  const status = say.nodes(`status_${index.known}`, { date: words.full(date), control });
  const line = el("span", ...status, staleNote, ...initialNote);
  return el("p.fl-status-line", swatch(index, span, isInitial), line);
}

function columns({ index: { sides }, say }, claims) {
  const bySide = [...sides.values()].map((side) => ({
    title: classWords({ status: "held", side: side.id }, sides, say),
    claims: claims.filter((claim) => asserts(claim) && claim.side === side.id),
  }));
  const listed = new Set(bySide.flatMap((column) => column.claims));
  const others = { title: say("contested_or_denied"), claims: claims.filter((c) => !listed.has(c)) };
  return [...bySide, others].filter((column) => column.claims.length > 0);
}

function whoHolds(page, claims, date) {
  if (claims.length === 0) return [];
  const column = (group) => el("div", el("h4", group.title), claimList(page, group.claims, date));
  return [
    el("h3", page.say("who_holds")),
    el("div.fl-columns", ...columns(page, claims).map(column)),
  ];
}

function whatHappened(page, events, date) {
  const entry = (event) => {
    const meta = [page.words.span(event), " · ", authorText(page, event, "claimant"), " · "];
    return el(
      "li.fl-event",
      { class: event.start > date ? "fl-later" : "" },
      el("b", authorText(page, event, "title"), noteNumbers(page.index, "events", event.id)),
      event.text ? el("div", authorText(page, event, "text")) : null,
      el("div.fl-meta", ...meta, sourceLinks(page, event.sources)),
    );
  };
  if (events.length === 0) return [];
  return [el("h3", page.say("what_happened")), el("ul", ...events.map(entry))];
}

/**
 * Make the details of a place on a date.
 *
 * @param {Page} page
 * @param {string} id
 * @param {Day} date
 * @returns {HTMLElement}
 */
export function placeDetails(page, id, date) {
  const { index } = page;
  const place = index.places.get(id);
  const [claims, events] = [index.claimsAt.get(id) ?? [], index.eventsAt.get(id) ?? []];
  const { control, ...subjects } = sortClaims(claims);
  const knownEvents = events.filter((event) => isKnown(index, event, date));
  return el(
    "article.fl-details",
    { "aria-label": place.name },
    el("h2", { tabindex: "-1" }, authorText(page, place, "name"), noteNumbers(index, "places", id)),
    otherNames(page, place),
    facts(page, place),
    statusLine(page, id, date),
    ...whoHolds(page, listedClaims(index, control, date), date),
    ...accounts(page, subjects, date, "h3"),
    ...whatHappened(page, knownEvents, date),
    laterLine(page, claims, events, date),
  );
}

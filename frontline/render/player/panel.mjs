// What changed on a date: control, events with their accounts, and what else was said.

import { button, el, joined } from "./dom.mjs";
import { isNews, nearest } from "./days.mjs";
import { afterwords, changeGroups, eventsOn, idleClaims, sayers, sortOut } from "./record.mjs";
import { accounts, claimLine, claimList, sourceLinks } from "./statements.mjs";
import { swatch } from "./symbols.mjs";
import { controlWords, countWords } from "./words.mjs";

function placeNames(page, ids) {
  const names = ids.map((id) => {
    const place = page.index.places.get(id);
    if (!place || place.lon === null) return place?.name ?? id;
    return button({ class: "fl-place" }, () => page.open(id), place.name);
  });
  const comma = (i) => (i < names.length - 1 ? "," : "");
  return joined(
    names.map((name, i) => el("span", { class: "fl-item" }, name, comma(i))),
    " ",
  );
}

function changeEntry(page, group, date) {
  const { index } = page;
  const { says, against } = sayers(index, group);
  const list = (title, claims) =>
    claims.length > 0
      ? el("details", { open: "" }, el("summary", {}, title), claimList(page, claims, date))
      : null;
  return el(
    "li",
    { class: "fl-change" },
    swatch(index, group.to),
    el(
      "div",
      {},
      el("b", {}, ...placeNames(page, group.places), ": "),
      `${controlWords(group.from, index.sides)} → ${controlWords(group.to, index.sides)}`,
      list(group.to.side ? "Says so" : "On the word of", says),
      list("Denies it, or says otherwise", against),
    ),
  );
}

function eventEntry(page, event, date) {
  const { index, words } = page;
  const known = (index.claimsOf.get(event.id) ?? []).filter((claim) => claim.day <= date);
  const body = [
    event.places.length > 0
      ? el("p", { class: "fl-where" }, ...placeNames(page, event.places))
      : null,
    event.text ? el("p", {}, event.text) : null,
    el("p", { class: "fl-meta" }, event.claimant, " · ", sourceLinks(index, event.sources)),
    ...accounts(page, sortOut(known), date, "h4"),
  ];
  const title = el("h3", {}, event.title);
  if (event.start === date) return el("li", { class: "fl-event" }, title, ...body);
  const since = event.start ? `ongoing since ${words.short(event.start)}` : "ongoing";
  const summary = el("summary", {}, title, el("span", { class: "fl-tag" }, since));
  return el("li", { class: "fl-event" }, el("details", {}, summary, ...body));
}

function idleEntry(page, claim, date) {
  const line = claimLine(page, claim, date);
  line.firstChild.append(" – ", ...placeNames(page, claim.places));
  return line;
}

function afterEntry(page, [event, claims], date) {
  const where = [...new Set(claims.flatMap((claim) => claim.places))];
  const title = event ? `${event.title} (${page.words.span(event)})` : "Also";
  return el(
    "li",
    { class: "fl-event" },
    el("h3", {}, title),
    where.length > 0 ? el("p", { class: "fl-where" }, ...placeNames(page, where)) : null,
    ...accounts(page, sortOut(claims), date, "h4"),
  );
}

function section(title, className, entries) {
  if (entries.length === 0) return [];
  return [el("h2", { class: "fl-sub" }, title), el("ul", { class: className }, ...entries)];
}

function quietDay(page, date) {
  const position = page.marks.findIndex((mark) => mark.date === date);
  const { before, after } = nearest(page.marks, position, (mark) => isNews(mark) || mark.said > 0);
  const jump = (i, word) =>
    i === null
      ? null
      : button(
          { class: "fl-jump" },
          () => page.goTo(page.marks[i].date),
          `${word}: ${page.words.short(page.marks[i].date)}`,
        );
  return [
    el("p", {}, "Nothing recorded on this day."),
    el("p", { class: "fl-jumps" }, jump(before, "Earlier"), jump(after, "Later")),
  ];
}

/** Say in one line what a date brought, for a screen reader. */
export function daySummary({ index, words }, date) {
  const changes = (index.changes.get(date) ?? []).length;
  const events = eventsOn(index.scene, date).length;
  const said = index.scene.claims.filter((claim) => claim.day === date).length;
  const counts = [
    countWords(changes, "change of control", "changes of control"),
    countWords(events, "event", "events"),
    countWords(said, "statement", "statements"),
  ];
  return `${words.full(date)}: ${counts.join(", ")}.`;
}

/** Make the list of what a date brought. */
export function dayPanel(page, date) {
  const { index } = page;
  const entries = (items, make) => items.map((item) => make(page, item, date));
  const parts = [
    ...section(
      "Control",
      "fl-changes",
      entries(changeGroups(index.changes.get(date) ?? []), changeEntry),
    ),
    ...section("Events", "fl-events", entries(eventsOn(index.scene, date), eventEntry)),
    ...section(
      "Said this day of earlier events",
      "fl-events",
      entries(afterwords(index, date), afterEntry),
    ),
    ...section(
      "Also said of control, changing nothing",
      "fl-claims",
      entries(idleClaims(index, date), idleEntry),
    ),
  ];
  return parts.length > 0 ? parts : quietDay(page, date);
}

// What changed on a date: control, events with their accounts, and what else was said.

import { button, el, joined } from "./dom.mjs";
import { isNews, nearest } from "./days.mjs";
import { breaksOn, dayBeforeGap, gapWords } from "./gaps.mjs";
import { sinceLines } from "./marked.mjs";
import { afterwords, amendedOn, changeGroups, eventsOn, idleClaims, noted, sayers, sortOut } from "./record.mjs";
import { accounts, claimLine, claimList, laterLine, sourceLinks } from "./statements.mjs";
import { swatch } from "./symbols.mjs";
import { balanceWords, controlWords, countWords } from "./words.mjs";

function placeNames(page, ids) {
  const names = ids.map((id) => {
    const place = page.index.places.get(id);
    if (!place || place.lon === null) return place?.name ?? id;
    return button({ class: "fl-place" }, () => page.open(id), place.name);
  });
  const comma = (i) => (i < names.length - 1 ? "," : "");
  return joined(
    names.map((name, i) => el("span.fl-item", name, comma(i))),
    " ",
  );
}

function changeEntry(page, group, date) {
  const { index } = page;
  const { says, against } = sayers(index, group);
  const list = (title, claims) =>
    claims.length > 0
      ? el("details", { open: "" }, el("summary", title), claimList(page, claims, date))
      : null;
  return el(
    "li.fl-change",
    swatch(index, group.to),
    el(
      "div",
      el("b", ...placeNames(page, group.places), ": "),
      `${controlWords(group.from, index.sides)} → ${controlWords(group.to, index.sides)}`,
      list(group.to.side ? "Says so" : "On the word of", says),
      list("Denies it, or says otherwise", against),
    ),
  );
}

function whereLine(page, places) {
  return places.length > 0 ? el("p.fl-where", ...placeNames(page, places)) : null;
}

function toldOf({ index }, event) {
  return [
    event.text ? el("p", event.text) : null,
    el("p.fl-meta", event.claimant, " · ", sourceLinks(index, event.sources)),
  ];
}

function eventEntry(page, event, date) {
  const claims = page.index.claimsOf.get(event.id) ?? [];
  const body = [
    whereLine(page, event.places),
    ...toldOf(page, event),
    ...accounts(page, sortOut(claims), date, "h4"),
    laterLine(page, claims, [], date),
  ];
  const title = el("h3", noted(page.index, "events", event.id, event.title));
  if (event.start === date) return el("li.fl-event", title, ...body);
  const since = event.start ? `ongoing since ${page.words.short(event.start)}` : "ongoing";
  const summary = el("summary", title, el("span.fl-tag", since));
  return el("li.fl-event", el("details", summary, ...body));
}

function idleEntry(page, claim, date) {
  const line = claimLine(page, claim, date);
  const said = line.firstChild;
  const where = [" – ", ...placeNames(page, claim.places)];
  if (claim.about !== "control") where.unshift(` ${claim.about}`);
  const after = said.querySelector(".fl-amended");
  if (after) after.before(...where);
  else said.append(...where);
  return line;
}

function afterEntry(page, [event, claims], date) {
  const places = claims.length > 0 ? claims.flatMap((claim) => claim.places) : event.places;
  const told = event?.day === date ? toldOf(page, event) : [];
  const title = event ? `${event.title} (${page.words.span(event)})` : "Also";
  return el(
    "li.fl-event",
    el("h3", event ? noted(page.index, "events", event.id, title) : title),
    whereLine(page, [...new Set(places)]),
    ...told,
    ...accounts(page, sortOut(claims), date, "h4"),
  );
}

function section(title, entries) {
  if (entries.length === 0) return [];
  return [el("h2.fl-sub", title), el("ul", ...entries)];
}

function quietDay(page, date) {
  const position = page.marks.findIndex((mark) => mark.date === date);
  const { before, after } = nearest(page.marks, position, (mark) => isNews(mark) || mark.said > 0);
  const jump = (i, word) =>
    i === null
      ? null
      : button(
          { class: "fl-jump" },
          () => page.set({ date: page.marks[i].date }),
          `${word}: ${page.words.short(page.marks[i].date)}`,
        );
  return [
    page.gap ? null : el("p", "Nothing recorded on this day."),
    el("p.fl-jumps", jump(before, "Earlier"), jump(after, "Later")),
  ];
}

/** Say in one line what a date brought, for a screen reader. */
export function daySummary({ index, marks, words, gap }, date) {
  if (gap) return `${words.full(date)}: ${gapWords(gap, words)}.`;
  const { changes, events, said } = marks.find((mark) => mark.date === date);
  const counts = [
    countWords(changes, "change of control", "changes of control"),
    countWords(events, "event", "events"),
    countWords(said, "statement", "statements"),
  ];
  return `${words.full(date)}, as known ${index.known}: ${counts.join(", ")}.`;
}

/**
 * List what each side gained and lost on a date, but the one whose ground all of it was.
 *
 * After days without a map it is measured against the last map before them.
 */
function balanceLines(page, date) {
  const { scene, sides } = page.index;
  const before = dayBeforeGap(scene, date);
  if (before !== null) {
    const lines = sinceLines(page, before, page.passedSince(before).tally);
    const head = el("p.fl-meta", `Since the map of ${page.words.full(before)}:`);
    return [head, ...lines.map((line) => el("p.fl-balance", line))];
  }
  const told = page.gap ? [] : (page.index.balance.get(date) ?? []);
  const rows = told.filter((row) => row.side !== scene.start?.side);
  return rows.map((row) => {
    const name = row.side === null ? "Contested" : (sides.get(row.side)?.name ?? row.side);
    return el("p.fl-balance", balanceWords(row, name, scene.language));
  });
}

/** Say that a date has no map, or that the way of drawing changed on it. */
function remarks({ index, gap, words }, date) {
  const lines = breaksOn(index.scene, date).map((text) => `Break in the series: ${text}`);
  if (gap) lines.unshift(`${gapWords(gap, words)}.`);
  return lines.map((line) => el("p.fl-remark", line));
}

function blocks(page, date, ...lists) {
  const block = ([title, items, make]) => section(title, items.map((item) => make(page, item, date)));
  return lists.map(block).filter((nodes) => nodes.length > 0);
}

/**
 * Make the list of what a date brought, in two parts: the `news`, and `more` that was said that
 * day of what was there before.
 */
export function dayPanel(page, date) {
  const { index } = page;
  const news = blocks(
    page,
    date,
    ["Control", changeGroups(index.changes.get(date) ?? []), changeEntry],
    ["Events", eventsOn(index, date), eventEntry],
  );
  const more = blocks(
    page,
    date,
    ["Said this day of earlier events", afterwords(index, date), afterEntry],
    ["Also said of control, changing nothing", idleClaims(index, date), idleEntry],
    ["Retracted or corrected this day", amendedOn(index, date), idleEntry],
  );
  const told = [...balanceLines(page, date), ...news.flat()];
  const quiet = told.length + more.length > 0 ? [] : quietDay(page, date);
  return {
    news: [...remarks(page, date), ...told, ...quiet.filter(Boolean)],
    more: more.map((nodes) => el("section.fl-block", ...nodes)),
  };
}

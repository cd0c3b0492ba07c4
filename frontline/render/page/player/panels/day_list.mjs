// The list of a date: changes of control, events with their accounts, and other claims.

import { button, el, separated } from "../dom/elements.mjs";
import { eventSign, swatch } from "../map/symbols.mjs";
import { isNews, nearestDays } from "../model/day_ticks.mjs";
import { breaksOn, earlierMap } from "../model/gaps.mjs";
import {
  amendedOn,
  changeGroups,
  claimsWithoutChange,
  eventsOn,
  hasBegun,
  isNew,
  laterStatements,
  noteNumbers,
  positionsOn,
  sortClaims,
} from "../model/records.mjs";
import { authorText } from "../text/author_texts.mjs";
import { sinceLines } from "../text/gained_since.mjs";
import { breakWords } from "../text/method_notes.mjs";
import { gapWords } from "../text/missing_days.mjs";
import { accounts, claimLine, claimList, laterLine, sourceLinks } from "../text/statements.mjs";
import { balanceWords, controlWords, eventKindWords, ofStep, sentence } from "../text/values.mjs";
import { aboutPlaces } from "./linked_items.mjs";

const ARROWS = { ltr: " → ", rtl: " ← " };

function placeNames(page, ids) {
  const names = ids.map((id) => {
    const place = page.index.places.get(id);
    if (!place) return id;
    const name = authorText(page, place, "name");
    if (place.lon === null) return name;
    return button({ class: "fl-place", ...aboutPlaces([id]) }, () => page.open(id), name);
  });
  const commaAfter = (i) => (i < names.length - 1 ? page.say("comma").trim() : "");
  return separated(
    names.map((name, i) => el("span.fl-item", name, commaAfter(i))),
    " ",
  );
}

function changeEntry(page, group, date) {
  const { index, say } = page;
  const { says, against } = positionsOn(index, group);
  const [from, to] = [group.from, group.to].map((control) => controlWords(control, index.sides, say));
  const list = (title, claims) =>
    claims.length > 0
      ? el("details", { open: "" }, el("summary", title), claimList(page, claims, date))
      : null;
  return el(
    "li.fl-change",
    aboutPlaces(group.places),
    swatch(index, group.to),
    el(
      "div",
      group.date === date ? null : `${page.words.short(group.date)}, `,
      el("b", ...placeNames(page, group.places), ": "),
      group.assessed ? say("now_assessed", { control: to }) : [from, to].join(ARROWS[say.dir]),
      list(say(group.to.side ? "says_so" : "on_the_word_of"), says),
      list(say("says_otherwise"), against),
    ),
  );
}

function placesLine(page, places) {
  return places.length > 0 ? el("p.fl-where", ...placeNames(page, places)) : null;
}

function kindLine({ say }, event) {
  return el("span.fl-kind", eventSign(event.sign), " ", sentence(eventKindWords(event, say)), " · ");
}

function eventText(page, event) {
  return [
    event.text ? el("p", authorText(page, event, "text")) : null,
    el(
      "p.fl-meta",
      kindLine(page, event),
      authorText(page, event, "claimant"),
      " · ",
      sourceLinks(page, event.sources),
    ),
  ];
}

function eventEntry(page, event, date) {
  const claims = page.index.claimsOf.get(event.id) ?? [];
  const body = [
    placesLine(page, event.places),
    ...eventText(page, event),
    ...accounts(page, sortClaims(claims), date, "h4"),
    laterLine(page, claims, [], date),
  ];
  const title = el("h3", authorText(page, event, "title"), noteNumbers(page.index, "events", event.id));
  const attributes = aboutPlaces(event.places);
  if (hasBegun(page.index, event, date)) return el("li.fl-event", attributes, title, ...body);
  const since = event.start
    ? page.say("ongoing_since", { date: page.words.short(event.start) })
    : page.say("ongoing");
  const summary = el("summary", title, el("span.fl-tag", since));
  return el("li.fl-event", attributes, el("details", summary, ...body));
}

function unchangedEntry(page, claim, date) {
  const entry = claimLine(page, claim, date);
  const statement = entry.firstElementChild;
  const placesAndSubject = [" – ", ...placeNames(page, claim.places)];
  if (claim.about !== "control") placesAndSubject.unshift(` ${page.say.word("about", claim.about)}`);
  const amendment = statement.querySelector(".fl-amended");
  if (amendment) amendment.before(...placesAndSubject);
  else statement.append(...placesAndSubject);
  entry.dataset.places = claim.places.join(";");
  return entry;
}

function afterEntry(page, [event, claims], date) {
  const places = claims.length > 0 ? claims.flatMap((claim) => claim.places) : event.places;
  const report = event && isNew(page.index, event, date) ? eventText(page, event) : [];
  return el(
    "li.fl-event",
    aboutPlaces([...new Set(places)]),
    event
      ? el(
        "h3",
        authorText(page, event, "title"),
        ` (${page.words.span(event)})`,
        noteNumbers(page.index, "events", event.id),
      )
      : el("h3", page.say("also")),
    placesLine(page, [...new Set(places)]),
    ...report,
    ...accounts(page, sortClaims(claims), date, "h4"),
  );
}

function entryList(title, entries) {
  if (entries.length === 0) return [];
  return [el("h2.fl-sub", title), el("ul", ...entries)];
}

function quietDay(page, date) {
  const position = page.marks.findIndex((mark) => mark.date === date);
  const { before, after } = nearestDays(page.marks, position, (mark) => isNews(mark) || mark.claims > 0);
  const jumpTo = (i, key) =>
    i === null ? null : button(
      { class: "fl-jump" },
      () => page.set({ date: page.marks[i].date }),
      page.say(key, { date: page.words.short(page.marks[i].date) }),
    );
  return [
    page.gap ? null : el("p", ofStep(page, "nothing_recorded", date)),
    el("p.fl-jumps", jumpTo(before, "earlier"), jumpTo(after, "later")),
  ];
}

/**
 * Count the changes, events and claims of a date, in one line for screen readers.
 *
 * @param {Page} page
 * @param {Day} date
 * @returns {string}
 */
export function daySummary(page, date) {
  const { index, marks, words, say, gap } = page;
  if (gap) return `${words.full(date)}: ${gapWords(gap, page)}.`;
  const { changes, events, claims } = marks.find((mark) => mark.date === date);
  const flows = index.scene.ground.drawn ? page.passedOn(date).length : 0;
  const counts = [
    say("changes", { count: changes + flows }),
    say("events", { count: events }),
    say("statements", { count: claims }),
  ].join(say("comma"));
  return say(`summary_${index.known}`, { date: words.full(date), counts });
}

const SIDES_LISTED = 8;

/**
 * List the gains and losses of each side on a date, without the side that initially held everything.
 *
 * After days without a map, and between steps, they are measured against the last map before.
 */
function balanceLines(page, date) {
  const { scene, sides } = page.index;
  const previous = earlierMap(scene, date);
  if (previous !== null) {
    const lines = sinceLines(page, previous, page.passedSince(previous).tally);
    const head = el("p.fl-meta", page.say("since_map_of", { date: page.words.full(previous) }));
    return [head, ...lines.map((line) => el("p.fl-balance", line))];
  }
  const balance = page.gap ? [] : (page.index.balance.get(date) ?? []);
  const rows = balance.filter((row) => row.side !== scene.start?.side);
  const gain = (row) => Math.abs(row.gain_km2) + Math.abs(row.loss_km2);
  const isLong = rows.length > SIDES_LISTED + 1;
  const listed = isLong ? [...rows].sort((a, b) => gain(b) - gain(a)).slice(0, SIDES_LISTED) : rows;
  const lines = listed.map((row) => {
    const name = row.side === null ? page.say("contested_ground") : (sides.get(row.side)?.name ?? row.side);
    return el("p.fl-balance", balanceWords(row, name, page.say));
  });
  const rest = page.say("summary_sides_rest", { count: rows.length - listed.length });
  return isLong ? [...lines, el("p.fl-balance", rest)] : lines;
}

/** List the remarks on a date: no map, or a change of the mapping method. */
function dayRemarks(page, date) {
  const { index, gap, say } = page;
  const line = (methodBreak) => say("break_in_series", { text: breakWords(page, methodBreak) });
  const lines = breaksOn(index.scene, date).map(line);
  if (gap) lines.unshift(`${gapWords(gap, page)}.`);
  return lines.map((line) => el("p.fl-remark", line));
}

function blocks(page, date, ...lists) {
  const block = ([title, items, make]) => entryList(title, items.map((item) => make(page, item, date)));
  return lists.map(block).filter((nodes) => nodes.length > 0);
}

/**
 * Make the list of a date: the `news`, and `more`, the later statements about earlier events.
 *
 * @param {Page} page
 * @param {Day} date
 * @returns {{news: HTMLElement[], more: HTMLElement[]}}
 */
export function dayPanel(page, date) {
  const { index, say } = page;
  const news = blocks(
    page,
    date,
    [say("control"), changeGroups(index, index.changes.get(date) ?? []), changeEntry],
    [say("events_head"), eventsOn(index, date), eventEntry],
  );
  const more = blocks(
    page,
    date,
    [say("afterwards_head"), laterStatements(index, date), afterEntry],
    [say("idle_head"), claimsWithoutChange(index, date), unchangedEntry],
    [say("amended_head"), amendedOn(index, date), unchangedEntry],
  );
  const entries = [...balanceLines(page, date), ...news.flat()];
  const quietNotes = entries.length + more.length > 0 ? [] : quietDay(page, date);
  return {
    news: [...dayRemarks(page, date), ...entries, ...quietNotes.filter(Boolean)],
    more: more.map((nodes) => el("section.fl-block", ...nodes)),
  };
}

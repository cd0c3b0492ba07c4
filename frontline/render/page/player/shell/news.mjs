// News of the chosen date, in sentences: for the list of changes and for screen readers.

import { el } from "../dom/elements.mjs";
import { daySummary } from "../panels/day_list.mjs";
import { sinceLines, sinceWords } from "../text/gained_since.mjs";
import { changeSentences } from "../text/summary.mjs";
import { sentence } from "../text/values.mjs";
import { comparingWords } from "../time/compare.mjs";

/**
 * Make the list of changes since the date of comparison, and the heading of the list after it.
 *
 * @param {Page} page
 * @returns {HTMLElement[]}
 */
export function sinceNews(page) {
  if (page.passed === null) return [];
  const { state, words } = page;
  const lines = sinceLines(page, state.since, page.passed.tally).map((line) => el("p.fl-balance", line));
  const heads = [sentence(sinceWords(page, state.since)), words.full(state.date)];
  const [since, today] = heads.map((text) => el("h2.fl-sub", text));
  return [since, ...lines, today];
}

/**
 * Describe the state for screen readers.
 *
 * @param {App} app
 * @param {State} [before] The previous state.
 * @param {boolean} [chapterOpened] Whether the reader opened a chapter.
 * @returns {string}
 */
export function newsOf({ page, panels }, before = page.state, chapterOpened = false) {
  const { say, words } = page;
  const { since, date, range } = page.state;
  const changed = page.gap ? [] : changeSentences(page, date, false);
  const comparison = since === null ? [] : [comparingWords(page)];
  const totals = page.passed === null ? [] : [sinceLines(page, since, page.passed.tally).join("; ")];
  const [from, until] = range.map(words.full);
  const days = String(range) === String(before.range) ? [] : [say("live_range", { from, until })];
  const chapter = chapterOpened ? [panels.story.announcement()] : [];
  return [...chapter, ...days, daySummary(page, date), ...changed, ...comparison, ...totals].join(" ");
}

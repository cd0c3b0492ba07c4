// What the chosen date brought, in sentences: for the list of changes and for a screen reader.

import { el } from "../dom/elements.mjs";
import { daySummary } from "../panels/day_list.mjs";
import { sinceLines, sinceWords } from "../text/gained_since.mjs";
import { changeSentences } from "../text/summary.mjs";
import { sentence } from "../text/values.mjs";
import { comparingWords } from "../time/compare.mjs";

/**
 * Make the elements that say what changed since the date of comparison, and the heading of what
 * follows.
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
 * Write what the state shows for a screen reader.
 *
 * @param {App} app
 * @param {State} [before] The state that was shown before.
 * @param {boolean} [turned] Whether the reader turned to a chapter.
 * @returns {string}
 */
export function newsOf({ page, panels }, before = page.state, turned = false) {
  const { say, words } = page;
  const { since, date, range } = page.state;
  const changed = page.gap ? [] : changeSentences(page, date, false);
  const compares = since === null ? [] : [comparingWords(page)];
  const passing = page.passed === null ? [] : sinceLines(page, since, page.passed.tally);
  const [from, until] = range.map(words.full);
  const days = String(range) === String(before.range) ? [] : [say("live_range", { from, until })];
  const chapter = turned ? [panels.story.announcement()] : [];
  return [...chapter, ...days, daySummary(page, date), ...changed, ...compares, ...passing].join(" ");
}

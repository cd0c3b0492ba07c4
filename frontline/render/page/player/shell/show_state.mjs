// The state → every part of the page.

import { sinceKeys } from "../map/legend.mjs";
import { isLeft } from "../model/chapters.mjs";
import { offsetOn } from "../model/dates.mjs";
import { gapOn } from "../model/gaps.mjs";
import { learntLater } from "../model/knowledge.mjs";
import { dayPanel } from "../panels/day_list.mjs";
import { gapWords } from "../text/missing_days.mjs";
import { learntWords } from "../time/clocks.mjs";
import { sinceNews } from "./news.mjs";

/**
 * Show the state in all parts of the page.
 *
 * @param {App} app
 */
export function showState(app) {
  const { page, panels, layers } = app;
  const { state } = page;
  const chapter = state.chapter === null || isLeft(page.original, state) ? null : state.chapter;
  panels.story?.show(state);
  highlight(app, chapter === null ? [] : page.original.chapters[chapter - 1].places);
  layers.linked.clear();
  showDate(app);
  layers.shown.ground.show(page.index, state.date);
  showComparison(app);
  layers.shown.marks.show(state.date);
  layers.shown.popup.show();
  if (layers.other.show(panels.parts.slot)) settleMap(app);
  panels.fronts.show(state.date);
  panels.short.show(state.date, page.isMeasured);
  panels.twin.show(state.date);
  const { news, more } = dayPanel(page, state.date);
  panels.parts.news.replaceChildren(...sinceNews(page), ...news);
  panels.parts.more.replaceChildren(...more);
  showIgnored(app);
  showLink(app);
}

/** @param {App} app */
function showDate({ page, panels }) {
  const { gap, original: scene, say, words } = page;
  const { date, known, range } = page.state;
  const { blank, day, learnt, slot, zone } = panels.parts;
  day.textContent = words.full(date);
  zone.textContent = say(`situation_${known}`, { utc: offsetOn(scene.offsets, date) });
  learnt.textContent = learntWords(learntLater(page.bothClocks, date), say);
  panels.clocks.show(known);
  panels.time.show(scene.dates.indexOf(date), range.map((end) => scene.dates.indexOf(end)));
  blank.textContent = gap ? gapWords(gap, page) : "";
  slot.classList.toggle("fl-no-day", gap !== null);
}

/** Ring the places of a chapter, and prefer their names. */
function highlight(app, ids) {
  const { page, layers } = app;
  if (String(ids) === String([...page.highlighted])) return;
  page.highlighted = new Set(ids);
  layers.chapter.show(ids);
  labelMap(app);
}

/**
 * Measure and shade the areas that changed control since, or until, the date of comparison.
 *
 * @param {App} app
 */
export function showComparison({ page, panels, layers }) {
  const { dates } = page.original;
  const { since, range, how } = page.state;
  const isComparing = since !== null && page.gap === null;
  page.passed = isComparing ? page.passedSince(since) : null;
  const shades = isComparing && how === "shade" ? page.passed.shades : [];
  layers.shown.ground.mark(shades);
  panels.parts.keys.replaceChildren(...sinceKeys(page, since, shades));
  const suggested = dates.slice(dates.indexOf(range[0])).find((day) => !gapOn(page.original, day));
  panels.compared.show(page.state, suggested ?? page.state.date);
}

/**
 * Place the names on the map for the current zoom.
 *
 * @param {App} app
 */
export function labelMap(app) {
  const { view, panels, layers } = app;
  const close = view.isClose();
  panels.parts.slot.classList.toggle("fl-far", !close);
  layers.places.label(close);
  layers.other.label(close);
  showLink(app);
}

/**
 * Adapt the maps to their size.
 *
 * @param {App} app
 */
export function settleMap(app) {
  app.view.settle();
  app.layers.other.settle();
  labelMap(app);
}

/**
 * Show the parts of a link that the map does not have.
 *
 * @param {App} app
 */
export function showIgnored({ page, panels, ignored }) {
  const list = ignored.join(", ");
  panels.parts.linked.textContent = ignored.length > 0 ? page.say("link_ignored", { what: list }) : "";
}

/** @param {App} app */
function showLink({ address, panels }) {
  address.changed();
  panels.share.show();
}

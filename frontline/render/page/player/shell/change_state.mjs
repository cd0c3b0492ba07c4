// Requests of the reader → the next state of the page, shown and announced.

import { keepFocus } from "../dom/focus.mjs";
import { gapOn } from "../model/gaps.mjs";
import { changedState } from "../model/state.mjs";
import { gapWords } from "../text/missing_days.mjs";
import { drawNamed } from "./map_layers.mjs";
import { newsOf } from "./news.mjs";
import { followClock } from "./page_context.mjs";
import { makePanels } from "./panels.mjs";
import { showComparison, showIgnored, showState } from "./show_state.mjs";

/**
 * Change the state as requested, show it and announce it.
 *
 * @param {App} app
 * @param {Partial<State>} request
 * @throws {RangeError} If the map does not have the requested date, chapter or language.
 */
export function setState(app, request) {
  const { page } = app;
  const { chapters } = page.original;
  const before = page.state;
  page.state = changedState(page.original, before, request);
  app.panels.story?.note(request);
  const chapter = Number.isInteger(request.chapter) ? chapters[request.chapter - 1] : null;
  if (page.state !== before) {
    app.ignored = [];
    keepFocus(() => showChange(app, before));
    if (!page.isPlaying) app.live.announce(newsOf(app, before, chapter !== null));
    document.dispatchEvent(new CustomEvent("frontline:change", { detail: page.state }));
  }
  if (chapter) app.view.look(chapter.view);
  const translated = page.state.chapter !== null && page.state.language !== before.language;
  if (chapter || translated) app.panels.story.bring();
}

function showChange(app, before) {
  const { map, page, layers } = app;
  const isTranslated = page.state.language !== before.language;
  const clockChanged = page.state.known !== before.known;
  if (isTranslated) {
    map.closePopup();
    layers.other.clear();
    makePanels(app);
    app.sizes.watch();
    drawNamed(app);
  } else if (clockChanged) {
    followClock(page);
    app.panels.time.draw();
  }
  showState(app);
  if (page.isMeasured && (isTranslated || clockChanged)) app.panels.time.chart();
}

/**
 * Compare with a date, or stop comparing if it is null. Return why the map cannot be compared with
 * that date, or "".
 *
 * @param {App} app
 * @param {Day|null} since
 * @returns {string}
 */
export function compareWith(app, since) {
  const { page } = app;
  const gap = since === null ? null : gapOn(page.original, since);
  if (gap === null) {
    setState(app, { since });
    return "";
  }
  showComparison(app);
  return page.say("compare_gap", { gap: gapWords(gap, page) });
}

/**
 * Show the view of a link, and list the parts that the map does not have.
 *
 * @param {App} app
 * @param {Link} link
 */
export function followLink(app, link) {
  setState(app, link.state);
  lookAsLinked(app, link);
  app.ignored = link.ignored;
  showIgnored(app);
}

/**
 * Set the view of a link: its own view, the view of its chapter, or the whole map.
 *
 * @param {App} app
 * @param {Link} link
 */
export function lookAsLinked({ page, view }, link) {
  const { chapter } = link.state;
  if (link.view !== null) view.restore(link.view);
  else view.look(chapter === null ? null : page.original.chapters[chapter - 1].view);
}

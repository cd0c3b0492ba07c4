// The story beside the map: its chapters, stepped through by buttons or by scrolling past them.

import { button, el, icon } from "../dom/elements.mjs";
import { boxAt, isLeft } from "../model/chapters.mjs";
import { authorText, languageAttributes } from "../text/author_texts.mjs";
import { proseNodes } from "../text/prose.mjs";
import { sourceLinks } from "../text/statements.mjs";

const WIDE = "(min-width: 900px)"; // where the chapters stand in a column beside the map
const READ_AT = 0.4; // of the height of the window, from above: the line on which one reads
const ABOVE_LINE_PX = 24;
const BY_HAND = ["date", "known", "range", "since"];
const BACKWARD = "M16 4.500L14.500 3l-9 9 9 9L16 19.500 8.500 12z";
const CROSS =
  "M5 6.500L6.500 5 12 10.500 17.500 5 19 6.500 13.500 12 19 17.500 17.500 19 12 13.500 6.500 19 5 17.500 10.500 12z";
const FORWARD = "M8 4.500L9.500 3l9 9-9 9L8 19.500l7.500-7.500z";

function dayLine({ words, say }, { date, known, since }) {
  const then = known === "then" ? say("chapter_then") : "";
  const passed = since === null ? "" : say("chapter_since", { day: words.full(since) });
  return el("p.fl-meta", [words.full(date), then, passed].filter(Boolean).join(" · "));
}

function storyText({ index: { scene } }, { text, foreign }) {
  const nodes = proseNodes(text);
  return foreign.includes("text") ? [el("div.fl-foreign", languageAttributes(scene), ...nodes)] : nodes;
}

function chapterItem(page, chapter, number, read) {
  const words = [
    el("span.fl-chapter-number", String(number)),
    el("span", authorText(page, chapter, "title")),
  ];
  const title = button({ class: "fl-chapter-title" }, () => read(number), ...words);
  const { sources } = chapter;
  const cited = sources.length > 0 ? el("p.fl-meta", sourceLinks(page, sources)) : null;
  const text = [dayLine(page, chapter), ...storyText(page, chapter), cited];
  return el("li.fl-chapter", el("h3", title), el("div.fl-chapter-text", ...text));
}

/** Make the bar above the chapters; `read` is called with the number of a chapter, or null. */
function storyBar({ say }, total, read) {
  let current = null;
  const step = (by) => () => {
    const number = (current ?? 0) + by;
    if (number >= 1 && number <= total) read(number);
  };
  const barButton = (label, action, path) =>
    button({ class: "fl-step", "aria-label": label, title: label }, action, icon(path));
  const back = barButton(say("chapter_previous"), step(-1), BACKWARD);
  const forth = barButton(say("chapter_next"), step(1), FORWARD);
  const close = barButton(say("chapter_close"), () => {
    read(null);
    forth.focus();
  }, CROSS);
  const count = el("span.fl-story-count");
  const again = button({ class: "fl-place" }, () => read(current), say("chapter_back"));
  const left = el("p.fl-meta", say("chapter_left"), " ", again);
  return {
    element: el("div.fl-story-bar", el("h2.fl-what", say("story")), count, back, forth, close, left),
    show(number, hasLeft) {
      current = number;
      count.textContent = current === null
        ? say("chapters", { count: total })
        : say("chapter_of", { number: current, total });
      close.hidden = current === null;
      left.hidden = !hasLeft;
      back.setAttribute("aria-disabled", (current ?? 1) === 1);
      forth.setAttribute("aria-disabled", current === total);
    },
  };
}

/**
 * Make the panel of the story; null where there is none.
 *
 * Until a chapter is asked for, the chapters are listed by their titles. Scrolling past them asks
 * for them too, where they stand beside the map, until the reader goes to a date by hand: from
 * then on only the buttons do. The focus stays where it is.
 *
 * @param {Page} page
 * @param {(number: number | null) => void} read Called with the number of the chapter that is asked for.
 * @param {any} before The panel that this one replaces.
 * @returns {any}
 */
export function storyPanel(page, read, before) {
  before?.stop();
  const { scene } = page.index;
  const { say } = page;
  if (scene.chapters.length === 0) return null;
  const total = scene.chapters.length;
  const wide = matchMedia(WIDE);
  const stopped = new AbortController();
  let current = page.state.chapter;
  let follows = before?.follows ?? true;
  let scrolling = false;
  let height; // of the page at the last scroll; null after the player scrolled it

  const bar = storyBar(page, total, read);
  const items = scene.chapters.map((chapter, i) => chapterItem(page, chapter, i + 1, read));
  const list = el("ol.fl-chapters", ...items);
  const element = el("section.fl-story", { "aria-label": say("story") }, bar.element, list);

  const line = () => innerHeight * READ_AT;
  /** Read the chapter on the line, unless the page scrolled because its height changed. */
  function follow() {
    if (!follows || current === null || !wide.matches) return;
    const { scrollHeight } = document.documentElement;
    const byHand = height === undefined || scrollHeight === height;
    height = scrollHeight;
    const number = byHand ? boxAt(items.map((item) => item.getBoundingClientRect()), line()) + 1 : 0;
    if (number === 0 || number === current) return;
    scrolling = true;
    read(number);
    scrolling = false;
  }
  const { signal } = stopped;
  addEventListener("scroll", () => requestAnimationFrame(follow), { passive: true, signal });
  // A moving focus scrolls past chapters without reading them.
  addEventListener("focusin", () => (height = null), { signal });

  return {
    get follows() {
      return follows;
    },
    stop: () => stopped.abort(),
    /** Put the panel above an element of the side column, or below the time player without a column. */
    stand(above, below) {
      const settle = () => (wide.matches ? below.before(element) : above.after(element));
      wide.addEventListener("change", settle, { signal });
      settle();
    },
    /** Scroll to the chapter at once: chapters in between are not read. */
    bring() {
      if (!wide.matches || scrolling) return;
      const { top } = items[current - 1].getBoundingClientRect();
      scrollBy({ top: top - line() + ABOVE_LINE_PX, behavior: "instant" });
      height = null;
    },
    /** Note what is asked of the state: once a reader goes by hand, scrolling changes nothing. */
    note(asked) {
      if (asked.chapter !== undefined) follows = asked.chapter !== null;
      else if (BY_HAND.some((key) => asked[key] !== undefined)) follows = false;
    },
    /** Write which chapter is read, for a screen reader. */
    announcement() {
      if (current === null) return "";
      const { title } = scene.chapters[current - 1];
      return say("chapter_told", { number: current, total, title });
    },
    show(state) {
      current = state.chapter;
      element.classList.toggle("fl-started", current !== null);
      items.forEach((item, i) => {
        if (i + 1 === current) item.setAttribute("aria-current", "step");
        else item.removeAttribute("aria-current");
      });
      bar.show(current, isLeft(scene, state));
    },
  };
}

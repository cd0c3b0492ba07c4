// The story beside the map: chapters, read with buttons or by scrolling.

import { button, el, icon } from "../dom/elements.mjs";
import { boxAt, isLeft } from "../model/chapters.mjs";
import { authorText, languageAttributes } from "../text/author_texts.mjs";
import { proseNodes } from "../text/prose.mjs";
import { sourceLinks } from "../text/statements.mjs";

const WIDE = "(min-width: 900px)"; // where the chapters are in a column beside the map
const READ_AT = 0.4; // the reading line, as a share of the window's height from the top
const ABOVE_LINE_PX = 24;
const READER_KEYS = ["date", "known", "range", "since"];
const BACKWARD = "M16 4.500L14.500 3l-9 9 9 9L16 19.500 8.500 12z";
const CROSS =
  "M5 6.500L6.500 5 12 10.500 17.500 5 19 6.500 13.500 12 19 17.500 17.500 19 12 13.500 6.500 19 5 17.500 10.500 12z";
const FORWARD = "M8 4.500L9.500 3l9 9-9 9L8 19.500l7.500-7.500z";

function dayLine({ words, say }, { date, known, since }) {
  const clockText = known === "then" ? say("chapter_then") : "";
  const sinceText = since === null ? "" : say("chapter_since", { day: words.full(since) });
  return el("p.fl-meta", [words.full(date), clockText, sinceText].filter(Boolean).join(" · "));
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

/** Make the bar above the chapters; `read` receives the number of a chapter, or null. */
function storyBar({ say }, total, read) {
  let current = null;
  const step = (count) => () => {
    const number = (current ?? 0) + count;
    if (number >= 1 && number <= total) read(number);
  };
  const barButton = (label, action, path) =>
    button({ class: "fl-step", "aria-label": label, title: label }, action, icon(path));
  const previous = barButton(say("chapter_previous"), step(-1), BACKWARD);
  const next = barButton(say("chapter_next"), step(1), FORWARD);
  const close = barButton(say("chapter_close"), () => {
    read(null);
    next.focus();
  }, CROSS);
  const count = el("span.fl-story-count");
  const backLink = button({ class: "fl-place" }, () => read(current), say("chapter_back"));
  const leftNote = el("p.fl-meta", say("chapter_left"), " ", backLink);
  return {
    element: el("div.fl-story-bar", el("h2.fl-what", say("story")), count, previous, next, close, leftNote),
    show(number, hasLeft) {
      current = number;
      count.textContent = current === null
        ? say("chapters", { count: total })
        : say("chapter_of", { number: current, total });
      close.hidden = current === null;
      leftNote.hidden = !hasLeft;
      previous.setAttribute("aria-disabled", (current ?? 1) === 1);
      next.setAttribute("aria-disabled", current === total);
    },
  };
}

/**
 * Make the panel of the story; null if there is none.
 *
 * At first, only the chapters' titles are listed. Once a chapter is open, and beside the map,
 * scrolling opens chapters too, until the reader chooses a date: from then on, only buttons do. The
 * focus does not move.
 *
 * @param {Page} page
 * @param {(number: number | null) => void} read Called with the number of the chapter to open.
 * @param {any} before The panel to replace.
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
  let height; // of the page at the last scroll; null after scrolling by the player

  const bar = storyBar(page, total, read);
  const items = scene.chapters.map((chapter, i) => chapterItem(page, chapter, i + 1, read));
  const list = el("ol.fl-chapters", ...items);
  const element = el("section.fl-story", { "aria-label": say("story") }, bar.element, list);

  const line = () => innerHeight * READ_AT;
  /** Open the chapter on the reading line, unless the page scrolled because its height changed. */
  function follow() {
    if (!follows || current === null || !wide.matches) return;
    const { scrollHeight } = document.documentElement;
    const scrolled = height === undefined || scrollHeight === height;
    height = scrollHeight;
    const number = scrolled ? boxAt(items.map((item) => item.getBoundingClientRect()), line()) + 1 : 0;
    if (number === 0 || number === current) return;
    scrolling = true;
    read(number);
    scrolling = false;
  }
  const { signal } = stopped;
  addEventListener("scroll", () => requestAnimationFrame(follow), { passive: true, signal });
  // Moving the focus scrolls past chapters without opening them.
  addEventListener("focusin", () => (height = null), { signal });

  return {
    get follows() {
      return follows;
    },
    stop: () => stopped.abort(),
    /** Put the panel above an element of the side column or, without a column, below the time player. */
    stand(timeElement, sideElement) {
      const settle = () => (wide.matches ? sideElement.before(element) : timeElement.after(element));
      wide.addEventListener("change", settle, { signal });
      settle();
    },
    /** Scroll to the chapter instantly, without opening chapters in between. */
    bring() {
      if (!wide.matches || scrolling) return;
      const { top } = items[current - 1].getBoundingClientRect();
      scrollBy({ top: top - line() + ABOVE_LINE_PX, behavior: "instant" });
      height = null;
    },
    /** Note a request: after the reader's own choice of a date, scrolling opens no chapters. */
    note(request) {
      if (request.chapter !== undefined) follows = request.chapter !== null;
      else if (READER_KEYS.some((key) => request[key] !== undefined)) follows = false;
    },
    /** Announce the open chapter for screen readers. */
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

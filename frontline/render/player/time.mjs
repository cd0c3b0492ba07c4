// The time player: steps, play, the row of days.

import { HIDDEN, button, el, icon } from "./dom.mjs";
import { dayLabels, isNews, nearest, tickFraction } from "./days.mjs";

const DAY_ON_SCREEN_MS = 1200;
const SPEEDS = [0.5, 1, 2];
const MIN_TICK_PX = 4;
const PLAY = "M8 5v14l11-7z";
const PAUSE = "M7 5h4v14H7zM13 5h4v14h-4z";
const BACK = "M18 5v14L8 12zM5 5h2.500v14H5z";
const FORTH = "M6 5v14l10-7zM16.500 5H19v14h-2.500z";

function at(node, fraction) {
  node.style.left = `${fraction * 100}%`;
  return node;
}

function signs(marks, classOfDay) {
  return marks.flatMap((mark, i) => {
    const className = classOfDay(mark);
    if (className === null) return [];
    return [at(el("span", { class: className }), tickFraction(i, marks.length))];
  });
}

function speedSelect() {
  const options = SPEEDS.map((speed) => el("option", { value: speed }, `${speed}×`));
  options[1].selected = true;
  return el("select.fl-speed", { "aria-label": "Speed" }, ...options);
}

/** Make the time player; `goTo` is told the position of the day that was asked for. */
export function timePlayer(page, clocks, goTo) {
  const { words } = page;
  const count = page.marks.length;
  const last = count - 1;
  let position = 0;
  let timer = null;

  const range = el("input", { type: "range", min: 0, max: last, step: 1, "aria-label": "Date" });
  const ticks = el("div.fl-ticks", HIDDEN);
  const dots = el("div.fl-dots", HIDDEN);
  const days = el("div.fl-days", HIDDEN);
  const speed = speedSelect();
  const seek = (where) => () => {
    stop();
    const found = nearest(page.marks, position, isNews)[where];
    if (found !== null) goTo(found);
  };
  const jump = (label, where, path) =>
    button({ "aria-label": label, title: label }, seek(where), icon(path));
  const back = jump("Previous change", "before", BACK);
  const forth = jump("Next change", "after", FORTH);
  const play = button({ class: "fl-play" }, toggle);

  function drawPlay() {
    const word = timer === null ? "Play" : "Pause";
    play.replaceChildren(icon(timer === null ? PLAY : PAUSE), el("span", word));
  }
  function stop() {
    clearTimeout(timer);
    timer = null;
    drawPlay();
  }
  function turn() {
    timer = setTimeout(
      () => {
        goTo(position + 1);
        if (position < last) turn();
        else stop();
      },
      DAY_ON_SCREEN_MS / Number(speed.value),
    );
  }
  function toggle() {
    if (timer !== null) return stop();
    if (position === last) goTo(0);
    if (last > 0) turn();
    return drawPlay();
  }
  function draw() {
    const { marks } = page;
    const width = ticks.clientWidth;
    const dense = width / Math.max(last, 1) < MIN_TICK_PX;
    const plain = dense ? null : "fl-tick";
    ticks.replaceChildren(...signs(marks, (mark) => (mark.changes > 0 ? "fl-has-change" : plain)));
    dots.replaceChildren(...signs(marks, (mark) => (mark.events > 0 ? "fl-has-event" : null)));
    const probe = el("span");
    days.replaceChildren(probe);
    const widthOf = (text) => {
      probe.textContent = text;
      return probe.offsetWidth;
    };
    const labels = dayLabels(
      marks.map((mark) => mark.date),
      width,
      { ...words, width: widthOf },
    );
    days.replaceChildren(
      ...labels.map(({ i, text }) => at(el("span", text), tickFraction(i, count))),
    );
  }

  range.addEventListener("input", () => {
    stop();
    goTo(Number(range.value));
  });
  drawPlay();
  const hints = el(
    "span.fl-hints",
    HIDDEN,
    el("i.fl-has-change"),
    "change of control ",
    el("i.fl-has-event"),
    "event",
  );
  const element = el(
    "section",
    { class: "fl-time", "aria-label": "Time" },
    el("div.fl-buttons", back, play, forth),
    el("div.fl-track", ticks, range, dots, days),
    speed,
    clocks,
    hints,
  );
  return {
    element,
    draw,
    stop,
    toggle,
    step(by) {
      stop();
      goTo(Math.min(last, Math.max(0, position + by)));
    },
    show(next) {
      position = next;
      range.value = next;
      range.setAttribute("aria-valuetext", words.full(page.marks[next].date));
      const { before, after } = nearest(page.marks, position, isNews);
      back.setAttribute("aria-disabled", before === null);
      forth.setAttribute("aria-disabled", after === null);
    },
  };
}

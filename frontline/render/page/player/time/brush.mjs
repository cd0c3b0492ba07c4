// The range of days: an overview of the whole period, with a handle at each end of the range.

import { button, el, HIDDEN, svg } from "../dom/elements.mjs";
import { stepPath } from "../model/area_series.mjs";
import { daysBetween } from "../model/dates.mjs";
import { rangeWithin, tickFraction } from "../model/day_ticks.mjs";
import { monthKeys } from "./day_row.mjs";

const STRIP_PX = 24;

function handle(label, last) {
  const range = { type: "range", min: 0, max: last, step: 1, "aria-label": label };
  return el("input.fl-handle", range);
}

/**
 * Make the overview strip of the whole period, with a handle at each end of the range.
 *
 * @param {Page} page
 * @param {(from: number, until: number) => void} choose
 * @returns {any}
 */
export function rangeStrip(page, choose) {
  const { words, say } = page;
  const dates = page.marks.map((mark) => mark.date);
  const last = dates.length - 1;
  let range = [0, last];
  const [first, end] = ["range_from", "range_to"].map((key) => handle(say(key), last));
  first.classList.add("fl-first");
  const line = svg("path", { class: "fl-spark" });
  const pane = el("div.fl-window", HIDDEN);
  const drawing = svg("svg", { class: "fl-mini", height: STRIP_PX, ...HIDDEN }, line);
  const text = el("span");
  const wholeButton = button({ class: "fl-jump" }, () => choose(0, last), say("whole_period"));
  const foot = el("p.fl-ranged", text, wholeButton);
  const strip = el("div.fl-strip", drawing, pane, first, end);

  const moveHandle = (input) => {
    const ends = [Number(first.value), Number(end.value)];
    // A handle pushes the other one along, so that each can reach any day.
    if (ends[0] >= ends[1]) ends[input === first ? 1 : 0] = ends[input === first ? 0 : 1];
    if (input === first) choose(Math.min(ends[0], last - 1), Math.max(ends[1], ends[0] + 1));
    else choose(Math.min(ends[0], Math.max(ends[1], 1) - 1), Math.max(ends[1], 1));
  };
  for (const input of [first, end]) {
    monthKeys(input, dates);
    input.addEventListener("input", () => moveHandle(input));
  }
  pane.addEventListener("pointerdown", (down) => {
    const [from, until] = range;
    const distance = (x) => (say.dir === "rtl" ? down.clientX - x : x - down.clientX);
    const days = (x) => Math.round((distance(x) / strip.clientWidth) * last);
    pane.setPointerCapture(down.pointerId);
    pane.onpointermove = ({ clientX }) => {
      const shift = Math.min(last - until, Math.max(-from, days(clientX)));
      choose(from + shift, until + shift);
    };
  });
  for (const name of ["pointerup", "pointercancel"]) {
    pane.addEventListener(name, () => {
      pane.onpointermove = null;
    });
  }
  const attributes = { role: "group", "aria-label": say("range_of_days") };
  return {
    element: el("div.fl-brush", attributes, strip, foot),
    foot,
    draw(values) {
      const shown = values.filter((value) => !Number.isNaN(value));
      const [low, high] = [Math.min(...shown), Math.max(...shown)];
      const y = (value) => STRIP_PX - 3 - ((value - low) / (high - low || 1)) * (STRIP_PX - 6);
      line.setAttribute("d", stepPath(values, null, strip.clientWidth, y));
    },
    show(from, until) {
      range = rangeWithin(from, until, dates.length);
      [first.value, end.value] = range;
      for (const input of [first, end]) {
        input.setAttribute("aria-valuetext", words.full(dates[Number(input.value)]));
      }
      const [start, stop] = range.map((day) => tickFraction(day, dates.length) * 100);
      pane.style.insetInlineStart = `${start}%`;
      pane.style.width = `${stop - start}%`;
      const span = `${words.full(dates[from])} – ${words.full(dates[until])}`;
      text.textContent = `${span} · ${say("days", { count: daysBetween(dates[from], dates[until]) + 1 })}`;
      wholeButton.hidden = from === 0 && until === last;
    },
  };
}

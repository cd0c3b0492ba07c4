// The row of days: slider, marks of events and changes, labels of days or months, gaps.

import { el, HIDDEN } from "../dom/elements.mjs";
import { eventSign } from "../map/symbols.mjs";
import { addMonths } from "../model/dates.mjs";
import { dayLabels, fewMarks, monthStarts, tickFraction } from "../model/day_ticks.mjs";
import { breaksOn } from "../model/gaps.mjs";
import { eventsOn, hasBegun, SIGNS } from "../model/records.mjs";
import { eventKindWords } from "../text/values.mjs";
import { dayTip } from "./day_tip.mjs";

const MIN_TICK_PX = 8;
const EVENT_PX = 15;

function positioned(node, fraction) {
  node.style.insetInlineStart = `${fraction * 100}%`;
  return node;
}

/**
 * Make Page Up and Page Down move a slider of days by a month.
 *
 * @param {HTMLInputElement} input
 * @param {Day[]} dates
 */
export function monthKeys(input, dates) {
  input.addEventListener("keydown", (event) => {
    const months = { PageUp: 1, PageDown: -1 }[event.key];
    if (!months) return;
    event.preventDefault();
    const day = addMonths(dates[Number(input.value)], months);
    const index = dates.findIndex((date) => date >= day);
    input.value = String(index < 0 ? dates.length - 1 : index);
    input.dispatchEvent(new Event("input"));
  });
}

/**
 * List the half-open intervals of days without a map in a range, as numbers.
 *
 * @param {DayMark[]} marks
 * @param {number} from
 * @param {number} until
 * @returns {number[][]}
 */
export function gapRuns(marks, from, until) {
  const runs = [];
  for (let i = from; i <= until; i++) {
    if (!marks[i].gap) continue;
    if (runs.at(-1)?.[1] === i) runs.at(-1)[1] = i + 1;
    else runs.push([i, i + 1]);
  }
  return runs;
}

/** Make the bars of the row for days without a map. */
function noMapNodes(marks) {
  const last = marks.length - 1;
  const edge = (i) => Math.min(1, Math.max(0, (i - 0.5) / Math.max(last, 1)));
  return gapRuns(marks, 0, last).map(([first, end]) => {
    const node = positioned(el("i.fl-no-map"), edge(first));
    node.style.width = `${(edge(end) - edge(first)) * 100}%`;
    return node;
  });
}

/** Name a sign by the kind of its events if there is only one kind, otherwise by the sign. */
function signWords(sign, kinds, say) {
  return kinds.length === 1 ? kinds[0] : say(`sign_${sign}`);
}

/**
 * Make the row of days.
 *
 * @param {Page} page
 * @param {(position: number) => void} goTo Called with the chosen day.
 * @returns {DayRow}
 */
export function dayRow(page, goTo) {
  const { words, say } = page;
  const dates = page.marks.map((mark) => mark.date);
  const range = el("input.fl-slider", {
    type: "range",
    min: 0,
    max: dates.length - 1,
    step: 1,
    "aria-label": say("date"),
  });
  const [ticks, dots, days] = ["ticks", "dots", "days"].map((name) => el(`div.fl-${name}`, HIDDEN));
  const hints = el("span.fl-hints", HIDDEN);
  range.addEventListener("input", () => goTo(Number(range.value)));
  monthKeys(range, dates);

  function draw(from, until) {
    [range.min, range.max] = [from, until];
    const width = ticks.clientWidth;
    const marks = page.marks.slice(from, until + 1);
    const monthBegins = new Set(monthStarts(marks.map(({ date }) => date), 1).map((i) => marks[i].date));
    const place = (name) => (i) => positioned(el("span", { class: name }), tickFraction(i, marks.length));
    const changed = fewMarks(marks, width, (mark) => mark.changes > 0 || mark.moved);
    const withSigns = fewMarks(marks, width, (mark) => mark.signs.length > 0);
    const ordinary = width / Math.max(marks.length - 1, 1) < MIN_TICK_PX
      ? fewMarks(marks, width, (mark) => monthBegins.has(mark.date))
      : [...marks.keys()].filter((i) => !changed.includes(i));
    const gaps = noMapNodes(marks);
    const breaks = marks.filter((mark) => breaksOn(page.index.scene, mark.date).length > 0);
    ticks.replaceChildren(...gaps, ...ordinary.map(place("fl-tick")), ...changed.map(place("fl-has-change")));
    const room = Math.max(1, Math.floor(width / Math.max(marks.length - 1, 1) / EVENT_PX));
    const shown = new Map(); // the kinds of events by their sign
    const signsOf = (i) => {
      const signs = marks[i].signs.slice(0, room);
      for (const event of eventsOn(page.index, marks[i].date)) {
        if (!hasBegun(page.index, event, marks[i].date) || !signs.includes(event.sign)) continue;
        if (!shown.has(event.sign)) shown.set(event.sign, new Set());
        shown.get(event.sign).add(eventKindWords(event, say));
      }
      return positioned(el("span", ...signs.map(eventSign)), tickFraction(i, marks.length));
    };
    dots.replaceChildren(...withSigns.map(signsOf));
    dots.hidden = withSigns.length === 0;
    const probe = el("span");
    days.replaceChildren(probe);
    const widths = new Map(); // cached, because measuring forces a layout
    const widthOf = (text) => {
      if (!widths.has(text)) {
        probe.textContent = text;
        widths.set(text, probe.offsetWidth);
      }
      return widths.get(text);
    };
    const labels = dayLabels(dates.slice(from, until + 1), width, { ...words, width: widthOf });
    const name = ({ x, text }) => positioned(el("span", text), x / Math.max(width, 1));
    days.replaceChildren(...labels.map(name));
    const hint = (items, sign, key) => (items.length > 0 ? [el("span", el(`i.${sign}`), say(key))] : []);
    const signs = SIGNS.filter((sign) => shown.has(sign));
    hints.replaceChildren(
      ...hint(changed, "fl-has-change", "hint_change"),
      ...signs.map((sign) => el("span", eventSign(sign), signWords(sign, [...shown.get(sign)], say))),
      ...hint(gaps, "fl-no-map", "hint_gap"),
      ...hint(breaks, "fl-flag", "hint_break"),
    );
  }
  const tip = dayTip(page, range, [ticks, range, dots, days], () => ticks.getBoundingClientRect());
  return {
    hints,
    parts: [tip, ticks, range, dots, days],
    draw,
    show(position) {
      range.value = position;
      const date = words.full(dates[position]);
      const value = page.marks[position].gap ? say("day_without_map", { date }) : date;
      range.setAttribute("aria-valuetext", value);
    },
  };
}

// The chart of areas by class over the days, aligned with the slider.

import { el, svg } from "../dom/elements.mjs";
import { paint, sample, SWATCH } from "../map/symbols.mjs";
import { chartOf, measuredEnds, niceTicks, stepPath } from "../model/area_series.mjs";
import { rangeWithin, tickFraction } from "../model/day_ticks.mjs";
import { areaWords, dependWords, rangeOn } from "../text/area_words.mjs";
import { classWords, km2Words } from "../text/values.mjs";
import { gapRuns } from "./day_row.mjs";

const HEIGHT_PX = 76;
const HEAD_PX = 8;
const DRAG_PX = 6;
const DASHES = ["", "7 3", "2 3", "9 3 2 3"];
const NAME_PX = 15;

/**
 * Describe the area of each class at the start and end of a range.
 *
 * @param {Page} page
 * @param {Series[]} series
 * @param {number} from
 * @param {number} until
 * @returns {string}
 */
export function chartSummary(page, series, from, until) {
  const { words, marks, say } = page;
  const lines = series.map(({ style, values }) => {
    const ends = measuredEnds(values, from, until);
    const name = classWords(style, page.index.sides, say);
    if (ends === null) return say("chart_no_class", { class: name });
    const [start, stop] = ends.map((day) => values[day]);
    const [first, last] = ends.map((day) => areaWords(page.index, style, values[day], marks[day].date, say));
    return say("chart_class", { class: name, first, last, change: km2Words(stop - start, say, true) });
  });
  const count = marks.slice(from, until + 1).filter((mark) => mark.gap).length;
  const ends = { from: words.full(marks[from].date), until: words.full(marks[until].date) };
  const summary = say("chart_summary", { ...ends, classes: lines.join("; ") });
  return count > 0 ? `${summary} ${say("chart_gaps", { count })}` : summary;
}

/** Write what the ranges of a chart depend on; "" without ranges. */
function rangeNote({ index, marks, say }, series, from, until) {
  const days = marks.slice(from, until + 1).map(({ date }) => date);
  return dependWords(series.flatMap(({ style }) => days.map((day) => rangeOn(index, style, day))), say);
}

function areaNodes(index, { style, i }, change, dash, d, edge) {
  const area = svg("path", { d, class: "fl-area" });
  const line = svg("path", { d: edge, class: "fl-line", "stroke-dasharray": dash || null });
  paint(index, area, style, i, false);
  paint(index, line, { ...style, hatch: "none" }, i, false);
  area.classList.toggle("fl-faint", change);
  return [area, line];
}

/** Place the name of each class where its area is thickest, without overlaps. */
function nameNodes(chart, names, width, y, mirror) {
  if (names.length < 2) return [];
  const taken = [];
  return chart.lines.flatMap(({ low, high }, n) => {
    const sizes = high.map((value, i) => Math.abs(y(value) - y(low[i])));
    const inner = sizes.map((value, i) => (i / sizes.length > 0.1 && i / sizes.length < 0.9 ? value : 0));
    const index = inner.indexOf(Math.max(...inner.filter((value) => !Number.isNaN(value))));
    if (chart.change || !(sizes[index] >= NAME_PX)) return [];
    const point = [tickFraction(index, high.length) * width, (y(high[index]) + y(low[index])) / 2 + 4];
    if (taken.some(([px, py]) => Math.abs(px - point[0]) < 130 && Math.abs(py - point[1]) < NAME_PX)) {
      return [];
    }
    taken.push(point);
    const place = { x: mirror(point[0]), y: point[1], "text-anchor": "middle", class: "fl-named" };
    return [svg("text", place, names[n])];
  });
}

function axisNodes(chart, width, y, say, mirror) {
  return [0, ...niceTicks(chart.min, chart.max)].flatMap((value) => {
    const text = value === 0 ? "" : km2Words(value, say, chart.change);
    const line = { x1: 0, x2: width, y1: y(value), y2: y(value) };
    return [
      svg("line", { ...line, class: value === 0 ? "fl-zero" : "fl-grid" }),
      svg("text", { x: mirror(2), y: y(value) - 3, class: "fl-axis" }, text),
    ];
  });
}

function gapNodes(marks, from, until, xOf, half) {
  return gapRuns(marks, from, until).map(([first, end]) => {
    const x = Math.max(0, xOf(first) - half);
    const width = Math.max(2, xOf(end) - half - x);
    const node = svg("rect", { x, y: 0, width, height: HEIGHT_PX });
    node.style.fill = "url(#fl-nomap)";
    return node;
  });
}

function breakNodes({ index, marks }, from, until, xOf) {
  return (index.scene.breaks ?? []).flatMap(({ date }) => {
    const i = marks.findIndex((mark) => mark.date === date);
    if (i < from || i > until) return [];
    return [svg("path", { d: `M${xOf(i)} ${HEIGHT_PX}V0l5 4l-5 4`, class: "fl-break" })];
  });
}

/** Draw a chart of series in a frame: range of days, width, and `mirror` for the writing direction. */
function chartNodes(page, series, chart, { from, until, width, mirror }) {
  const { index, marks, say } = page;
  const { change, lines, max, min } = chart;
  const extent = max - min || 1;
  const y = (value) => HEAD_PX + ((max - value) / extent) * (HEIGHT_PX - HEAD_PX - 1);
  const xOf = (i) => tickFraction(i - from, until - from + 1) * width;
  const areas = lines.flatMap(({ low, high }, n) => {
    const edge = high.map((value, i) => (change || value > low[i] ? value : NaN));
    const dash = change ? DASHES[n % DASHES.length] : "";
    const [area, line] = [stepPath(high, low, width, y), stepPath(edge, null, width, y)];
    return areaNodes(index, series[n], change && series.length > 1, dash, area, line);
  });
  const gaps = gapNodes(marks, from, until, xOf, width / Math.max(until - from, 1) / 2);
  const breaks = breakNodes(page, from, until, xOf);
  const names = series.map(({ style }) => classWords(style, index.sides, say));
  const flip = { transform: say.dir === "rtl" ? `translate(${width}) scale(-1 1)` : null };
  return [
    svg("g", flip, ...areas, ...gaps),
    ...axisNodes(chart, width, y, say, mirror),
    svg("g", flip, ...breaks),
    ...nameNodes(chart, names, width, y, mirror),
  ];
}

/**
 * Handle the pointer on the plot: read a day, pick it, or choose a range by dragging.
 *
 * `dayAt` returns the day under the pointer, or null if nothing is drawn. `read` shows the values of a
 * day, or of the current one for null. `mark` marks the dragged range, or none for null.
 */
function listenToPointer(plot, { dayAt, read, mark, pick, choose }) {
  let pressed = null;
  const isDrag = (event) => pressed !== null && Math.abs(event.clientX - pressed.clientX) > DRAG_PX;
  const reset = () => {
    pressed = null;
    mark(null);
    read(null);
  };
  plot.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pressed = event;
    plot.setPointerCapture(event.pointerId);
  });
  plot.addEventListener("pointermove", (event) => {
    const day = dayAt(event);
    if (day === null) return;
    read(day);
    if (isDrag(event)) mark([dayAt(pressed), day]);
  });
  plot.addEventListener("pointerup", (event) => {
    const day = dayAt(event);
    if (pressed === null || day === null) return;
    const start = dayAt(pressed);
    if (isDrag(event) && start !== day) choose(start, day);
    else pick(day);
    reset();
  });
  plot.addEventListener("pointercancel", reset);
  plot.addEventListener("pointerleave", () => pressed ?? reset());
}

/** The number of classes listed beside the chart, of many the largest; the rest is folded. */
const KEYS_LISTED = 12;

/** Return the items of the readout; of many classes, those that ever have the most ground come first. */
function readoutItems(series, keys, say) {
  if (keys.length <= KEYS_LISTED + 1) return keys;
  const most = series.map(({ values }) => Math.max(0, ...values.filter((value) => !Number.isNaN(value))));
  const ordered = [...keys.keys()].sort((a, b) => most[b] - most[a]).map((n) => keys[n]);
  const hidden = ordered.slice(KEYS_LISTED);
  const summary = el("summary", say("short_more", { count: hidden.length }));
  const rest = el("li", el("details", summary, el("ul.fl-readout", ...hidden)));
  return [...ordered.slice(0, KEYS_LISTED), rest];
}

/**
 * Make the chart.
 *
 * @param {Page} page
 * @param {(day: number) => void} pick Called with the pressed day.
 * @param {(from: number, until: number) => void} choose Called with the dragged range.
 * @returns {TimeChart}
 */
export function areaChart(page, pick, choose) {
  const { words, say } = page;
  const [title, dateLabel] = [el("span.fl-chart-title"), el("b")];
  const readout = el("ul.fl-readout");
  const note = el("p.fl-meta");
  const layers = svg("g");
  const cursor = svg("line", { y1: 0, y2: HEIGHT_PX, class: "fl-hand" });
  const selection = svg("rect", { y: 0, height: HEIGHT_PX, class: "fl-chosen" });
  const plot = svg("svg", { role: "img", height: HEIGHT_PX, class: "fl-plot" }, layers, cursor, selection);
  const element = el("div.fl-chart", el("div.fl-chart-head", title, readout, dateLabel), plot, note);
  let [from, until, position, width, series, cells, firsts, change] = [0, 0, 0, 0, [], [], [], false];

  const count = () => until - from + 1;
  // In right-to-left scripts, time runs from right to left too.
  const mirror = (x) => (say.dir === "rtl" ? width - x : x);
  const xOf = (i) => mirror(tickFraction(i - from, count()) * width);
  function read(i) {
    if (series.length === 0) return;
    cursor.setAttribute("transform", `translate(${xOf(i)})`);
    dateLabel.textContent = words.full(page.marks[i].date);
    series.forEach(({ style, values }, n) => {
      const first = firsts[n];
      const since = i === first ? "" : ` (${km2Words(values[i] - values[first], say, true)})`;
      cells[n].textContent = Number.isNaN(values[i])
        ? say("no_map")
        : `${areaWords(page.index, style, values[i], page.marks[i].date, say)}${change ? since : ""}`;
    });
  }
  function key({ style, i }, n) {
    const dash = DASHES[n % DASHES.length] || null;
    const isLine = change && series.length > 1;
    const swatch = isLine
      ? svg("path", { d: "M-18 0H18", class: "fl-line", "stroke-dasharray": dash })
      : svg("rect", { ...SWATCH, class: "fl-patch" });
    paint(page.index, swatch, isLine ? { ...style, hatch: "none" } : style, i, false);
    return el("li", sample(swatch), el("span", `${classWords(style, page.index.sides, say)} `, cells[n]));
  }
  function draw(first, last) {
    const [measured, plotWidth] = [page.series(), plot.clientWidth];
    [from, until] = [first, last];
    if (measured.length === 0 || plotWidth === 0) return; // not shown yet, as in a hidden frame
    [series, width] = [measured, plotWidth];
    const chart = chartOf(series.map(({ values }) => values), from, until);
    change = chart.change;
    firsts = series.map(({ values }) => measuredEnds(values, from, until)?.[0]);
    const since = words.full(page.marks[firsts[0] ?? from].date);
    title.textContent = change ? say("change_since", { date: since }) : "";
    cells = series.map(() => el("b"));
    readout.replaceChildren(...readoutItems(series, series.map(key), say));
    layers.replaceChildren(...chartNodes(page, series, chart, { from, until, width, mirror }));
    plot.setAttribute("aria-label", chartSummary(page, series, from, until));
    note.textContent = rangeNote(page, series, from, until);
    read(position);
  }

  listenToPointer(plot, {
    dayAt({ clientX }) {
      if (series.length === 0) return null;
      const share = mirror(clientX - plot.getBoundingClientRect().left) / width;
      return from + Math.min(count() - 1, Math.max(0, Math.round(share * (count() - 1))));
    },
    read: (i) => read(i ?? position),
    mark(days) {
      if (days === null) return selection.removeAttribute("width");
      const [a, b] = days.map(xOf).sort((x, y) => x - y);
      selection.setAttribute("x", a);
      selection.setAttribute("width", b - a);
    },
    pick,
    choose: (start, end) => choose(...rangeWithin(start, end, page.marks.length)),
  });
  return {
    element,
    draw,
    show(next) {
      position = next;
      read(next);
    },
  };
}

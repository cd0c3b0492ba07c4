// The time player: the row of days, play and speed, the date field, the chart.

import { button, el, icon } from "../dom/elements.mjs";
import { isNews, nearestDays, speedFor } from "../model/day_ticks.mjs";
import { rangeStrip } from "./brush.mjs";
import { areaChart } from "./chart.mjs";
import { dayRow } from "./day_row.mjs";
import { stepper } from "./play.mjs";
import { dayField } from "./typed_date.mjs";

const SPEEDS = [0.5, 1, 2, 5, 10, 30];
const GAP_ON_SCREEN_MS = 700;
const STRIP_DAYS = 15;
const PLAY = "M8 5v14l11-7z";
const PAUSE = "M7 5h4v14H7zM13 5h4v14h-4z";
const BACK = "M18 5v14L8 12zM5 5h2.500v14H5z";
const FORTH = "M6 5v14l10-7zM16.500 5H19v14h-2.500z";

function speedSelect(count, isDaily, say) {
  const initial = speedFor(count, SPEEDS);
  const options = SPEEDS.map((speed) => {
    const text = say(isDaily ? "speeds" : "speeds_step", { count: speed });
    return el("option", { value: speed, selected: speed === initial ? "" : null }, text);
  });
  return el("select.fl-speed", { "aria-label": say("speed") }, ...options);
}

function jumpButton(label, action, path) {
  return button({ "aria-label": label, title: label }, action, icon(path));
}

function showRuns(play, runs, say) {
  play.replaceChildren(icon(runs ? PAUSE : PLAY), el("span", say(runs ? "pause" : "play")));
}

function timeSection(page, controls, row, chart, strip) {
  return el(
    "section",
    { class: "fl-time", id: "fl-time", tabindex: "-1", "aria-label": page.say("time") },
    el("div.fl-controls", ...controls),
    el("div.fl-track", ...row.parts),
    el("div.fl-track.fl-figure", page.hasGround ? chart.element : null, strip?.element ?? null),
    strip === null ? row.hints : null,
  );
}

/**
 * Make the time player of a range of days.
 *
 * @param {Page} page
 * @param {TimeActions} actions
 * @returns {any}
 */
export function timePlayer(page, { clocks, goTo, choose, toggled }) {
  const { say } = page;
  const count = page.marks.length;
  let [position, from, until] = [0, 0, count - 1];

  const request = (day) => {
    player.stop();
    goTo(day);
  };
  const chart = areaChart(page, request, choose);
  const row = dayRow(page, request);
  const strip = count >= STRIP_DAYS ? rangeStrip(page, choose) : null;
  strip?.foot.prepend(row.hints);
  const field = dayField(
    page,
    say("go_to"),
    (date) => request(page.marks.findIndex((mark) => mark.date === date)),
  );
  const speed = speedSelect(count, page.index.scene.step === "day", say);
  const seek = (direction) => () => {
    const day = nearest()[direction];
    if (day !== null) request(day);
  };
  const back = jumpButton(say("previous_change"), seek("before"), BACK);
  const forward = jumpButton(say("next_change"), seek("after"), FORTH);
  const play = button({ class: "fl-play" }, toggle);
  const stepMs = () => 1000 / Number(speed.value);
  const player = stepper(step, stepMs, (runs) => {
    showRuns(play, runs, say);
    toggled(runs);
  });

  function step() {
    if (position >= until) return null;
    goTo(position + 1);
    if (position >= until) return null;
    const gapBegins = page.marks[position].gap && !page.marks[position - 1].gap;
    return gapBegins ? Math.max(stepMs(), GAP_ON_SCREEN_MS) : stepMs();
  }
  function nearest() {
    const { before, after } = nearestDays(page.marks, position, isNews);
    return { before: before < from ? null : before, after: after > until ? null : after };
  }
  function toggle() {
    if (player.runs) return player.stop();
    if (position >= until) goTo(from);
    return until > from ? player.start() : null;
  }

  showRuns(play, false, say);
  const controls = [el("div.fl-buttons", back, play, forward), speed, field.element, field.message, clocks];
  return {
    element: timeSection(page, controls, row, chart, strip),
    long: strip !== null,
    toggle,
    stop: player.stop,
    draw: () => row.draw(from, until),
    /** Draw the areas over the days; measuring them takes a moment at first. */
    chart() {
      chart.draw(from, until);
      strip?.draw(page.total());
    },
    step: (by) => request(Math.min(until, Math.max(from, position + by))),
    show(next, range) {
      position = next;
      if (range[0] !== from || range[1] !== until) {
        [from, until] = range;
        row.draw(from, until);
        chart.draw(from, until);
      }
      row.show(next);
      chart.show(next);
      if (!player.runs) field.show(page.marks[next].date);
      strip?.show(from, until);
      const { before, after } = nearest();
      back.setAttribute("aria-disabled", before === null);
      forward.setAttribute("aria-disabled", after === null);
    },
  };
}

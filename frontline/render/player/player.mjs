// The page: builds the DOM around the map, holds the date, wires the parts together.

import { loadScene } from "./load.mjs";
import { dayMarks, indexScene } from "./record.mjs";
import { dateWords, sentence } from "./words.mjs";
import { el } from "./dom.mjs";
import { patternSheet } from "./symbols.mjs";
import { drawGround } from "./ground.mjs";
import { drawPlaces } from "./places.mjs";
import { dayPanel, daySummary } from "./panel.mjs";
import { addControls, legend } from "./furniture.mjs";
import { ledger } from "./ledger.mjs";
import { timePlayer } from "./time.mjs";
import { fittedView } from "./view.mjs";
import { placeDetails } from "./details.mjs";
import { frontDetails, frontList, stretchOf, wordsOn } from "./front.mjs";
import { subjectPopup } from "./popup.mjs";
import { knowledgeSwitch, learntWords } from "./clocks.mjs";
import { CLOCKS, asKnown, learntLater, twoClocks } from "./knowledge.mjs";
import { gapOn, gapWords, joinedGaps } from "./gaps.mjs";
import { rangeWithin } from "./days.mjs";
import { sinceControl, sinceKeys, sinceLines, sinceWords } from "./marked.mjs";
import { groundMeasure } from "./measure.mjs";
import { hasFront } from "./mesh.mjs";

/** Lay out the page around the map; the result's parts are filled when a date is shown. */
function layOut(map, page, time, fronts, compared) {
  const { scene } = page.index;
  const [day, zone, learnt] = ["span.fl-day", "span.fl-zone-note", "p.fl-learnt"].map((t) => el(t));
  const slot = el("div.fl-map");
  const blank = el("p.fl-blank");
  const news = el("div.fl-news");
  const live = el("p.fl-hidden", { role: "status", "aria-live": "polite" });
  const differ = scene.dates.some((date) => learntLater(page.index, date).length > 0);
  const stage = [el("p.fl-date", day, zone), differ ? learnt : null, slot, time.element];
  const keys = el("ul.fl-marks");
  const side = [legend(page.index, keys, page.hasGround ? compared.element : null), el("h2.fl-what", "What changed"), live, news];
  if (hasFront(scene.mesh)) side.push(fronts.element);
  const shown = el("div.fl-stage", ...stage);
  document.documentElement.classList.add("fl-root");
  document.body.prepend(
    patternSheet(scene),
    el(
      time.long ? "main.fl-page.fl-long" : "main.fl-page",
      el("header.fl-head", el("h1", scene.title), el("p", scene.summary)),
      el(
        "div.fl-columns-page",
        shown,
        el("aside.fl-side", { "aria-label": "Legend and what changed" }, ...side),
      ),
      ledger(page),
    ),
  );
  slot.append(map.getContainer(), blank);
  return { stage: shown, day, zone, learnt, slot, blank, keys, news, live };
}

function listenToKeys(time) {
  const busy = "input, select, textarea, .leaflet-container";
  const pressed = `${busy}, button, a, summary, [role=button]`;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const over = (selector) => Boolean(event.target.closest?.(selector));
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step && !over(busy)) time.step(step);
    else if (event.key === " " && !over(pressed)) time.toggle();
    else return;
    event.preventDefault();
  });
}

function build(map, loaded) {
  const scene = { ...loaded, missing: joinedGaps(loaded.missing) };
  const index = indexScene(scene);
  const words = dateWords(scene.language, scene.utc, scene.opens.slice(0, 4));
  const measure = groundMeasure(scene);
  const last = scene.dates.length - 1;
  let current = scene.opens;
  let [range, since, playing, passed] = [[0, last], null, false, null];
  const page = {
    words,
    goTo,
    open,
    hasGround: measure.classes.length > 0 && last > 0,
    get date() {
      return current;
    },
    get gap() {
      return gapOn(scene, current);
    },
    series: () => measure.series(page.index.known),
    total: () => measure.total(page.index.known),
    passedSince: (day) => measure.passed(page.index.known, day, current),
  };
  judge("now");

  const clocks = knowledgeSwitch(know);
  const compared = sinceControl(page, compare);
  const time = timePlayer(page, {
    clocks: twoClocks(scene) ? clocks.element : null,
    goTo: (position) => goTo(scene.dates[position]),
    choose,
    turned(runs) {
      playing = runs;
      if (!runs) tellLive();
    },
  });
  const fronts = frontList(page, openFront);
  const parts = layOut(map, page, time, fronts, compared);
  const view = fittedView(map, scene);
  addControls(map, scene, view.fit);
  const ground = drawGround(map, index);
  const places = drawPlaces(map, page);
  const popup = subjectPopup(map);

  function judge(known) {
    page.index = asKnown(index, known);
    page.marks = dayMarks(page.index);
  }
  function label() {
    const close = view.isClose();
    parts.slot.classList.toggle("fl-far", !close);
    places.label(close);
  }
  function read(subject) {
    parts.slot.classList.add("fl-reading");
    map.invalidateSize({ animate: false });
    parts.slot.scrollIntoView({ block: "nearest" });
    popup.open(subject, current);
  }
  function open(id) {
    const { name: title, lon, lat } = page.index.places.get(id);
    const details = (date) => placeDetails(page, id, date);
    read({ title, at: [lon, lat], details, mark: () => places.nodeOf(id) });
  }
  function openFront(stretch) {
    const details = (date) => frontDetails(page, stretch, date);
    read({ title: "The front", at: stretch.at, details, mark: () => null });
  }
  function touch({ layerPoint, latlng }) {
    const arc = ground.frontAt(layerPoint);
    if (arc < 0) return;
    const stretch = stretchOf(page.index, wordsOn(page.index, current), arc);
    openFront({ ...stretch, at: [latlng.lng, latlng.lat] });
  }
  function show() {
    const { known } = page.index;
    parts.day.textContent = words.full(current);
    parts.zone.textContent = `Situation at the end of the day, ${scene.utc}, as known ${known}`;
    parts.learnt.textContent = learntWords(learntLater(index, current));
    clocks.show(known);
    time.show(scene.dates.indexOf(current), range);
    const { gap } = page;
    parts.blank.textContent = gap ? gapWords(gap, words) : "";
    parts.slot.classList.toggle("fl-no-day", gap !== null);
    ground.show(page.index, current);
    mark();
    places.show(current);
    popup.show(current);
    fronts.show(current);
    parts.news.replaceChildren(...sinceNews(), ...dayPanel(page, current));
    if (!playing) tellLive();
  }
  /** Shade the ground that passed since the day of comparison, or until it. */
  function mark() {
    const on = since !== null && page.gap === null;
    passed = on ? measure.passed(page.index.known, since, current) : null;
    ground.mark(passed?.shades ?? []);
    parts.keys.replaceChildren(...(on ? sinceKeys(page, since, passed.shades) : []));
    compared.show(since, scene.dates.slice(range[0]).find((day) => !gapOn(scene, day)) ?? current);
  }
  function sinceNews() {
    if (passed === null) return [];
    const lines = sinceLines(page, since, passed.tally).map((line) => el("p.fl-balance", line));
    const heads = [sentence(sinceWords(page, since)), words.full(current)].map((text) => el("h2.fl-sub", text));
    return [heads[0], ...lines, heads[1]];
  }
  function tellLive() {
    const marked = passed === null ? [] : [sentence(sinceWords(page, since)), ...sinceLines(page, since, passed.tally)];
    parts.live.textContent = [daySummary(page, current), ...marked].join(" ");
  }
  function tell() {
    show();
    const detail = { date: current, known: page.index.known };
    document.dispatchEvent(new CustomEvent("frontline:change", { detail }));
  }
  function goTo(asked) {
    const position = dayOf(asked);
    if (asked === current) return;
    current = asked;
    range = [Math.min(range[0], position), Math.max(range[1], position)];
    tell();
  }
  function choose(from, until) {
    range = rangeWithin(from, until, last + 1);
    const [first, end] = range.map((day) => scene.dates[day]);
    if (current < first) goTo(first);
    else if (current > end) goTo(end);
    else show();
  }
  /** Compare with a day, or with none; the result says why a day cannot be compared with. */
  function compare(asked) {
    const gap = asked === null ? null : gapOn(scene, asked);
    if (gap === null) since = asked;
    show();
    return gap === null ? "" : `${gapWords(gap, words)}: choose another day.`;
  }
  function know(asked) {
    if (!CLOCKS.includes(asked)) throw new RangeError(`Neither "then" nor "now": ${asked}`);
    if (asked === page.index.known) return;
    judge(asked);
    time.draw();
    if (drawn) time.chart();
    tell();
  }

  function chart() {
    drawn = page.hasGround;
    if (drawn) time.chart();
  }
  function dayOf(asked) {
    const day = scene.dates.indexOf(asked);
    if (day < 0) throw new RangeError(`Not a day of this map: ${asked}`);
    return day;
  }

  let drawn = false;
  show();
  map.on("zoomend moveend", label);
  map.on("click", touch);
  map.on("zoomstart", () => parts.slot.classList.add("fl-zooming"));
  map.on("zoomend", () => parts.slot.classList.remove("fl-zooming"));
  map.on("popupclose", () => parts.slot.classList.remove("fl-reading"));
  new ResizeObserver(() => {
    // Where it is higher than the window, its end stays in view and not its beginning.
    parts.stage.style.top = `${Math.min(0, innerHeight - parts.stage.offsetHeight)}px`;
    view.settle();
    time.draw();
    if (drawn) time.chart();
    label();
  }).observe(parts.slot);
  (globalThis.requestIdleCallback ?? setTimeout)(chart);
  listenToKeys(time);
  window.frontline = Object.freeze({
    dates: Object.freeze([...scene.dates]),
    get date() {
      return current;
    },
    get known() {
      return page.index.known;
    },
    set known(asked) {
      know(asked);
    },
    goTo,
    get range() {
      return range.map((day) => scene.dates[day]);
    },
    set range(asked) {
      choose(...asked.map(dayOf));
    },
    get since() {
      return since;
    },
    set since(asked) {
      if (asked !== null) dayOf(asked);
      const refused = compare(asked);
      if (refused) throw new RangeError(refused);
    },
    get passed() {
      return passed?.tally ?? null;
    },
  });
}

/** Build the page around a Leaflet map and show in it the scene that the page holds. */
export async function start(map) {
  try {
    const scene = await loadScene();
    await globalThis.scheduler?.yield?.(); // two tasks, for neither of them is short
    build(map, scene);
  } catch (error) {
    const words = `This map could not be shown: ${error.message}`;
    document.body.prepend(el("p", { role: "alert" }, words));
    throw error;
  }
}

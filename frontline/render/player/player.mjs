// The page: builds the DOM around the map, holds the date, wires the parts together.

import { dayMarks, indexScene } from "./record.mjs";
import { dateWords } from "./words.mjs";
import { el } from "./dom.mjs";
import { patternSheet } from "./symbols.mjs";
import { drawGround } from "./ground.mjs";
import { drawPlaces } from "./places.mjs";
import { dayPanel, daySummary } from "./panel.mjs";
import { addControls, legend } from "./furniture.mjs";
import { ledger } from "./ledger.mjs";
import { timePlayer } from "./time.mjs";
import { fittedView } from "./view.mjs";
import { placePopup } from "./popup.mjs";

/** Lay out the page around the map; the result's parts are filled when a date is shown. */
function layOut(map, page, time) {
  const { scene } = page.index;
  const day = el("span", { class: "fl-day" });
  const zone = el(
    "span",
    { class: "fl-zone-note" },
    `Situation at the end of the day, ${scene.utc}`,
  );
  const slot = el("div", { class: "fl-map" });
  const news = el("div", { class: "fl-news" });
  const live = el("p", { class: "fl-hidden", role: "status", "aria-live": "polite" });
  const title = el("h2", { class: "fl-what" }, "What changed");
  const words = [el("h1", {}, scene.title), el("p", {}, scene.summary)];
  const date = el("p", { class: "fl-date" }, day, zone);
  const stage = el("div", { class: "fl-stage" }, date, slot, time.element);
  const aside = { class: "fl-side", "aria-label": "Legend and what changed" };
  const side = el("aside", aside, legend(page.index), title, live, news);
  const middle = el("div", { class: "fl-columns-page" }, stage, side);
  const head = el("header", { class: "fl-head" }, ...words);
  document.documentElement.classList.add("fl-root");
  document.body.prepend(
    patternSheet(scene.classes),
    el("main", { class: "fl-page" }, head, middle, ledger(page)),
  );
  slot.append(map.getContainer());
  return { day, slot, news, live };
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

function build(map, scene) {
  const index = indexScene(scene);
  const words = dateWords(scene.language, scene.utc, scene.opens.slice(0, 4));
  const marks = dayMarks(index);
  const page = { index, words, marks, goTo, open };
  let current = scene.opens;

  const time = timePlayer(marks, words, (position) => goTo(scene.dates[position]));
  const parts = layOut(map, page, time);
  const view = fittedView(map, scene);
  addControls(map, scene, view.fit);
  const ground = drawGround(map, index);
  const places = drawPlaces(map, index, words, open);
  const popup = placePopup(map, page, places.nodeOf);

  function label() {
    const close = view.isClose();
    parts.slot.classList.toggle("fl-far", !close);
    places.label(close);
  }
  function open(id) {
    parts.slot.classList.add("fl-reading");
    map.invalidateSize({ animate: false });
    parts.slot.scrollIntoView({ block: "nearest" });
    popup.open(id, current);
  }
  function show() {
    parts.day.textContent = words.full(current);
    time.show(scene.dates.indexOf(current));
    ground.show(current);
    places.show(current);
    popup.show(current);
    parts.news.replaceChildren(...dayPanel(page, current));
    parts.live.textContent = daySummary(page, current);
  }
  function goTo(asked) {
    if (!scene.dates.includes(asked)) throw new RangeError(`Not a day of this map: ${asked}`);
    if (asked === current) return;
    current = asked;
    show();
    document.dispatchEvent(new CustomEvent("frontline:change", { detail: { date: current } }));
  }

  show();
  map.on("zoomend moveend", label);
  map.on("zoomstart", () => parts.slot.classList.add("fl-zooming"));
  map.on("zoomend", () => parts.slot.classList.remove("fl-zooming"));
  map.on("popupclose", () => parts.slot.classList.remove("fl-reading"));
  new ResizeObserver(() => {
    view.settle();
    time.draw();
    label();
  }).observe(parts.slot);
  listenToKeys(time);
  window.frontline = Object.freeze({
    dates: Object.freeze([...scene.dates]),
    get date() {
      return current;
    },
    goTo,
  });
}

/** Build the page around a Leaflet map and show the scene in it. */
export function start(map, scene) {
  try {
    build(map, scene);
  } catch (error) {
    const words = `This map could not be shown: ${error.message}`;
    document.body.prepend(el("p", { role: "alert" }, words));
    throw error;
  }
}

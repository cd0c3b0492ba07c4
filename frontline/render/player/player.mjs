// The page: holds what the reader has chosen, and shows it in every part.

import { loadScene } from "./load.mjs";
import { dayMarks, indexScene } from "./record.mjs";
import { dateWords, sentence } from "./words.mjs";
import { el } from "./dom.mjs";
import { drawGround } from "./ground.mjs";
import { drawPlaces } from "./places.mjs";
import { dayPanel, daySummary } from "./panel.mjs";
import { addControls } from "./furniture.mjs";
import { timePlayer } from "./time.mjs";
import { fittedView } from "./view.mjs";
import { placeDetails } from "./details.mjs";
import { frontDetails, frontList, stretchOf, wordsOn } from "./front.mjs";
import { subjectPopup } from "./popup.mjs";
import { rangeWithin } from "./days.mjs";
import { knowledgeSwitch, learntWords } from "./clocks.mjs";
import { asKnown, learntLater, twoClocks } from "./knowledge.mjs";
import { gapOn, gapWords, joinedGaps } from "./gaps.mjs";
import { sinceControl, sinceKeys, sinceLines, sinceWords } from "./marked.mjs";
import { groundMeasure } from "./measure.mjs";
import { listenToKeys } from "./keys.mjs";
import { speaker } from "./language.mjs";
import { layOut } from "./stage.mjs";
import { changedState } from "./state.mjs";
import { ONLY_MAP, addressBar, linkText, readLink, showsOnlyMap } from "./link.mjs";
import { hostLink, markEmbedded } from "./host.mjs";
import { sharePanel } from "./share.mjs";
import { mapPicture } from "./picture.mjs";

function build(map, loaded) {
  const scene = { ...loaded, missing: joinedGaps(loaded.missing) };
  const { dates } = scene;
  const measure = groundMeasure(scene);
  const last = dates.length - 1;
  const linked = readLink(scene, location.hash);
  const only = showsOnlyMap(location.hash);
  let { state, ignored } = linked;
  let [playing, passed, drawn] = [false, null, false];
  let index, parts, clocks, compared, time, fronts, share, places, controls;
  const page = {
    set,
    open,
    hasGround: measure.classes.length > 0 && last > 0,
    get state() {
      return state;
    },
    get date() {
      return state.date;
    },
    get gap() {
      return gapOn(scene, state.date);
    },
    href: () => address.href(),
    picture: () => mapPicture(page, parts.slot),
    series: () => measure.series(state.known),
    total: () => measure.total(state.known),
    passedSince: (day) => measure.passed(state.known, day, state.date),
  };

  /** Make anew all that has words in it, in the language of the reader. */
  function dress() {
    const { language } = state;
    page.words = dateWords(language, scene.utc, scene.opens.slice(0, 4));
    page.say = speaker(scene.messages, language);
    index = indexScene(scene);
    judge();
    const before = parts;
    clocks = knowledgeSwitch((known) => set({ known }));
    compared = sinceControl(page, compare);
    fronts = frontList(page, openFront);
    time?.stop();
    time = timePlayer(page, {
      clocks: twoClocks(scene) ? clocks.element : null,
      goTo: (position) => set({ date: dates[position] }),
      choose: (...days) => set({ range: rangeWithin(...days, dates.length).map((day) => dates[day]) }),
      turned(runs) {
        playing = runs;
        if (!runs) tellLive();
      },
    });
    share = sharePanel(page);
    parts = layOut(map, page, { time, fronts, compared, share });
    parts.replace(before);
  }
  /** Put on the map what has words in it; the map has its size by now. */
  function letter() {
    controls?.remove();
    controls = addControls(map, index.scene, view.fit);
    places?.remove();
    places = drawPlaces(map, page);
  }

  markEmbedded();
  document.documentElement.classList.toggle("fl-only-map", only);
  dress();
  const view = fittedView(map, scene);
  letter();
  if (linked.view !== null) view.look(linked.view);
  const address = addressBar(
    () => [linkText(scene, state, view.at()), only ? ONLY_MAP : ""].filter(Boolean).join("&"),
    (hash) => follow(readLink(scene, hash)),
  );
  const ground = drawGround(map, index);
  const popup = subjectPopup(map);

  function judge() {
    page.index = asKnown(index, state.known);
    page.marks = dayMarks(page.index);
  }
  function label() {
    const close = view.isClose();
    parts.slot.classList.toggle("fl-far", !close);
    places.label(close);
    looked();
  }
  function looked() {
    address.changed();
    share.show();
  }
  /** Show what a link asks for, and say what of it the map has not. */
  function follow(link) {
    set(link.state);
    if (link.view === null) view.fit();
    else view.look(link.view);
    ignored = link.ignored;
    tellLink();
  }
  function tellLink() {
    parts.linked.textContent = ignored.length > 0 ? page.say("link_ignored", { what: ignored.join(", ") }) : "";
  }
  function read(subject) {
    parts.slot.classList.add("fl-reading");
    map.invalidateSize({ animate: false });
    parts.slot.scrollIntoView({ block: "nearest" });
    popup.open(subject, state.date);
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
    const stretch = stretchOf(page.index, wordsOn(page.index, state.date), arc);
    openFront({ ...stretch, at: [latlng.lng, latlng.lat] });
  }
  function show() {
    const { date, known, range } = state;
    parts.day.textContent = page.words.full(date);
    parts.zone.textContent = page.say("situation", { utc: scene.utc, known });
    parts.learnt.textContent = learntWords(learntLater(index, date));
    clocks.show(known);
    time.show(dates.indexOf(date), range.map((day) => dates.indexOf(day)));
    const { gap } = page;
    parts.blank.textContent = gap ? gapWords(gap, page.words) : "";
    parts.slot.classList.toggle("fl-no-day", gap !== null);
    ground.show(page.index, date);
    mark();
    places.show(date);
    popup.show(date);
    fronts.show(date);
    parts.news.replaceChildren(...sinceNews(), ...dayPanel(page, date));
    if (!playing) tellLive();
    tellLink();
    looked();
  }
  /** Shade the ground that passed since the day of comparison, or until it. */
  function mark() {
    const { since, range } = state;
    const on = since !== null && page.gap === null;
    passed = on ? page.passedSince(since) : null;
    ground.mark(passed?.shades ?? []);
    parts.keys.replaceChildren(...(on ? sinceKeys(page, since, passed.shades) : []));
    const offered = dates.slice(dates.indexOf(range[0])).find((day) => !gapOn(scene, day));
    compared.show(since, offered ?? state.date);
  }
  function sinceNews() {
    if (passed === null) return [];
    const lines = sinceLines(page, state.since, passed.tally).map((line) => el("p.fl-balance", line));
    const heads = [sentence(sinceWords(page, state.since)), page.words.full(state.date)];
    const [since, today] = heads.map((text) => el("h2.fl-sub", text));
    return [since, ...lines, today];
  }
  function tellLive() {
    const { since, date } = state;
    const marked = passed === null ? [] : [sentence(sinceWords(page, since)), ...sinceLines(page, since, passed.tally)];
    parts.live.textContent = [daySummary(page, date), ...marked].join(" ");
  }
  /** Change what is chosen, show it, and tell of it; a RangeError for what the map has not. */
  function set(asked) {
    const before = state;
    state = changedState(scene, state, asked);
    if (state === before) return;
    ignored = [];
    if (state.language !== before.language) {
      map.closePopup();
      dress();
      settled.disconnect();
      settled.observe(parts.slot);
      letter();
    } else if (state.known !== before.known) {
      judge();
      time.draw();
    }
    show();
    if (drawn && (state.language !== before.language || state.known !== before.known)) time.chart();
    document.dispatchEvent(new CustomEvent("frontline:change", { detail: state }));
  }
  /** Compare with a day, or with none; the result says why a day cannot be compared with. */
  function compare(since) {
    const gap = since === null ? null : gapOn(scene, since);
    if (gap === null) set({ since });
    else mark();
    return gap === null ? "" : `${gapWords(gap, page.words)}: choose another day.`;
  }
  function chart() {
    drawn = page.hasGround;
    if (drawn) time.chart();
  }

  const settled = new ResizeObserver(() => {
    // Where it is higher than the window, its end stays in view and not its beginning.
    parts.stage.style.top = `${Math.min(0, innerHeight - parts.stage.offsetHeight)}px`;
    view.settle();
    time.draw();
    if (drawn) time.chart();
    label();
  });
  show();
  map.on("zoomend moveend", label);
  map.on("click", touch);
  map.on("zoomstart", () => parts.slot.classList.add("fl-zooming"));
  map.on("zoomend", () => parts.slot.classList.remove("fl-zooming"));
  map.on("popupclose", () => parts.slot.classList.remove("fl-reading"));
  settled.observe(parts.slot);
  requestAnimationFrame(() => setTimeout(chart));
  listenToKeys({ step: (by) => time.step(by), toggle: () => time.toggle() });
  window.frontline = pageObject(scene, page, () => passed?.tally ?? null);
  hostLink(page, view.fit);
}

/** Make what scripts of the page drive it by: what is chosen, to read and to set. */
function pageObject({ dates }, page, passed) {
  const object = {
    dates: Object.freeze([...dates]),
    set: page.set,
    goTo: (date) => page.set({ date }),
    get state() {
      return page.state;
    },
    get passed() {
      return passed();
    },
  };
  for (const key of Object.keys(page.state)) {
    const [get, set] = [() => page.state[key], (asked) => page.set({ [key]: asked })];
    Object.defineProperty(object, key, { enumerable: true, get, set });
  }
  return Object.freeze(object);
}

/** Build the page around a Leaflet map and show in it the scene that the page holds. */
export async function start(map) {
  try {
    build(map, await loadScene());
  } catch (error) {
    globalThis.frontlineGate.fail(error);
    throw error;
  }
}

// The page: holds what the reader has chosen, and shows it in every part.

import { announcer } from "./dom/announce.mjs";
import { el } from "./dom/elements.mjs";
import { keepFocus } from "./dom/focus.mjs";
import { calmMotion } from "./dom/motion.mjs";
import { addControls } from "./map/furniture.mjs";
import { drawBase, drawGround } from "./map/ground_layer.mjs";
import { placeRings } from "./map/highlights.mjs";
import { sinceKeys } from "./map/legend.mjs";
import { fittedView, nameMap } from "./map/map_view.mjs";
import { mapPicture } from "./map/picture.mjs";
import { drawMarks, drawPlaces } from "./map/place_marks.mjs";
import { subjectPopup } from "./map/popup.mjs";
import { gripped } from "./map/touch.mjs";
import { isLeft } from "./model/chapters.mjs";
import { rangeWithin } from "./model/day_ticks.mjs";
import { wordsOn } from "./model/front.mjs";
import { gapOn, joinedGaps } from "./model/gaps.mjs";
import { groundMeasure } from "./model/ground_measure.mjs";
import { asKnown, learntLater, twoClocks } from "./model/knowledge.mjs";
import { readScene } from "./model/read_scene.mjs";
import { dayMarks, indexScene } from "./model/records.mjs";
import { changedState } from "./model/state.mjs";
import { dayPanel, daySummary } from "./panels/day_list.mjs";
import { frontDetails, frontList } from "./panels/front_list.mjs";
import { linkItems } from "./panels/linked_items.mjs";
import { placeDetails } from "./panels/place_details.mjs";
import { sharePanel } from "./panels/share.mjs";
import { layOut } from "./panels/stage.mjs";
import { storyPanel } from "./panels/story.mjs";
import { inShort, mapTwin } from "./panels/table_twin.mjs";
import { take } from "./shell/boot.mjs";
import { hostLink, markEmbedded } from "./shell/host.mjs";
import { addressBar, linkText, ONLY_MAP, readLink, showsOnlyMap } from "./shell/link.mjs";
import { inLanguage, languageSwitch } from "./text/author_texts.mjs";
import { stretchOf } from "./text/front_words.mjs";
import { sinceLines, sinceWords } from "./text/gained_since.mjs";
import { speaker } from "./text/language.mjs";
import { gapWords } from "./text/missing_days.mjs";
import { changeSentences } from "./text/summary.mjs";
import { dateWords, sentence } from "./text/values.mjs";
import { knowledgeSwitch, learntWords } from "./time/clocks.mjs";
import { compareControl, comparingWords } from "./time/compare.mjs";
import { otherDay } from "./time/compared_map.mjs";
import { listenToKeys } from "./time/keys.mjs";
import { timePlayer } from "./time/time_player.mjs";

/** Unpack the scene that stands in the page. */
export async function loadScene() {
  return readScene(...(await Promise.all(["frontline-scene", "frontline-ground"].map(take))));
}
function build(map, loaded) {
  const scene = { ...loaded, missing: joinedGaps(loaded.missing) };
  const { dates } = scene;
  const measure = groundMeasure(scene);
  const last = dates.length - 1;
  const linked = readLink(scene, location.hash);
  const only = showsOnlyMap(location.hash);
  let { state, ignored } = linked;
  let [playing, passed, drawn] = [false, null, false];
  let index, parts, clocks, compared, time, fronts, share, places, controls, story, short, twin;
  const live = announcer();
  const page = {
    set,
    open,
    told: new Set(),
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
    page.say = speaker(scene.messages, language);
    Object.assign(document.documentElement, { lang: language, dir: page.say.dir });
    page.words = dateWords(page.say, scene.utc, scene.opens.slice(0, 4));
    index = indexScene(inLanguage(scene, language));
    document.title = index.scene.title;
    judge();
    const before = parts;
    clocks = knowledgeSwitch(page, (known) => set({ known }));
    compared = compareControl(page, compare);
    fronts = frontList(page, openFront);
    story = storyPanel(page, (chapter) => set({ chapter }), story);
    short = inShort(page);
    twin = mapTwin(page);
    time?.stop();
    time = timePlayer(page, {
      clocks: twoClocks(scene) ? clocks.element : null,
      goTo: (position) => set({ date: dates[position] }),
      choose: (...days) => set({ range: rangeWithin(...days, dates.length).map((day) => dates[day]) }),
      turned(runs) {
        playing = runs;
        live.tell(runs ? page.say("live_playing") : `${page.say("live_stopped")} ${news()}`);
      },
    });
    share = sharePanel(page);
    const tongues = languageSwitch(page, (chosen) => {
      set({ language: chosen });
      parts.tongues.querySelector("select").focus();
    });
    parts = layOut(map, page, { time, fronts, compared, share, story, tongues, short, twin });
    parts.replace(before);
  }
  /** Put on the map what has words in it; the map has its size by now. */
  function letter() {
    nameMap(map, page);
    controls?.remove();
    controls = addControls(map, page, view.fit);
    shown.marks?.remove();
    shown.marks = drawMarks(map, page, open);
    places?.remove();
    places = drawPlaces(map, page);
  }

  markEmbedded();
  document.body.append(live.element);
  calmMotion(map);
  document.documentElement.classList.toggle("fl-only-map", only);
  dress();
  const view = fittedView(map, scene);
  drawBase(map, scene);
  // The day shown as it is drawn: on which map, in which popup, for which date.
  const shown = { map, popup: subjectPopup(map, page), date: () => state.date, ground: drawGround(map, index) };
  const grip = {
    hint: (key) => parts.grip.show(key === null ? null : page.say(key)),
    held: (on) => parts.slot.classList.toggle("fl-held-map", on),
  };
  gripped(map, grip);
  letter();
  lookLinked(linked);
  const address = addressBar(
    () => [linkText(scene, state, view.at()), only ? ONLY_MAP : ""].filter(Boolean).join("&"),
    (hash) => follow(readLink(scene, hash)),
  );
  const other = otherDay(page, shown, { open, touch, grip });
  const pointed = linkItems(map, page);
  const told = placeRings(map, page, "told");

  function judge() {
    page.index = asKnown(index, state.known);
    page.marks = dayMarks(page.index);
  }
  function label() {
    const close = view.isClose();
    parts.slot.classList.toggle("fl-far", !close);
    places.label(close);
    other.label(close);
    looked();
  }
  function looked() {
    address.changed();
    share.show();
  }
  /** Look at the map as a link asks: at a view of its own, that of its chapter, or all of it. */
  function lookLinked(link) {
    const chapter = link.state.chapter === null ? null : scene.chapters[link.state.chapter - 1];
    if (link.view !== null) view.restore(link.view);
    else view.look(chapter?.view ?? null);
  }
  /** Show what a link asks for, and say what of it the map has not. */
  function follow(link) {
    set(link.state);
    lookLinked(link);
    ignored = link.ignored;
    tellLink();
  }
  function tellLink() {
    parts.linked.textContent = ignored.length > 0 ? page.say("link_ignored", { what: ignored.join(", ") }) : "";
  }
  function read(subject, day) {
    parts.slot.classList.add("fl-reading");
    day.map.invalidateSize({ animate: false });
    parts.slot.scrollIntoView({ block: "nearest" });
    day.popup.open({ ...subject, date: day.date });
  }
  function open(id, day = shown) {
    const { name: title, lon, lat } = page.index.places.get(id);
    const details = (date) => placeDetails(page, id, date);
    read({ title, at: [lon, lat], details, mark: () => day.marks.nodeOf(id) }, day);
  }
  function openFront(stretch, day = shown) {
    const details = (date) => frontDetails(page, stretch, date);
    read({ title: page.say("the_front"), at: stretch.at, details, mark: () => null }, day);
  }
  function touch({ containerPoint, layerPoint, latlng }, day = other.at(containerPoint) ?? shown) {
    const arc = day.ground.frontAt(layerPoint);
    if (arc < 0) return;
    const stretch = stretchOf(page, wordsOn(page.index, day.date()), arc);
    openFront({ ...stretch, at: [latlng.lng, latlng.lat] }, day);
  }
  function show() {
    const { date, known, range } = state;
    story?.show(state);
    tellOf(state.chapter === null || isLeft(scene, state) ? [] : scene.chapters[state.chapter - 1].places);
    pointed.clear();
    parts.day.textContent = page.words.full(date);
    parts.zone.textContent = page.say(`situation_${known}`, { utc: scene.utc });
    parts.learnt.textContent = learntWords(learntLater(index, date), page.say);
    clocks.show(known);
    time.show(dates.indexOf(date), range.map((day) => dates.indexOf(day)));
    const { gap } = page;
    parts.blank.textContent = gap ? gapWords(gap, page) : "";
    parts.slot.classList.toggle("fl-no-day", gap !== null);
    shown.ground.show(page.index, date);
    mark();
    shown.marks.show(date);
    shown.popup.show();
    if (other.show(parts.slot)) resettle();
    fronts.show(date);
    short.show(date, drawn);
    twin.show(date);
    const { news, more } = dayPanel(page, date);
    parts.news.replaceChildren(...sinceNews(), ...news);
    parts.more.replaceChildren(...more);
    tellLink();
    looked();
  }
  /** Highlight the places that a chapter is about: ringed, and named before others. */
  function tellOf(ids) {
    if (String(ids) === String([...page.told])) return;
    page.told = new Set(ids);
    told.show(ids);
    label();
  }
  /** Measure the ground that passed since the day of comparison, or until it, and shade it. */
  function mark() {
    const { since, range, how } = state;
    const on = since !== null && page.gap === null;
    passed = on ? page.passedSince(since) : null;
    const shades = on && how === "shade" ? passed.shades : [];
    shown.ground.mark(shades);
    parts.keys.replaceChildren(...sinceKeys(page, since, shades));
    const offered = dates.slice(dates.indexOf(range[0])).find((day) => !gapOn(scene, day));
    compared.show(state, offered ?? state.date);
  }
  function sinceNews() {
    if (passed === null) return [];
    const lines = sinceLines(page, state.since, passed.tally).map((line) => el("p.fl-balance", line));
    const heads = [sentence(sinceWords(page, state.since)), page.words.full(state.date)];
    const [since, today] = heads.map((text) => el("h2.fl-sub", text));
    return [since, ...lines, today];
  }
  /** Say what the chosen day brought, with which days it is seen, and which chapter was `turned` to. */
  function news(before = state, turned = false) {
    const { since, date, range } = state;
    const changed = page.gap ? [] : changeSentences(page, date, false);
    const compares = since === null ? [] : [comparingWords(page)];
    const passing = passed === null ? [] : sinceLines(page, since, passed.tally);
    const [from, until] = range.map(page.words.full);
    const days = String(range) === String(before.range) ? [] : [page.say("live_range", { from, until })];
    const chapter = turned ? [story.told()] : [];
    return [...chapter, ...days, daySummary(page, date), ...changed, ...compares, ...passing].join(" ");
  }
  /** Change what is chosen, show it, and tell of it; a RangeError for what the map has not. */
  function set(asked) {
    const before = state;
    state = changedState(scene, state, asked);
    story?.note(asked);
    const chapter = Number.isInteger(asked.chapter) ? scene.chapters[asked.chapter - 1] : null;
    if (state !== before) {
      ignored = [];
      keepFocus(() => change(before));
      if (!playing) live.tell(news(before, chapter !== null));
      document.dispatchEvent(new CustomEvent("frontline:change", { detail: state }));
    }
    if (chapter) view.look(chapter.view);
    if (chapter || (state.chapter !== null && state.language !== before.language)) story.bring();
  }
  /** Show what changed since a state. */
  function change(before) {
    if (state.language !== before.language) {
      map.closePopup();
      other.clear();
      dress();
      for (const observer of [settled, grown]) observer.disconnect();
      watch();
      letter();
    } else if (state.known !== before.known) {
      judge();
      time.draw();
    }
    show();
    if (drawn && (state.language !== before.language || state.known !== before.known)) time.chart();
  }
  /** Compare with a day, or with none; the result says why a day cannot be compared with. */
  function compare(since) {
    const gap = since === null ? null : gapOn(scene, since);
    if (gap === null) set({ since });
    else mark();
    return gap === null ? "" : page.say("compare_gap", { gap: gapWords(gap, page) });
  }
  function chart() {
    drawn = page.hasGround;
    if (!drawn) return;
    time.chart();
    short.show(state.date, drawn);
  }

  function resettle() {
    view.settle();
    other.settle();
    label();
  }
  /** Let the end of the map's column stay in view where it is higher than the window. */
  function stick() {
    const over = Math.max(0, parts.stage.offsetHeight - innerHeight);
    const above = parts.slot.getBoundingClientRect().top - parts.stage.getBoundingClientRect().top;
    parts.stage.style.top = `${-over}px`;
    parts.stage.classList.toggle("fl-loose", over > above); // the map itself would be cut
  }
  const settled = new ResizeObserver(() => {
    stick();
    parts.brief.settle();
    time.draw();
    if (drawn) time.chart();
    resettle();
  });
  const grown = new ResizeObserver(stick); // by what is said of a day: that draws nothing anew
  function watch() {
    grown.observe(parts.stage);
    for (const node of [parts.slot, parts.probe]) settled.observe(node);
  }
  matchMedia("print").addEventListener("change", resettle);
  show();
  map.on("zoomend moveend", label);
  map.on("click", touch);
  map.on("zoomstart", () => parts.slot.classList.add("fl-zooming"));
  map.on("zoomend", () => parts.slot.classList.remove("fl-zooming"));
  map.on("popupclose", () => parts.slot.classList.remove("fl-reading"));
  watch();
  (globalThis.requestIdleCallback ?? setTimeout)(chart);
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
    const scene = await loadScene();
    await globalThis.scheduler?.yield?.(); // two tasks, for neither of them is short
    build(map, scene);
  } catch (error) {
    globalThis.frontlineGate.fail(error);
    throw error;
  }
}

// The link to a view: what the reader chose, after the # of the page's address.

import { changedState, firstState } from "../model/state.mjs";

const LONGEST = 600;
const WRITING_MS = 250;
const OWN_ADDRESS = /^(https?|file):$/;
const LONGEST_NOTE = 60;
const UNWISE = /[^\w.,/:~-]/gu;

/** Stands for no date of comparison, where the map opens with one. */
const NO_DAY = "none";
const asIs = { write: String, read: String };

/** The keys of a link in the order in which they are read, and the keys of the state. */
export const LINK_KEYS = {
  chapter: { key: "chapter", write: String, read: Number },
  range: { key: "range", write: (days) => days.join("/"), read: (words) => words.split("/") },
  date: { key: "date", ...asIs },
  known: { key: "known", ...asIs },
  since: { key: "since", write: (day) => day ?? NO_DAY, read: (word) => (word === NO_DAY ? null : word) },
  how: { key: "how", ...asIs },
  lang: { key: "language", ...asIs },
};

/** The view of the map, which is no part of the state: its zoom, and its centre as `lon,lat`. */
const VIEW = { zoom: "z", centre: "c" };

/**
 * Write what differs from how the map opens as the text after the #; "" where nothing does.
 *
 * @param {Scene} scene
 * @param {State} state
 * @param {Viewpoint|null} view Null while the whole map is in view.
 * @returns {string}
 */
export function linkText(scene, state, view) {
  const opened = firstState(scene);
  const first = { ...changedState(scene, opened, { chapter: state.chapter }), chapter: null };
  const words = Object.entries(LINK_KEYS)
    .filter(([, { key }]) => String(state[key]) !== String(first[key]))
    .map(([name, { key, write }]) => [name, write(state[key])]);
  if (view !== null) {
    words.push([VIEW.zoom, String(Number(view.zoom.toFixed(2)))]);
    words.push([VIEW.centre, view.centre.map((value) => String(Number(value.toFixed(4)))).join(",")]);
  }
  return words.map(([name, word]) => `${name}=${word.replace(UNWISE, encodeURIComponent)}`).join("&");
}

function numbersOf(words, count) {
  const numbers = (words ?? "").split(",").map((word) => (word.trim() === "" ? NaN : Number(word)));
  return numbers.length === count && numbers.every(Number.isFinite) ? numbers : null;
}

/**
 * @param {URLSearchParams} asked
 * @param {Scene} scene
 */
function viewOf(asked, { extent: [west, south, east, north] }) {
  const [zoom, centre] = [numbersOf(asked.get(VIEW.zoom), 1), numbersOf(asked.get(VIEW.centre), 2)];
  if (zoom === null || centre === null) return null;
  const [lon, lat] = centre;
  const [wide, high] = [east - west, north - south];
  const near = lon >= west - wide && lon <= east + wide && lat >= south - high && lat <= north + high;
  return near && zoom[0] >= 0 ? { zoom: zoom[0], centre } : null;
}

/**
 * Read what a link asks for.
 *
 * What it does not name is as the map opens; what the map does not have is left out and listed as
 * it was written. Names that mean nothing here belong to others, and are skipped.
 *
 * @param {Scene} scene
 * @param {string} hash
 * @returns {Link}
 */
export function readLink(scene, hash) {
  const asked = new URLSearchParams(hash.replace(/^#/, "").slice(0, LONGEST));
  const ignored = [];
  const note = (name) => ignored.push(`${name}=${asked.get(name)}`.slice(0, LONGEST_NOTE));
  let state = firstState(scene);
  for (const [name, { key, read }] of Object.entries(LINK_KEYS)) {
    if (!asked.has(name)) continue;
    try {
      state = changedState(scene, state, { [key]: read(asked.get(name)) });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      note(name);
    }
  }
  const view = viewOf(asked, scene);
  if (view === null) Object.values(VIEW).filter((name) => asked.has(name)).forEach(note);
  return { state, view, ignored };
}

/** In the link of a frame: show the map and its legend, nothing else of the page. */
export const ONLY_MAP = "only=map";

/**
 * Test whether a link asks for the map alone.
 *
 * @param {string} hash
 * @returns {boolean}
 */
export function showsOnlyMap(hash) {
  return new URLSearchParams(hash.slice(1, LONGEST)).get("only") === "map";
}

/**
 * Keep the address of the page in step with the view.
 *
 * `changed()` is called after anything that may change it. `href()` is the address of the view;
 * null where the page has no address of its own, as in a frame that was written.
 *
 * @param {() => string} textOf The text after the #.
 * @param {(hash: string) => void} open Called for each link that is followed within the page.
 * @returns {{href(): string|null, changed(): void}}
 */
export function addressBar(textOf, open) {
  let written = textOf();
  let waiting = 0;
  const href = () => [location.href.split("#")[0], textOf()].filter(Boolean).join("#");
  const put = () => {
    if (written === textOf()) return;
    written = textOf();
    try {
      history.replaceState(history.state, "", href());
    } catch {
      // Some frames may not change their address, and no page may change it too often.
    }
  };
  addEventListener("hashchange", () => {
    open(location.hash);
    written = textOf();
  });
  return {
    href: () => (OWN_ADDRESS.test(location.protocol) ? href() : null),
    changed() {
      clearTimeout(waiting);
      waiting = setTimeout(put, WRITING_MS);
    },
  };
}

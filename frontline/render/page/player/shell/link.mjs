// The link to a view: the reader's choices, after the # of the page's address.

import { changedState, firstState } from "../model/state.mjs";

const MAX_LINK = 600;
const WRITING_MS = 250;
const OWN_ADDRESS = /^(https?|file):$/;
const MAX_NOTE = 60;
const ESCAPED = /[^\w.,/:~-]/gu;

/** Means no date of comparison, if the map opens with one. */
const NO_DAY = "none";
const VERBATIM = { write: String, read: String };

/** The keys of a link, in the order of reading, with the keys of the state. */
export const LINK_KEYS = {
  chapter: { key: "chapter", write: String, read: Number },
  range: { key: "range", write: (days) => days.join("/"), read: (words) => words.split("/") },
  date: { key: "date", ...VERBATIM },
  known: { key: "known", ...VERBATIM },
  since: { key: "since", write: (day) => day ?? NO_DAY, read: (word) => (word === NO_DAY ? null : word) },
  how: { key: "how", ...VERBATIM },
  lang: { key: "language", ...VERBATIM },
};

/** The keys of the map's view, which is not part of the state: zoom, and centre as `lon,lat`. */
const VIEW = { zoom: "z", centre: "c" };

/**
 * Write the differences from the opening state as the text after the #; "" without any.
 *
 * @param {Scene} scene
 * @param {State} state
 * @param {Viewpoint|null} view Null while the whole map is in view.
 * @returns {string}
 */
export function linkText(scene, state, view) {
  const opening = firstState(scene);
  const first = { ...changedState(scene, opening, { chapter: state.chapter }), chapter: null };
  const entries = Object.entries(LINK_KEYS)
    .filter(([, { key }]) => String(state[key]) !== String(first[key]))
    .map(([name, { key, write }]) => [name, write(state[key])]);
  if (view !== null) {
    entries.push([VIEW.zoom, String(Number(view.zoom.toFixed(2)))]);
    entries.push([VIEW.centre, view.centre.map((value) => String(Number(value.toFixed(4)))).join(",")]);
  }
  return entries.map(([name, text]) => `${name}=${text.replace(ESCAPED, encodeURIComponent)}`).join("&");
}

function numbersOf(words, count) {
  const numbers = (words ?? "").split(",").map((word) => (word.trim() === "" ? NaN : Number(word)));
  return numbers.length === count && numbers.every(Number.isFinite) ? numbers : null;
}

/**
 * @param {URLSearchParams} params
 * @param {Scene} scene
 */
function viewOf(params, { extent: [west, south, east, north] }) {
  const [zoom, centre] = [numbersOf(params.get(VIEW.zoom), 1), numbersOf(params.get(VIEW.centre), 2)];
  if (zoom === null || centre === null) return null;
  const [lon, lat] = centre;
  const [width, height] = [east - west, north - south];
  const isNear = lon >= west - width && lon <= east + width && lat >= south - height && lat <= north + height;
  return isNear && zoom[0] >= 0 ? { zoom: zoom[0], centre } : null;
}

/**
 * Read a link.
 *
 * Missing keys have their opening values. Values that the map does not have are ignored and listed
 * verbatim. Unknown keys are skipped.
 *
 * @param {Scene} scene
 * @param {string} hash
 * @returns {Link}
 */
export function readLink(scene, hash) {
  const params = new URLSearchParams(hash.replace(/^#/, "").slice(0, MAX_LINK));
  const ignored = [];
  const note = (name) => ignored.push(`${name}=${params.get(name)}`.slice(0, MAX_NOTE));
  let state = firstState(scene);
  for (const [name, { key, read }] of Object.entries(LINK_KEYS)) {
    if (!params.has(name)) continue;
    try {
      state = changedState(scene, state, { [key]: read(params.get(name)) });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      note(name);
    }
  }
  const view = viewOf(params, scene);
  if (view === null) Object.values(VIEW).filter((name) => params.has(name)).forEach(note);
  return { state, view, ignored };
}

/** In the link of a frame: show only the map and its legend. */
export const ONLY_MAP = "only=map";

/**
 * Test whether a link requests only the map.
 *
 * @param {string} hash
 * @returns {boolean}
 */
export function showsOnlyMap(hash) {
  return new URLSearchParams(hash.slice(1, MAX_LINK)).get("only") === "map";
}

/**
 * Synchronize the address of the page with the view.
 *
 * Call `changed()` after anything that may change the view. `href()` returns its address, or null if
 * the page has no address of its own, as in a frame with `srcdoc`.
 *
 * @param {() => string} textOf The text after the #.
 * @param {(hash: string) => void} open Called when the reader follows a link within the page.
 * @returns {{href(): string|null, changed(): void}}
 */
export function addressBar(textOf, open) {
  let written = textOf();
  let waiting = 0;
  const href = () => [location.href.split("#")[0], textOf()].filter(Boolean).join("#");
  const write = () => {
    if (written === textOf()) return;
    written = textOf();
    try {
      history.replaceState(history.state, "", href());
    } catch {
      // Not allowed in some frames, and not too often in any page.
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
      waiting = setTimeout(write, WRITING_MS);
    },
  };
}

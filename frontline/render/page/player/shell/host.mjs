// The page around the frame: the messages that are posted to it, and the few that are accepted.

const SIGN = 1;
const SETTLING_MS = 100;
const MOST_LETTERS = 60;
const MOST_ITEMS = 8;

function isPlain(value) {
  return value === null || (typeof value === "string" && value.length <= MOST_LETTERS);
}

function isListLike(value, items) {
  return Array.isArray(value) && value.length <= MOST_ITEMS && value.length === items.length &&
    value.every(isPlain);
}

/** Pick the keys of the state that a message may set: short text, null, or a list of the same length. */
function askedState(asked, state) {
  if (asked?.constructor !== Object) return null;
  const entries = Object.keys(state)
    .filter((key) => key in asked)
    .map((key) => [key, asked[key]]);
  const fits = (/** @type {any[]} */ [key, value]) =>
    Array.isArray(state[key]) ? isListLike(value, state[key]) : isPlain(value);
  return entries.length > 0 && entries.every(fits) ? Object.fromEntries(entries) : null;
}

/**
 * Read a message from the page around: `{type: "ask"}`, `{type: "fit"}` or `{type: "set", state}`;
 * null for anything else.
 *
 * @param {any} data
 * @param {State} state
 * @returns {{type: string, state?: Partial<State>}|null}
 */
export function readMessage(data, state) {
  if (data?.constructor !== Object || data.frontline !== SIGN) return null;
  const { type } = data;
  if (type === "ask" || type === "fit") return { type };
  if (type !== "set") return null;
  const asked = askedState(data.state, state);
  return asked === null ? null : { type, state: asked };
}

/**
 * Exchange messages with the page around, if any: post the state and the height whenever they
 * change.
 *
 * Nothing that is posted is a secret: it goes to any page that embeds the map. This is the only
 * module that knows of a page around, and it reads nothing from it.
 *
 * @param {Page} page
 * @param {() => void} fit
 */
export function hostLink(page, fit) {
  const host = window.parent;
  if (host === window) return;
  const { dates, languages, title } = page.index.scene;
  const root = document.documentElement;
  const post = (type, values) => host.postMessage({ frontline: SIGN, type, ...values }, "*");
  let [height, waiting] = [0, 0];
  const tellHeight = (again) => {
    const next = Math.ceil(root.getBoundingClientRect().height);
    if (next > 0 && (again || next !== height)) post("height", { height: next });
    height = next;
  };
  const ready = () =>
    post("ready", { title, dates: [...dates], languages: [...languages], state: page.state });
  const answer = {
    ask() {
      ready();
      tellHeight(true);
    },
    fit,
    set({ state }) {
      try {
        page.set(state);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    },
  };
  addEventListener("message", (event) => {
    if (event.source !== host) return;
    const asked = readMessage(event.data, page.state);
    if (asked !== null) answer[asked.type](asked);
  });
  new ResizeObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(tellHeight, SETTLING_MS);
  }).observe(root);
  document.addEventListener("frontline:change", () => post("state", { state: page.state }));
  ready();
  tellHeight(true);
}

/** Lay the page out as embedded where it is: its height does not follow the height of its frame. */
export function markEmbedded() {
  document.documentElement.classList.toggle("fl-embedded", window.parent !== window);
}

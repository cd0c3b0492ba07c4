// The host page of the frame: the messages posted to it, and the few messages accepted from it.

const PROTOCOL = 1;
const SETTLING_MS = 100;
const MAX_LETTERS = 60;
const MAX_ITEMS = 8;

function isPlain(value) {
  return value === null || (typeof value === "string" && value.length <= MAX_LETTERS);
}

function isListLike(value, items) {
  return Array.isArray(value) && value.length <= MAX_ITEMS && value.length === items.length &&
    value.every(isPlain);
}

/** Return the valid state keys of a message; values are short texts, null, or equally long lists. */
function requestedState(request, state) {
  if (request?.constructor !== Object) return null;
  const entries = Object.keys(state)
    .filter((key) => key in request)
    .map((key) => [key, request[key]]);
  const fits = (/** @type {any[]} */ [key, value]) =>
    Array.isArray(state[key]) ? isListLike(value, state[key]) : isPlain(value);
  return entries.length > 0 && entries.every(fits) ? Object.fromEntries(entries) : null;
}

/**
 * Read a message from the host page: `{type: "ask"}`, `{type: "fit"}` or `{type: "set", state}`;
 * null for anything else.
 *
 * @param {any} data
 * @param {State} state
 * @returns {{type: string, state?: Partial<State>}|null}
 */
export function readMessage(data, state) {
  if (data?.constructor !== Object || data.frontline !== PROTOCOL) return null;
  const { type } = data;
  if (type === "ask" || type === "fit") return { type };
  if (type !== "set") return null;
  const request = requestedState(data.state, state);
  return request === null ? null : { type, state: request };
}

/**
 * Exchange messages with the host page, if any: post the state and the height whenever they change.
 *
 * Messages go to any page that embeds the map and contain no secrets. This is the only module that
 * uses the host page, and it reads nothing from it except messages.
 *
 * @param {Page} page
 * @param {() => void} fit
 */
export function hostLink(page, fit) {
  const host = window.parent;
  if (host === window) return;
  const { dates, languages, title } = page.index.scene;
  const root = document.documentElement;
  const post = (type, values) => host.postMessage({ frontline: PROTOCOL, type, ...values }, "*");
  let [height, waiting] = [0, 0];
  const postHeight = (always) => {
    const next = Math.ceil(root.getBoundingClientRect().height);
    if (next > 0 && (always || next !== height)) post("height", { height: next });
    height = next;
  };
  const ready = () =>
    post("ready", { title, dates: [...dates], languages: [...languages], state: page.state });
  const answer = {
    ask() {
      ready();
      postHeight(true);
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
    const request = readMessage(event.data, page.state);
    if (request !== null) answer[request.type](request);
  });
  new ResizeObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(postHeight, SETTLING_MS);
  }).observe(root);
  document.addEventListener("frontline:change", () => post("state", { state: page.state }));
  ready();
  postHeight(true);
}

/** Mark an embedded page, whose height must not follow the height of its frame. */
export function markEmbedded() {
  document.documentElement.classList.toggle("fl-embedded", window.parent !== window);
}

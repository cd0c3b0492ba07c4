// The scripting interface of the page: `window.frontline`.

/**
 * Make the object with which scripts read and set the state.
 *
 * @param {Page} page
 * @returns {object}
 */
export function pageObject(page) {
  const object = {
    dates: Object.freeze([...page.original.dates]),
    set: page.set,
    goTo: (date) => page.set({ date }),
    get state() {
      return page.state;
    },
    get passed() {
      return page.passed?.tally ?? null;
    },
  };
  for (const key of Object.keys(page.state)) {
    const [get, set] = [() => page.state[key], (value) => page.set({ [key]: value })];
    Object.defineProperty(object, key, { enumerable: true, get, set });
  }
  return Object.freeze(object);
}

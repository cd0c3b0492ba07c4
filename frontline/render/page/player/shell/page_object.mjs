// What scripts of the page drive it by: `window.frontline`.

/**
 * Make the object by which scripts read and set what is chosen.
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
    const [get, set] = [() => page.state[key], (asked) => page.set({ [key]: asked })];
    Object.defineProperty(object, key, { enumerable: true, get, set });
  }
  return Object.freeze(object);
}

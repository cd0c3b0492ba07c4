// Order and groups of items, the same in every browser and language.

/** Compare two strings by code unit, the same in every browser and language. */
export function byText(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Group the items of a list under every key that `keysOf` gives for them. */
export function groupBy(items, keysOf) {
  const groups = new Map();
  for (const item of items) {
    for (const key of keysOf(item)) {
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(item);
    }
  }
  return groups;
}

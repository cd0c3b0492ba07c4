// Sorting and grouping, the same in every browser and language.

/**
 * Compare two strings by code unit, the same in every browser and language.
 *
 * @param {string} a
 * @param {string} b
 * @returns {number}
 */
export function byText(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Group items under every key that `keysOf` returns for them.
 *
 * @template T, K
 * @param {Iterable<T>} items
 * @param {(item: T) => K[]} keysOf
 * @returns {Map<K, T[]>}
 */
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

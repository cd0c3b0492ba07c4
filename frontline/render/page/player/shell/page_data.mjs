// The data blocks of the page: packed text that boot.mjs begins to inflate and the player reads.

/**
 * Take the bytes of a block. They are given once, so that the page does not keep them.
 *
 * @param {string} id
 * @returns {Promise<Uint8Array>}
 */
export function take(id) {
  const element = document.getElementById(id);
  const { inflated } = element;
  delete element.inflated;
  return inflated;
}

// The data blocks of the page: compressed texts that boot.mjs inflates and the player reads.

/**
 * Take the bytes of a block. This works once, so that the page does not keep them in memory.
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

// Spans of all zones → the value of each zone on one day.

/**
 * Return the value of each zone on a day.
 *
 * @param {Runs} runs
 * @param {number} day
 * @param {ArrayLike<number>} valueOf The value of each word.
 * @param {number} none The value of a zone without a span.
 * @returns {Int16Array}
 */
export function zoneValues({ first, start, end, word }, day, valueOf, none) {
  const state = new Int16Array(first.length - 1).fill(none);
  for (let zone = 0; zone < state.length; zone++) {
    for (let i = first[zone]; i < first[zone + 1]; i++) {
      if (start[i] <= day && day < end[i]) state[zone] = valueOf[word[i]];
    }
  }
  return state;
}

/**
 * Return the number of the side that holds or claims the area of each word, or -1.
 *
 * @param {{words: Pick<Word, "status" | "side">[]}} mesh
 * @returns {number[]}
 */
export function sideNumbers({ words }) {
  const numbers = new Map();
  return words.map(({ status, side }) => {
    if (status !== "held" && status !== "claimed") return -1;
    if (!numbers.has(side)) numbers.set(side, numbers.size);
    return numbers.get(side);
  });
}

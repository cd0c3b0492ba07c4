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
 * Return the number of the camp that holds or claims the area of each word: a bloc, or a side
 * without one; -1 for nobody and for a side that is no party to the conflict.
 *
 * @param {{mesh: {words: Pick<Word, "status" | "side">[]}, sides: Pick<Side, "id" | "bloc" | "party">[]}} scene
 * @returns {number[]}
 */
export function campNumbers({ mesh, sides }) {
  const parties = new Map(sides.filter(({ party }) => party).map((side) => [side.id, side]));
  const numbers = new Map();
  return mesh.words.map(({ status, side }) => {
    const party = status === "held" || status === "claimed" ? parties.get(side) : undefined;
    if (party === undefined) return -1;
    const camp = party.bloc === null ? `side ${side}` : `bloc ${party.bloc}`;
    if (!numbers.has(camp)) numbers.set(camp, numbers.size);
    return numbers.get(camp);
  });
}

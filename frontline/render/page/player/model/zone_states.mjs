// Spans of all zones → the state of each zone on one day.

/** Find for each zone what `valueOf` its word is on day number `day`; `none` where it has none. */
export function stateOn({ first, start, end, word }, day, valueOf, none) {
  const state = new Int16Array(first.length - 1).fill(none);
  for (let zone = 0; zone < state.length; zone++) {
    for (let i = first[zone]; i < first[zone + 1]; i++) {
      if (start[i] <= day && day < end[i]) state[zone] = valueOf[word[i]];
    }
  }
  return state;
}

/** Number the side that holds or claims by each word, -1 for none. */
export function sidesOf({ words }) {
  const numbers = new Map();
  return words.map(({ status, side }) => {
    if (status !== "held" && status !== "claimed") return -1;
    if (!numbers.has(side)) numbers.set(side, numbers.size);
    return numbers.get(side);
  });
}

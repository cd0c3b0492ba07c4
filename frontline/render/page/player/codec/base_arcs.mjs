// Bytes → the arcs of the base map and the features that consist of them; base_arcs.py has the encoder.

import { traceFaces, walkArcs } from "./arcs.mjs";
import { context, decoder } from "./range_coder.mjs";

/**
 * Decode a part of the base map.
 *
 * @param {Uint8Array} bytes
 * @returns {{arcs: Omit<Arcs, "perDegree">, features: BaseLines[]}}
 */
export function unpackBase(bytes) {
  const read = decoder(bytes);
  const arcs = walkArcs(read);
  const after = traceFaces(arcs);
  const [turnOf, halvesOf, firstOf] = [context(), context(), context()];
  let [layer, name, first] = [0, 0, 0];

  function readLine() {
    const halves = new Int32Array(read.natural(halvesOf) + 1);
    halves[0] = first + read.whole(firstOf);
    for (let i = 1; i < halves.length; i++) {
      let half = after[halves[i - 1]];
      for (let turn = read.natural(turnOf); turn > 0; turn--) half = after[half ^ 1];
      halves[i] = half;
    }
    first = halves[halves.length - 1];
    return halves;
  }
  const [count, layerOf, namedOf, nameOf, linesOf] = Array.from({ length: 5 }, context);
  const features = Array.from({ length: read.natural(count) }, () => {
    layer += read.natural(layerOf);
    const isNamed = read.bit(namedOf) === 1;
    if (isNamed) name += read.whole(nameOf);
    const lines = Array.from({ length: read.natural(linesOf) }, readLine);
    return { layer, name: isNamed ? name : -1, lines };
  });
  return { arcs, features };
}

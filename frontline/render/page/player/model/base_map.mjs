// The base map of the page, each part of it decoded when it is first drawn or named.

import { unpackBase } from "../codec/base_arcs.mjs";
import { lineOf } from "./stitch_rings.mjs";

/** Return the vertices of consecutive half-edges; each starts where the one before ends. */
function lineAlong(arcs, halves) {
  return [...halves].flatMap((half, i) => lineOf(arcs, half).slice(i > 0 ? 1 : 0));
}

/**
 * Make the base map of the page.
 *
 * @param {Uint8Array} bytes The packed lines, at the end of the page's data.
 * @param {BaseLayer[]} layers
 * @param {{bytes: number, per_degree: number, layers: number[]}[]} streams
 * @returns {BaseMap}
 */
export function baseMap(bytes, layers, streams) {
  let end = bytes.length - streams.reduce((sum, stream) => sum + stream.bytes, 0);
  const parts = streams.map(({ bytes: size, per_degree: perDegree, layers: own }) => {
    const packed = bytes.subarray(end, end += size);
    let decoded = null;
    const read = () => {
      const { arcs, features } = unpackBase(packed);
      return { arcs: { ...arcs, perDegree }, features };
    };
    return { size, layers: own, read: () => (decoded ??= read()) };
  });
  const isDrawn = ({ scales: [finest, coarsest] }, mPerPx) =>
    finest <= mPerPx && mPerPx <= (coarsest ?? Infinity);
  const linesByKind = new Map();
  function readLines(kind) {
    const isOfKind = (layer) => layers[layer].kind === kind;
    const named = new Map();
    for (const part of parts) {
      if (!part.layers.some(isOfKind)) continue;
      const { arcs, features } = part.read();
      for (const { layer, name, lines } of features) {
        if (!isOfKind(layer)) continue;
        if (!named.has(name)) named.set(name, []);
        named.get(name).push(...lines.map((halves) => lineAlong(arcs, halves)));
      }
    }
    return named;
  }
  return {
    layers,
    parts,
    has: (kind) => layers.some((layer) => layer.kind === kind),
    isDrawn,
    linesOf(kind) {
      if (!linesByKind.has(kind)) linesByKind.set(kind, readLines(kind));
      return linesByKind.get(kind);
    },
  };
}

// Reads numbers of known kinds with the page's own decoder, and prints them.

import { readFileSync } from "node:fs";

import { contexts, decoder } from "../../frontline/render/page/player/codec/range_coder.mjs";

const [kinds, bytes] = process.argv.slice(2).map((path) => readFileSync(path));
const read = decoder(new Uint8Array(bytes));
const [bits, naturals, wholes] = [contexts(), contexts(), contexts()];
const ways = {
  bit: (of) => read.bit(bits(of)),
  natural: (of) => read.natural(naturals(of)),
  whole: (of) => read.whole(wholes(of)),
};
process.stdout.write(JSON.stringify(JSON.parse(kinds).map(([way, of]) => ways[way](of))));

// Decodes numbers of given kinds with the page's own decoder, and prints them as JSON.

import { readFileSync } from "node:fs";

import { contexts, decoder } from "../../frontline/render/page/player/codec/range_coder.mjs";

const [kinds, bytes] = process.argv.slice(2).map((path) => readFileSync(path));
const read = decoder(new Uint8Array(bytes));
const [bits, naturals, wholes] = [contexts(), contexts(), contexts()];
const readers = {
  bit: (context) => read.bit(bits(context)),
  natural: (context) => read.natural(naturals(context)),
  whole: (context) => read.whole(wholes(context)),
};
process.stdout.write(JSON.stringify(JSON.parse(kinds).map(([kind, context]) => readers[kind](context))));

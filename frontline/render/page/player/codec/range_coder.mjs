// Bytes → numbers: the decoder of an adaptive binary range coder; range_coder.py has the encoder.

const BITS = 15;
const ONE = 1 << BITS;
const TOP = 1 << 24;
const SLOWEST = 45;
const SIZES = 5;
const ROUGH = 2;
const RAW = 16;

/**
 * Make the context of one kind of number: the odds of its bits, and how often each was read.
 *
 * @returns {NumberContext}
 */
export function context() {
  return { size: null, rough: [], sign: null };
}

/**
 * Make a family of contexts by whole numbers from 0 up, each made when it is first used.
 *
 * @returns {(key: number) => NumberContext}
 */
export function contexts() {
  const family = [];
  return (key) => (family[key] ??= context());
}

function tree(depth) {
  const odds = new Uint16Array(2 << depth).fill(2);
  odds.fill(ONE >> 1, 0, 1 << depth);
  return odds;
}

/**
 * Read numbers from bytes, in the order in which they were written.
 *
 * Reading bits is the first thing that a page does, before the browser has compiled anything: no
 * number here is boxed, and none is kept in a closure while it changes.
 *
 * @param {Uint8Array} bytes
 * @returns {Decoder}
 */
export function decoder(bytes) {
  const state = Uint32Array.of(0xffffffff, new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), 4);

  function read(odds, width) {
    const seen = odds.length >> 1;
    let node = 1;
    let range = state[0];
    let code = state[1];
    for (let i = 0; i < width; i++) {
      const zero = odds[node];
      const bound = Math.imul(range >>> BITS, zero) >>> 0;
      const rate = odds[seen + node];
      if (rate < SLOWEST) odds[seen + node] = rate + 1;
      if (code < bound) {
        range = bound;
        odds[node] = Math.min(zero + (((ONE - zero) / rate) | 0), ONE - 1);
        node *= 2;
      } else {
        range = (range - bound) >>> 0;
        code = (code - bound) >>> 0;
        odds[node] = zero - ((zero / rate) | 0) || 1;
        node = 2 * node + 1;
      }
      while (range < TOP) {
        code = ((code << 8) | bytes[state[2]++]) >>> 0; // bytes beyond the end are 0
        range = (range << 8) >>> 0;
      }
    }
    state[0] = range;
    state[1] = code;
    return node - (1 << width);
  }
  function raw(width) {
    let range = state[0] >>> width;
    const value = (state[1] / range) >>> 0;
    let code = (state[1] - Math.imul(value, range)) >>> 0;
    while (range < TOP) {
      code = ((code << 8) | bytes[state[2]++]) >>> 0;
      range = (range << 8) >>> 0;
    }
    state[0] = range;
    state[1] = code;
    return value;
  }
  function natural(of) {
    of.size ??= tree(SIZES);
    const size = read(of.size, SIZES);
    const rough = Math.min(size, ROUGH);
    let value = 1;
    if (rough > 0) {
      of.rough[size] ??= tree(rough);
      value = (value << rough) | read(of.rough[size], rough);
    }
    for (let left = size - rough; left > 0; left -= RAW) {
      const width = Math.min(left, RAW);
      value = value * (1 << width) + raw(width);
    }
    return value - 1;
  }
  function bit(of) {
    of.sign ??= tree(1);
    return read(of.sign, 1);
  }
  return {
    bit,
    natural,
    whole(of) {
      const value = natural(of);
      return value > 0 && bit(of) === 1 ? -value : value;
    },
  };
}

// Bytes → numbers: the decoder of an adaptive binary range coder; range_coder.py has the encoder.

const ODDS_BITS = 15;
const CERTAIN = 1 << ODDS_BITS;
const MIN_RANGE = 1 << 24;
const MAX_COUNT = 45;
const SIZE_BITS = 5;
const LEADING_BITS = 2;
const MAX_RAW_BITS = 16;

/**
 * Make the context of one kind of number: the odds of its bits and their counts.
 *
 * @returns {NumberContext}
 */
export function context() {
  return { size: null, rough: [], sign: null };
}

/**
 * Make contexts by key, a whole number from 0; each is made on first use.
 *
 * @returns {(key: number) => NumberContext}
 */
export function contexts() {
  const family = [];
  return (key) => (family[key] ??= context());
}

function tree(depth) {
  const odds = new Uint16Array(2 << depth).fill(2);
  odds.fill(CERTAIN >> 1, 0, 1 << depth);
  return odds;
}

/**
 * Make the decoder of some bytes; it reads numbers in the order in which they were written.
 *
 * A page decodes before the browser has optimized any code. So no number here is boxed, and no
 * changing number is kept in a closure.
 *
 * @param {Uint8Array} bytes
 * @returns {Decoder}
 */
export function decoder(bytes) {
  const state = Uint32Array.of(0xffffffff, new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), 4);

  function read(odds, width) {
    const counts = odds.length >> 1;
    let node = 1;
    let range = state[0];
    let code = state[1];
    for (let i = 0; i < width; i++) {
      const zero = odds[node];
      const bound = Math.imul(range >>> ODDS_BITS, zero) >>> 0;
      const rate = odds[counts + node];
      if (rate < MAX_COUNT) odds[counts + node] = rate + 1;
      if (code < bound) {
        range = bound;
        odds[node] = Math.min(zero + (((CERTAIN - zero) / rate) | 0), CERTAIN - 1);
        node *= 2;
      } else {
        range = (range - bound) >>> 0;
        code = (code - bound) >>> 0;
        odds[node] = zero - ((zero / rate) | 0) || 1;
        node = 2 * node + 1;
      }
      while (range < MIN_RANGE) {
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
    while (range < MIN_RANGE) {
      code = ((code << 8) | bytes[state[2]++]) >>> 0;
      range = (range << 8) >>> 0;
    }
    state[0] = range;
    state[1] = code;
    return value;
  }
  function natural(of) {
    of.size ??= tree(SIZE_BITS);
    const size = read(of.size, SIZE_BITS);
    const leading = Math.min(size, LEADING_BITS);
    let value = 1;
    if (leading > 0) {
      of.rough[size] ??= tree(leading);
      value = (value << leading) | read(of.rough[size], leading);
    }
    for (let remaining = size - leading; remaining > 0; remaining -= MAX_RAW_BITS) {
      const width = Math.min(remaining, MAX_RAW_BITS);
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

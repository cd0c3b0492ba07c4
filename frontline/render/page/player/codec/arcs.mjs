// Bytes → arcs and the faces between them; arcs.py has the encoder.

import { context, contexts } from "./range_coder.mjs";

const MOST_DEGREE = 5;
const ALONG = 0;
const TURN = 1;

function twice(numbers) {
  const more = new Int32Array(2 * numbers.length);
  more.set(numbers);
  return more;
}

/** Keep the vertices of all arcs, one after the other. */
function vertexList(room) {
  let [xs, ys, count] = [new Int32Array(room), new Int32Array(room), 0];
  return {
    add(x, y) {
      if (count === xs.length) [xs, ys] = [xs, ys].map(twice);
      xs[count] = x;
      ys[count] = y;
      count += 1;
      return count;
    },
    all: () => ({ x: xs.slice(0, count), y: ys.slice(0, count) }),
  };
}

/** Keep the nodes at which further arcs end, from west to east. */
function openNodes(most) {
  const [xs, ys] = [new Float64Array(most), new Float64Array(most)];
  const open = new Int32Array(most);
  let count = 0;
  // The nearest nodes of a search, the nearest first, and the square of their distance.
  const [away, nodes] = [new Float64Array(most), new Int32Array(most)];

  /** Find the first open node that does not lie west of a longitude. */
  function placeOf(east) {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (xs[open[middle]] < east) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  return {
    xs,
    ys,
    add(node, x, y) {
      xs[node] = x;
      ys[node] = y;
      const place = placeOf(x);
      open.copyWithin(place + 1, place, count);
      open[place] = node;
      count += 1;
    },
    remove(node) {
      const place = open.indexOf(node, placeOf(xs[node]));
      open.copyWithin(place, place + 1, count);
      count -= 1;
    },
    /** Find the node that is `rank` steps from the nearest; of two as near, the older is nearer. */
    nearest(x, y, rank) {
      away.fill(Infinity, 0, rank + 1);
      for (let east = placeOf(x), west = east - 1; west >= 0 || east < count;) {
        const toWest = west < 0 ? Infinity : x - xs[open[west]];
        const toEast = east === count ? Infinity : xs[open[east]] - x;
        const node = open[toWest < toEast ? west-- : east++];
        const across = Math.min(toWest, toEast);
        if (across * across > away[rank]) break;
        const north = ys[node] - y;
        const d = across * across + north * north;
        if (d > away[rank] || (d === away[rank] && node > nodes[rank])) continue;
        let i = rank;
        while (i > 0 && (d < away[i - 1] || (d === away[i - 1] && node < nodes[i - 1]))) {
          away[i] = away[i - 1];
          nodes[i] = nodes[i - 1];
          i -= 1;
        }
        away[i] = d;
        nodes[i] = node;
      }
      return nodes[rank];
    },
  };
}

/** Make the function that moves a pen by the next step; a step is shorter where the last is `known`. */
function stepReader(whole) {
  const ctx = { x: contexts(), y: contexts(), forth: contexts(), off: contexts() };
  return (pen, kind, known) => {
    if (!known) {
      pen.dx = whole(ctx.x(kind));
      pen.dy = whole(ctx.y(kind));
    } else {
      const wide = Math.abs(pen.dx) >= Math.abs(pen.dy);
      const main = wide ? pen.dx : pen.dy;
      const other = wide ? pen.dy : pen.dx;
      const along = Math.abs(main);
      const forth = whole(ctx.forth(kind));
      const size = (32 - Math.clz32(Math.abs(forth) + 1)) >> 1;
      const off = whole(ctx.off((kind * 32 + size) * 2 + (forth < 0 ? 1 : 0)));
      const across = (Math.floor((2 * forth * other + along) / (2 * along)) + off) | 0;
      const ahead = main > 0 ? forth : -forth;
      pen.dx = wide ? ahead : across;
      pen.dy = wide ? across : ahead;
    }
    pen.x = (pen.x + pen.dx) | 0;
    pen.y = (pen.y + pen.dy) | 0;
  };
}

/**
 * Walk the arcs in the order in which they were written; half-edge `2n + 1` is arc `n` backwards.
 *
 * @param {Decoder} reader
 * @returns {Nodes}
 */
export function walkArcs({ bit, natural, whole }) {
  const ctx = { start: context(), degree: context(), vertices: context(), rank: context(), met: contexts() };
  const count = natural(context());
  const room = 2 * count + 1;
  const [origin, first] = [new Int32Array(2 * count), new Int32Array(count + 1)];
  const [degree, left] = [new Int32Array(room), new Int32Array(room)];
  const [line, open, step] = [vertexList(room), openNodes(room), stepReader(whole)];
  const pen = { x: 0, y: 0, dx: 0, dy: 0 }; // whole numbers all, so that none is ever boxed
  const stack = [];
  let met = 0;

  function meet() {
    const node = met++;
    degree[node] = left[node] = natural(ctx.degree);
    open.add(node, pen.x, pen.y);
    stack.push(node);
    return node;
  }
  function leave(node) {
    left[node] -= 1;
    if (left[node] <= 0) open.remove(node);
  }
  /** Move the pen to the end of an arc: to an open node, or to a new one. */
  function finish(kind, known) {
    if (!bit(ctx.met(kind === ALONG ? 1 : 0))) {
      step(pen, kind, known);
      return meet();
    }
    const node = open.nearest(pen.x, pen.y, natural(ctx.rank));
    pen.dx = (open.xs[node] - pen.x) | 0;
    pen.dy = (open.ys[node] - pen.y) | 0;
    pen.x += pen.dx;
    pen.y += pen.dy;
    return node;
  }
  function readArc(number, node, before) {
    const vertices = natural(ctx.vertices);
    let kind = before ? Math.min(degree[node], MOST_DEGREE) : TURN;
    let known = before;
    origin[2 * number] = node;
    line.add(pen.x, pen.y);
    leave(node);
    for (let i = 0; i < vertices; i++) {
      step(pen, kind, known);
      line.add(pen.x, pen.y);
      kind = ALONG;
      known = true;
    }
    const end = finish(kind, known);
    first[number + 1] = line.add(pen.x, pen.y);
    leave(end);
    origin[2 * number + 1] = end;
    return end;
  }

  let [number, startX, startY] = [0, 0, 0];
  while (number < count) {
    startX += whole(ctx.start);
    startY += whole(ctx.start);
    [pen.x, pen.y] = [startX, startY];
    meet();
    while (stack.length > 0) {
      let node = stack.at(-1);
      let before = false;
      pen.x = open.xs[node] | 0;
      pen.y = open.ys[node] | 0;
      if (left[node] === 0) stack.pop();
      while (left[node] > 0) {
        node = readArc(number, node, before);
        number += 1;
        before = true;
      }
    }
  }
  return { count, origin, first, nodes: met, ...line.all() };
}

/**
 * Find for each half-edge the next half-edge around the face to its left.
 *
 * @param {Nodes} nodes
 * @returns {Int32Array}
 */
export function traceFaces({ count, origin, first, nodes, x, y }) {
  // For each node, a list of the half-edges that start there, in the order of their angles.
  const [head, next] = [new Int32Array(nodes).fill(-1), new Int32Array(2 * count)];
  const angle = new Float64Array(2 * count);
  for (let half = 0; half < 2 * count; half++) {
    const back = half & 1;
    const from = back ? first[(half >> 1) + 1] - 1 : first[half >> 1];
    const to = back ? from - 1 : from + 1;
    angle[half] = Math.atan2(y[to] - y[from], x[to] - x[from]);
    let before = -1;
    let behind = head[origin[half]];
    while (behind >= 0 && angle[behind] <= angle[half]) {
      before = behind;
      behind = next[behind];
    }
    next[half] = behind;
    if (before < 0) head[origin[half]] = half;
    else next[before] = half;
  }
  const after = new Int32Array(2 * count);
  for (let node = 0; node < nodes; node++) {
    let last = head[node];
    while (next[last] >= 0) last = next[last];
    for (let half = head[node], before = last; half >= 0; before = half, half = next[half]) {
      after[half ^ 1] = before;
    }
  }
  return after;
}

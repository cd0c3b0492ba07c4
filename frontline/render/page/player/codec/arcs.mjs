// Bytes → arcs and the faces between them; arcs.py has the encoder.

import { context, contexts } from "./range_coder.mjs";

const MAX_DEGREE = 5;
const ALONG = 0;
const TURN = 1;

function doubled(numbers) {
  const copy = new Int32Array(2 * numbers.length);
  copy.set(numbers);
  return copy;
}

/** Make a growing list of the vertices of all arcs. */
function vertexList(room) {
  let [xs, ys, count] = [new Int32Array(room), new Int32Array(room), 0];
  return {
    add(x, y) {
      if (count === xs.length) [xs, ys] = [xs, ys].map(doubled);
      xs[count] = x;
      ys[count] = y;
      count += 1;
      return count;
    },
    all: () => ({ x: xs.slice(0, count), y: ys.slice(0, count) }),
  };
}

/** Make an index of the open nodes, at which further arcs end, sorted from west to east. */
function openNodes(size) {
  const [xs, ys] = [new Float64Array(size), new Float64Array(size)];
  const open = new Int32Array(size);
  let count = 0;
  // The nodes of a search, nearest first, and their squared distances.
  const [dists, nodes] = [new Float64Array(size), new Int32Array(size)];

  /** Return the index of the first open node that is not west of a longitude. */
  function placeOf(lon) {
    let low = 0;
    let high = count;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (xs[open[mid]] < lon) low = mid + 1;
      else high = mid;
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
    /** Return the open node at a rank by distance; of two at equal distance, the older comes first. */
    nearest(x, y, rank) {
      dists.fill(Infinity, 0, rank + 1);
      for (let east = placeOf(x), west = east - 1; west >= 0 || east < count;) {
        const toWest = west < 0 ? Infinity : x - xs[open[west]];
        const toEast = east === count ? Infinity : xs[open[east]] - x;
        const node = open[toWest < toEast ? west-- : east++];
        const across = Math.min(toWest, toEast);
        if (across * across > dists[rank]) break;
        const north = ys[node] - y;
        const d = across * across + north * north;
        if (d > dists[rank] || (d === dists[rank] && node > nodes[rank])) continue;
        let i = rank;
        while (i > 0 && (d < dists[i - 1] || (d === dists[i - 1] && node < nodes[i - 1]))) {
          dists[i] = dists[i - 1];
          nodes[i] = nodes[i - 1];
          i -= 1;
        }
        dists[i] = d;
        nodes[i] = node;
      }
      return nodes[rank];
    },
  };
}

/** Make the function that moves a pen by the next step, relative to the last step if it is `known`. */
function stepReader(readWhole) {
  const ctx = { x: contexts(), y: contexts(), forth: contexts(), off: contexts() };
  return (pen, kind, known) => {
    if (!known) {
      pen.dx = readWhole(ctx.x(kind));
      pen.dy = readWhole(ctx.y(kind));
    } else {
      const wide = Math.abs(pen.dx) >= Math.abs(pen.dy);
      const main = wide ? pen.dx : pen.dy;
      const minor = wide ? pen.dy : pen.dx;
      const length = Math.abs(main);
      const advance = readWhole(ctx.forth(kind));
      const size = (32 - Math.clz32(Math.abs(advance) + 1)) >> 1;
      const offset = readWhole(ctx.off((kind * 32 + size) * 2 + (advance < 0 ? 1 : 0)));
      const across = (Math.floor((2 * advance * minor + length) / (2 * length)) + offset) | 0;
      const ahead = main > 0 ? advance : -advance;
      pen.dx = wide ? ahead : across;
      pen.dy = wide ? across : ahead;
    }
    pen.x = (pen.x + pen.dx) | 0;
    pen.y = (pen.y + pen.dy) | 0;
  };
}

/**
 * Read the arcs in the order of the encoder's walk; half-edge `2n + 1` is arc `n` reversed.
 *
 * @param {Decoder} reader
 * @returns {Nodes}
 */
export function walkArcs({ bit, natural, whole }) {
  const ctx = { start: context(), degree: context(), vertices: context(), rank: context(), met: contexts() };
  const count = natural(context());
  const room = 2 * count + 1;
  const [origin, first] = [new Int32Array(2 * count), new Int32Array(count + 1)];
  const [degree, unread] = [new Int32Array(room), new Int32Array(room)];
  const [line, open, step] = [vertexList(room), openNodes(room), stepReader(whole)];
  const pen = { x: 0, y: 0, dx: 0, dy: 0 }; // only whole numbers, so that none is boxed
  const stack = [];
  let found = 0;

  function meet() {
    const node = found++;
    degree[node] = unread[node] = natural(ctx.degree);
    open.add(node, pen.x, pen.y);
    stack.push(node);
    return node;
  }
  function leave(node) {
    unread[node] -= 1;
    if (unread[node] <= 0) open.remove(node);
  }
  /** Move the pen to the end of an arc: an open node or a new one. */
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
    let kind = before ? Math.min(degree[node], MAX_DEGREE) : TURN;
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
      if (unread[node] === 0) stack.pop();
      while (unread[node] > 0) {
        node = readArc(number, node, before);
        number += 1;
        before = true;
      }
    }
  }
  return { count, origin, first, nodes: found, ...line.all() };
}

/**
 * Return for each half-edge the next half-edge around the face to its left.
 *
 * @param {Nodes} nodes
 * @returns {Int32Array}
 */
export function traceFaces({ count, origin, first, nodes, x, y }) {
  // For each node, a linked list of the half-edges that start there, by angle.
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

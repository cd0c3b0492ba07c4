// Bytes → arcs and the faces between them; the other half of arcs.py.

import { context, contexts } from "./range_coder.mjs";

const MOST_DEGREE = 5;

function twice(numbers) {
  const more = new Int32Array(2 * numbers.length);
  more.set(numbers);
  return more;
}

/** Walk the arcs in the order in which they were written; half-edge `2n + 1` is arc `n` back. */
export function walkArcs({ bit, natural, whole }) {
  const ctx = {
    start: context(),
    degree: context(),
    vertices: context(),
    rank: context(),
    met: contexts(),
    x: contexts(),
    y: contexts(),
    forth: contexts(),
    off: contexts(),
  };
  const count = natural(context());
  const ends = () => new Int32Array(2 * count + 1);
  const [origin, first] = [new Int32Array(2 * count), new Int32Array(count + 1)];
  let [xs, ys, written] = [ends(), ends(), 0]; // the vertices of all arcs, one after the other
  const [nodeX, nodeY] = [new Float64Array(2 * count), new Float64Array(2 * count)];
  const [degree, left] = [ends(), ends()];
  let met = 0;
  const stack = [];
  const open = ends(); // the nodes with open ends, from west to east
  // Of the nodes found the nearest, from the nearest, how far they are and which.
  const [away, nodes] = [new Float64Array(2 * count + 1), ends()];
  let opened = 0;
  let [x, y, dx, dy] = [0, 0, 0, 0]; // whole numbers all, so that none is ever boxed

  /** Find the place of the first open node that does not lie west of one. */
  function placeOf(east) {
    let low = 0;
    let high = opened;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (nodeX[open[middle]] < east) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  function meet() {
    const node = met++;
    nodeX[node] = x;
    nodeY[node] = y;
    degree[node] = left[node] = natural(ctx.degree);
    const place = placeOf(x);
    open.copyWithin(place + 1, place, opened);
    open[place] = node;
    opened += 1;
    stack.push(node);
    return node;
  }
  function leave(node) {
    left[node] -= 1;
    if (left[node] > 0) return;
    const place = open.indexOf(node, placeOf(nodeX[node]));
    open.copyWithin(place, place + 1, opened);
    opened -= 1;
  }
  /** Find the open node that is `rank` steps from the nearest; of two as near the older. */
  function nearest(rank) {
    away.fill(Infinity, 0, rank + 1);
    for (let east = placeOf(x), west = east - 1; west >= 0 || east < opened; ) {
      const toWest = west < 0 ? Infinity : x - nodeX[open[west]];
      const toEast = east === opened ? Infinity : nodeX[open[east]] - x;
      const node = open[toWest < toEast ? west-- : east++];
      const across = Math.min(toWest, toEast);
      if (across * across > away[rank]) break;
      const north = nodeY[node] - y;
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
  }
  function step(kind, before) {
    if (!before) {
      dx = whole(ctx.x(kind));
      dy = whole(ctx.y(kind));
    } else {
      const wide = Math.abs(dx) >= Math.abs(dy);
      const main = wide ? dx : dy;
      const other = wide ? dy : dx;
      const along = Math.abs(main);
      const forth = whole(ctx.forth(kind));
      const size = (32 - Math.clz32(Math.abs(forth) + 1)) >> 1;
      const off = whole(ctx.off((kind * 32 + size) * 2 + (forth < 0 ? 1 : 0)));
      const across = (Math.floor((2 * forth * other + along) / (2 * along)) + off) | 0;
      const ahead = main > 0 ? forth : -forth;
      dx = wide ? ahead : across;
      dy = wide ? across : ahead;
    }
    x = (x + dx) | 0;
    y = (y + dy) | 0;
  }
  function push() {
    if (written === xs.length) [xs, ys] = [xs, ys].map(twice);
    xs[written] = x;
    ys[written] = y;
    written += 1;
  }
  const ALONG = 0;
  const TURN = 1;
  function arc(number, node, before) {
    const vertices = natural(ctx.vertices);
    let kind = before ? Math.min(degree[node], MOST_DEGREE) : TURN;
    let known = before;
    origin[2 * number] = node;
    push();
    leave(node);
    for (let i = 0; i < vertices; i++) {
      step(kind, known);
      push();
      kind = ALONG;
      known = true;
    }
    let end;
    if (bit(ctx.met(kind === ALONG ? 1 : 0))) {
      end = nearest(natural(ctx.rank));
      dx = (nodeX[end] - x) | 0;
      dy = (nodeY[end] - y) | 0;
      x += dx;
      y += dy;
    } else {
      step(kind, known);
      end = meet();
    }
    push();
    leave(end);
    origin[2 * number + 1] = end;
    first[number + 1] = written;
    return end;
  }

  let [number, startX, startY] = [0, 0, 0];
  while (number < count) {
    startX += whole(ctx.start);
    startY += whole(ctx.start);
    [x, y] = [startX, startY];
    meet();
    while (stack.length > 0) {
      let node = stack.at(-1);
      let before = false;
      x = nodeX[node] | 0;
      y = nodeY[node] | 0;
      if (left[node] === 0) stack.pop();
      while (left[node] > 0) {
        node = arc(number, node, before);
        number += 1;
        before = true;
      }
    }
  }
  return { count, origin, first, nodes: met, x: xs.slice(0, written), y: ys.slice(0, written) };
}

/** Find for each half-edge the next one around the face to its left. */
export function traceFaces({ count, origin, first, nodes, x, y }) {
  // Of each node the half-edges that start there, by their angle, each with the next.
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

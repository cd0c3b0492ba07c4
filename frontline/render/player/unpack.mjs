// The ground as it comes with the page → arcs, faces, and the spans of each zone; see pack.py.

import { context, contexts, decoder } from "./decoder.mjs";
import { historian, labelFaces } from "./histories.mjs";

const MOST_DEGREE = 5;

/** Walk the arcs in the order in which they were written; half-edge `2n + 1` is arc `n` back. */
function walkArcs({ bit, natural, whole }) {
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
  const [origin, first] = [new Int32Array(2 * count), new Int32Array(count + 1)];
  const [xs, ys] = [[], []]; // of all arcs, one after the other
  const [nodeX, nodeY, degree, left] = [[], [], [], []];
  const [placeOf, stack] = [[], []];
  // Of the nodes with open ends, in no order, the number and the position.
  const [open, openX, openY] = [new Int32Array(2 * count), new Int32Array(2 * count), new Int32Array(2 * count)];
  let opened = 0;
  let [x, y, dx, dy] = [0, 0, 0, 0];

  function put(node, place) {
    placeOf[node] = place;
    open[place] = node;
    openX[place] = nodeX[node];
    openY[place] = nodeY[node];
  }
  function meet() {
    const node = nodeX.length;
    nodeX.push(x);
    nodeY.push(y);
    degree.push(natural(ctx.degree));
    left.push(degree[node]);
    put(node, opened);
    opened += 1;
    stack.push(node);
    return node;
  }
  function leave(node) {
    left[node] -= 1;
    if (left[node] > 0) return;
    opened -= 1;
    put(open[opened], placeOf[node]);
  }
  /** Find the open node that is `rank` steps from the nearest; of two as near the older. */
  function nearest(rank) {
    const [away, nodes] = [new Array(rank + 1).fill(Infinity), new Array(rank + 1).fill(-1)];
    let limit = Infinity;
    for (let j = 0; j < opened; j++) {
      const east = openX[j] - x;
      const north = openY[j] - y;
      const d = east * east + north * north;
      if (d > limit) continue;
      const node = open[j];
      if (d === limit && node > nodes[rank]) continue;
      let i = rank;
      while (i > 0 && (d < away[i - 1] || (d === away[i - 1] && node < nodes[i - 1]))) {
        away[i] = away[i - 1];
        nodes[i] = nodes[i - 1];
        i -= 1;
      }
      away[i] = d;
      nodes[i] = node;
      limit = away[rank];
    }
    return nodes[rank];
  }
  function step(kind, before) {
    if (!before) {
      dx = whole(ctx.x(kind));
      dy = whole(ctx.y(kind));
    } else {
      const wide = Math.abs(dx) >= Math.abs(dy);
      const [main, other] = wide ? [dx, dy] : [dy, dx];
      const sign = main > 0 ? 1 : -1;
      const along = main * sign;
      const forth = whole(ctx.forth(kind));
      const size = (32 - Math.clz32(Math.abs(forth) + 1)) >> 1;
      const off = whole(ctx.off((kind * 32 + size) * 2 + (forth < 0 ? 1 : 0)));
      const across = Math.floor((2 * forth * other + along) / (2 * along)) + off;
      [dx, dy] = wide ? [forth * sign, across] : [across, forth * sign];
    }
    x += dx;
    y += dy;
  }
  function push() {
    xs.push(x);
    ys.push(y);
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
      [kind, known] = [ALONG, true];
    }
    let end;
    if (bit(ctx.met(kind === ALONG ? 1 : 0))) {
      end = nearest(natural(ctx.rank));
      [dx, dy] = [nodeX[end] - x, nodeY[end] - y];
      [x, y] = [nodeX[end], nodeY[end]];
    } else {
      step(kind, known);
      end = meet();
    }
    push();
    leave(end);
    origin[2 * number + 1] = end;
    first[number + 1] = xs.length;
    return end;
  }

  let [number, startX, startY] = [0, 0, 0];
  while (number < count) {
    startX += whole(ctx.start);
    startY += whole(ctx.start);
    [x, y] = [startX, startY];
    meet();
    while (stack.length > 0) {
      let [node, before] = [stack.at(-1), false];
      [x, y] = [nodeX[node], nodeY[node]];
      if (left[node] === 0) stack.pop();
      while (left[node] > 0) {
        node = arc(number, node, before);
        number += 1;
        before = true;
      }
    }
  }
  return { count, origin, first, nodes: nodeX.length, x: Int32Array.from(xs), y: Int32Array.from(ys) };
}

/** Find for each half-edge the next one around the face to its left. */
function traceFaces({ count, origin, first, nodes, x, y }) {
  const around = Array.from({ length: nodes }, () => []);
  for (let half = 0; half < 2 * count; half++) {
    const back = half & 1;
    const from = back ? first[(half >> 1) + 1] - 1 : first[half >> 1];
    const to = back ? from - 1 : from + 1;
    const angle = Math.atan2(y[to] - y[from], x[to] - x[from]);
    around[origin[half]].push({ angle, half });
  }
  const after = new Int32Array(2 * count);
  for (const ends of around) {
    ends.sort((a, b) => a.angle - b.angle || a.half - b.half);
    ends.forEach(({ half }, i) => {
      after[half ^ 1] = ends.at(i - 1).half;
    });
  }
  return after;
}

/** Lay runs of all zones end to end: those of zone `z` stand from `first[z]` up to the next. */
function endToEnd(runs) {
  const first = new Int32Array(runs.length + 1);
  runs.forEach((run, i) => {
    first[i + 1] = first[i] + run.length / 3;
  });
  const [start, end, word] = [0, 1, 2].map(() => new Int32Array(first[runs.length]));
  runs.forEach((run, zone) => {
    for (let i = 0; i < run.length; i += 3) {
      const at = first[zone] + i / 3;
      [start[at], end[at], word[at]] = [run[i], run[i + 1], run[i + 2]];
    }
  });
  return { first, start, end, word };
}

/**
 * Read the ground from its bytes.
 *
 * `first`, `x`, `y`: the vertices of arc `n` stand from `first[n]` up to `first[n + 1]`, in steps
 * of the grid. Of half-edge `h`, arc `h >> 1` walked backwards where `h` is odd, `origin[h]` is
 * the node at its start, `left[h]` the zone to its left or -1, `after[h]` the next half-edge
 * around that face. `runs.now` and `runs.then` hold the spans of the zones.
 */
export function unpackGround(bytes) {
  const read = decoder(bytes);
  const days = read.natural(context());
  const arcs = walkArcs(read);
  const after = traceFaces(arcs);
  const history = historian(read, days);
  const left = labelFaces(read, arcs, after, history);
  for (let rest = read.natural(context()); rest > 0; rest--) history.read([]);
  const runs = { now: endToEnd(history.runs.now), then: endToEnd(history.runs.then) };
  return { ...arcs, days, after, left, runs };
}

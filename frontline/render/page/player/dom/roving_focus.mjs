// The marks of the map as one stop of the Tab key: the arrows move from mark to mark.

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ASIDE = 2; // a mark that is as far aside as it is away counts as three times as far

/**
 * Find of points `[x, y]` the nearest to the point `from` in a direction `[dx, dy]`, as a number;
 * -1 where none lies that way.
 */
export function nearestTowards(points, from, [dx, dy]) {
  const [x, y] = points[from];
  let [best, least] = [-1, Infinity];
  points.forEach(([px, py], i) => {
    const along = (px - x) * dx + (py - y) * dy;
    const aside = Math.abs((px - x) * dy - (py - y) * dx);
    if (along <= 0 || along + ASIDE * aside >= least) return;
    [best, least] = [i, along + ASIDE * aside];
  });
  return best;
}

/** Find the mark that a key leads to from mark `from`, as a number; -1 for none or another key. */
export function markByKey(points, from, key) {
  if (key in DIRECTIONS) return nearestTowards(points, from, DIRECTIONS[key]);
  const last = points.length - 1;
  const [next, before] = [Math.min(from + 1, last), Math.max(from - 1, 0)];
  return { Home: 0, End: last, PageDown: next, PageUp: before }[key] ?? -1;
}

/**
 * Let one of the marks, each with its element `node`, be reached by Tab and the others from it:
 * by the arrow keys as they lie, by Page Up and Page Down in their order. `pointOf(mark)` gives
 * where a mark lies, in px.
 */
export function roveMarks(marks, pointOf) {
  const stop = (chosen) => marks.forEach(({ node }) => node.setAttribute("tabindex", node === chosen ? "0" : "-1"));
  marks.forEach(({ node }, from) => {
    node.addEventListener("focus", () => stop(node));
    node.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const to = markByKey(marks.map(pointOf), from, event.key);
      if (to < 0 && !(event.key in DIRECTIONS)) return;
      event.preventDefault();
      event.stopPropagation();
      marks[to]?.node.focus();
    });
  });
  if (marks.length > 0) stop(marks[0].node);
}

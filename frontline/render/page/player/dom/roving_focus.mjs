// Roving focus: all marks are one Tab stop, and arrow keys move between them.

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ASIDE = 2; // weight of the sideways distance

/**
 * Return the index of the nearest point in a direction, or -1.
 *
 * @param {Point[]} points
 * @param {number} from The index of the starting point.
 * @param {[number, number]} direction
 * @returns {number}
 */
export function nearestTowards(points, from, [dx, dy]) {
  const [x, y] = points[from];
  let [best, bestCost] = [-1, Infinity];
  points.forEach(([px, py], i) => {
    const along = (px - x) * dx + (py - y) * dy;
    const aside = Math.abs((px - x) * dy - (py - y) * dx);
    if (along <= 0 || along + ASIDE * aside >= bestCost) return;
    [best, bestCost] = [i, along + ASIDE * aside];
  });
  return best;
}

/**
 * Return the index of the mark to which a key moves the focus, or -1.
 *
 * @param {Point[]} points
 * @param {number} from The index of the focused mark.
 * @param {string} key
 * @returns {number}
 */
export function markByKey(points, from, key) {
  if (key in DIRECTIONS) return nearestTowards(points, from, DIRECTIONS[key]);
  const last = points.length - 1;
  const [next, before] = [Math.min(from + 1, last), Math.max(from - 1, 0)];
  return { Home: 0, End: last, PageDown: next, PageUp: before }[key] ?? -1;
}

/**
 * Make marks one Tab stop: arrow keys move between them by position, Page Up and Page Down in their
 * order.
 *
 * @param {{node: HTMLElement}[]} marks
 * @param {(mark: any) => Point} pointOf
 */
export function roveMarks(marks, pointOf) {
  const stop = (chosen) =>
    marks.forEach(({ node }) => node.setAttribute("tabindex", node === chosen ? "0" : "-1"));
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

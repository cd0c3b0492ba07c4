// The focus is never lost: what had it is found again in what stands in its place.

const FOCUSABLE = "a[href], button, input, select, summary, [tabindex]";

function isGone(node) {
  return !node.isConnected || node.closest("[hidden]") !== null;
}

function kindOf({ localName, classList }) {
  return [localName, ...[...classList].map((name) => CSS.escape(name))].join(".");
}

function target(home, kind, n) {
  const alike = n < 0 ? undefined : home.querySelectorAll(kind)[n];
  const found = [alike, ...(home.matches("[tabindex]") ? [home] : home.querySelectorAll(FOCUSABLE))];
  return found.find((node) => node && !isGone(node));
}

/**
 * Make a `change` of the page; where it takes away what has the focus, the focus goes to its like
 * in the nearest part that stays, or else to the first thing there that can have it.
 */
export function keepFocus(change) {
  const had = document.activeElement;
  if (had === null || had === document.body) return change();
  const kind = kindOf(had);
  const homes = [];
  for (let home = had.parentElement; home !== null; home = home.parentElement) {
    homes.push([home, [...home.querySelectorAll(kind)].indexOf(had)]);
  }
  change();
  if (!isGone(had)) return;
  for (const [home, n] of homes) {
    const found = isGone(home) ? undefined : target(home, kind, n);
    if (found) return found.focus({ preventScroll: true });
  }
}

// The focus is never lost: it moves to the element that replaces the focused one.

const FOCUSABLE = "a[href], button, input, select, summary, [tabindex]";

function isGone(node) {
  return !node.isConnected || node.closest("[hidden]") !== null;
}

function kindOf({ localName, classList }) {
  return [localName, ...[...classList].map((name) => CSS.escape(name))].join(".");
}

function target(home, kind, n) {
  const alike = n < 0 ? undefined : home.querySelectorAll(kind)[n];
  const candidates = [alike, ...(home.matches("[tabindex]") ? [home] : home.querySelectorAll(FOCUSABLE))];
  return candidates.find((node) => node && !isGone(node));
}

/**
 * Run a change of the page. If it removes the focused element, the focus moves to the element like
 * it in the nearest part that stays, or else to the first focusable element there.
 *
 * @param {() => void} change
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
    const next = isGone(home) ? undefined : target(home, kind, n);
    if (next) return next.focus({ preventScroll: true });
  }
}

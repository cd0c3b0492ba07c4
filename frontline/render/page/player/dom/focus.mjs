// Focus management: when the focused element is replaced, the focus moves to its replacement.

const FOCUSABLE = "a[href], button, input, select, summary, [tabindex]";

function isHidden(node) {
  return !node.isConnected || node.closest("[hidden]") !== null;
}

function kindOf({ localName, classList }) {
  return [localName, ...[...classList].map((name) => CSS.escape(name))].join(".");
}

function focusTarget(home, kind, i) {
  const counterpart = i < 0 ? undefined : home.querySelectorAll(kind)[i];
  const candidates = [
    counterpart,
    ...(home.matches("[tabindex]") ? [home] : home.querySelectorAll(FOCUSABLE)),
  ];
  return candidates.find((node) => node && !isHidden(node));
}

/**
 * Run a change of the page. If it removes the focused element, the focus moves to its counterpart in
 * the nearest remaining ancestor, or else to the first focusable element there.
 *
 * @param {() => void} change
 */
export function keepFocus(change) {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return change();
  const kind = kindOf(focused);
  const homes = [];
  for (let home = focused.parentElement; home !== null; home = home.parentElement) {
    homes.push([home, [...home.querySelectorAll(kind)].indexOf(focused)]);
  }
  change();
  if (!isHidden(focused)) return;
  for (const [home, i] of homes) {
    const next = isHidden(home) ? undefined : focusTarget(home, kind, i);
    if (next) return next.focus({ preventScroll: true });
  }
}

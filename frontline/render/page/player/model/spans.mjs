// Spans of days: which one holds a date, and what control it names.

/** Tell whether a half-open interval of ISO days holds a date; null is an open end. */
export function covers(interval, date) {
  const { start, end } = interval;
  return (start === null || start <= date) && (end === null || date < end);
}

/** Find the span that holds a date, or null. */
export function spanAt(spans, date) {
  return spans?.find((span) => covers(span, date)) ?? null;
}

/** Tell whether a span is the ground as the period began: drawn as bare land. */
export function isBare(span, start) {
  return (
    start !== null && span.status === "held" && span.side === start.side && span.claims.length === 0
  );
}

/** Name a control in one string, for use as a key. */
export function controlKey(control) {
  return `${control.status} ${control.side ?? ""}`;
}

// Spans of days: the span that contains a date, and its control.

/**
 * Test whether an interval contains a date.
 *
 * @param {Interval} interval
 * @param {Day} date
 * @returns {boolean}
 */
export function covers(interval, date) {
  const { start, end } = interval;
  return (start === null || start <= date) && (end === null || date < end);
}

/**
 * Return the span that contains a date, or null.
 *
 * @param {Span[]|undefined} spans
 * @param {Day} date
 * @returns {Span|null}
 */
export function spanAt(spans, date) {
  return spans?.find((span) => covers(span, date)) ?? null;
}

/**
 * Test whether a span is the initial control, which is drawn as bare land.
 *
 * @param {Span} span
 * @param {Scene["start"]} start
 * @returns {boolean}
 */
export function isBare(span, start) {
  return (
    start !== null && span.status === "held" && span.side === start.side && span.claims.length === 0
  );
}

/**
 * Return a key for a control.
 *
 * @param {Control} control
 * @returns {string}
 */
export function controlKey(control) {
  return `${control.status} ${control.side ?? ""}`;
}

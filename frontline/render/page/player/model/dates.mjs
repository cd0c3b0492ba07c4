// Days as ISO text: adding days and months, and the offset of the time zone on a day.

const DAY_MS = 86_400_000;

/**
 * Add months to a day; in a shorter month, the result is its last day.
 *
 * @param {Day} day
 * @param {number} count
 * @returns {Day}
 */
export function addMonths(day, count) {
  const [year, month, date] = day.split("-").map(Number);
  const first = new Date(`${day.slice(0, 7)}-01T00:00:00Z`); // Date.UTC takes year 98 for 1998
  const last = new Date(first);
  last.setUTCFullYear(year, month + count, 0);
  first.setUTCFullYear(year, month - 1 + count, Math.min(date, last.getUTCDate()));
  return first.toISOString().slice(0, 10);
}

/**
 * Add days to a day.
 *
 * @param {Day} day
 * @param {number} count
 * @returns {Day}
 */
export function addDays(day, count) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/**
 * Count the days from one day to another.
 *
 * @param {Day} first
 * @param {Day} last
 * @returns {number}
 */
export function daysBetween(first, last) {
  const [start, end] = [first, last].map((day) => Date.parse(`${day}T00:00:00Z`));
  return Math.round((end - start) / DAY_MS);
}

/**
 * Return the UTC offset of the map's time zone on a date.
 *
 * @param {Record<Day, string>} utc Offsets such as "UTC+3", by the first date of each.
 * @param {Day} date
 * @returns {string}
 */
export function offsetOn(utc, date) {
  const begun = Object.keys(utc).filter((day) => day <= date);
  return utc[begun[begun.length - 1]];
}

// Days as ISO text: adding days and months, and the local day and time of an instant.

const MINUTE_MS = 60_000;
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
 * Convert an ISO day or instant to the day and time in the map's time zone.
 *
 * @param {string} known
 * @param {string} utc The offset of the time zone, such as "UTC+3".
 * @returns {{day: Day, time: string|null}}
 */
export function localMoment(known, utc) {
  if (!known.includes("T")) return { day: known, time: null };
  const offset = /^UTC(?:([+-])(\d{1,2})(?::(\d{2}))?)?$/.exec(utc);
  const instant = Date.parse(known);
  if (!offset || Number.isNaN(instant)) return { day: known.slice(0, 10), time: known.slice(11) };
  const minutes = 60 * Number(offset[2] ?? 0) + Number(offset[3] ?? 0);
  const shifted = instant + (offset[1] === "-" ? -minutes : minutes) * MINUTE_MS;
  const local = new Date(shifted).toISOString();
  return { day: local.slice(0, 10), time: local.slice(11, 16) };
}

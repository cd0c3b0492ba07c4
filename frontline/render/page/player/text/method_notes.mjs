// How areas were obtained and how good they are: notes below the map, method changes in the list.

import { controlWords, km2Number, km2Words, lengthWords } from "./values.mjs";

/** @type {Intl.NumberFormatOptions} */
const PERCENT = { style: "percent" };
/** @type {Intl.NumberFormatOptions} */
const HUNDREDTHS = { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "negative" };
const WHOLE_METRES = { maximumFractionDigits: 0 };

/**
 * Write the line of the legend for the uncertainty band.
 *
 * @param {Pick<Band, "level">} band
 * @param {Say} say
 * @returns {string}
 */
export function bandLabel({ level }, say) {
  return say("band_label", { share: 100 * level });
}

/**
 * Write what the uncertainty band means.
 *
 * @param {Pick<Band, "level">} band
 * @param {Say} say
 * @returns {string}
 */
export function bandNote({ level }, say) {
  return say("band_note", { share: 100 * level });
}

/**
 * Write how areas were obtained: drawn, inferred and how, or both; "" without areas.
 *
 * @param {Page} page
 * @returns {string}
 */
export function groundNote({ index: { scene }, say }) {
  const { method, reach_km: reachKm, inferred, drawn, areas } = scene.ground;
  if (!inferred) return drawn ? say("ground_drawn") : "";
  const reach = say("unit_km", { number: reachKm });
  if (method === "base") return say(areas ? "ground_base_drawn" : "ground_base_held", { reach });
  const band = scene.band ? bandNote(scene.band, say) : "";
  return [say(`ground_${method}`, { reach }), band, areas ? say("ground_mixed") : ""]
    .filter(Boolean)
    .join(" ");
}

function rangeOfGround({ low_km2: low, high_km2: high }, say) {
  const [least, most] = [low, high].map((km2) => km2Words(km2, say));
  if (least === most) return least;
  return say("range_km2", { low: km2Number(low, say), high: km2Number(high, say) });
}

function agreementWords({ places: count, share, kappa }, say) {
  if (share === null) return say("quality_alone");
  const factor = kappa === null ? "" : ` (κ ${say.number(kappa, HUNDREDTHS).replace("-", "−")})`;
  return say("quality_agreement", { count, share: say.number(share, PERCENT), kappa: factor });
}

/**
 * Write how good the inferred areas are on the date with which the map opens; "" without any.
 *
 * @param {Page} page
 * @returns {string}
 */
export function qualityNote({ index: { scene, sides }, words, say }) {
  const { quality, policy } = scene;
  if (quality === null) return "";
  const count = policy.stale_after_days;
  const share = say.number(quality.stale / quality.places, PERCENT);
  const length = Number((1000 * quality.line_error_km).toPrecision(2));
  const held = quality.ranges.filter((range) => range.high_km2 > 0);
  const ranges = held.map((range) =>
    say("quality_range", { side: sides.get(range.side)?.name, range: rangeOfGround(range, say) })
  );
  return [
    say("quality_places", {
      count: quality.places,
      area: km2Words(quality.km2_per_place, say),
      date: words.full(quality.date),
      length: lengthWords(length, say),
    }),
    quality.stale > 0 ? say("quality_stale", { share, count }) : say("quality_fresh", { count }),
    agreementWords(quality.agreement, say),
    ...(quality.ranges.length > 0 ? ranges : [say("quality_one_source")]),
  ].join(" ");
}

function listOf(texts, say) {
  if (texts.length < 2) return texts.join("");
  return say("both", { one: texts.slice(0, -1).join(say("comma")), other: texts.at(-1) });
}

/**
 * Write the evidence that the mapping method changed.
 *
 * @param {Page} page
 * @param {MethodBreak} found
 * @returns {string}
 */
export function breakWords({ index: { sides }, say }, found) {
  if (found.kind === "stated") return say("break_stated");
  if (found.kind === "class") {
    const listed = (some) => listOf(some.map((control) => controlWords(control, sides, say)), say);
    const begins = found.begins.length > 0 ? say("break_begins", { classes: listed(found.begins) }) : "";
    const ends = found.ends.length > 0 ? say("break_ends", { classes: listed(found.ends) }) : "";
    return [begins, ends].filter(Boolean).join(" ");
  }
  const metres = (shift) => say("unit_m", { number: say.number(shift, WHOLE_METRES) });
  const [share, usual] = [say.number(found.share, PERCENT), say.number(found.usual, WHOLE_METRES)];
  const { stretches, shift_m: shift, usual_shift_m: usually } = found;
  return say(found.kind === "redraw" ? "break_redraw" : "break_jump", {
    stretches,
    share: shift === null
      ? say("break_share", { share })
      : say("break_share_by", { share, shift: metres(shift) }),
    usual: usually > 0 ? say("break_usual_by", { usual, shift: metres(usually) }) : usual,
  });
}

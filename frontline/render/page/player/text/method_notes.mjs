// Methods and quality of areas: notes below the map, mapping method changes in the list.

import { sideSentences } from "./area_words.mjs";
import { controlWords, km2Words, lengthWords } from "./values.mjs";

/** @type {Intl.NumberFormatOptions} */
const PERCENT = { style: "percent" };
const HUNDREDTHS = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
const WHOLE_METRES = { maximumFractionDigits: 0 };

/**
 * Write the legend entry of the uncertainty band.
 *
 * @param {Pick<Band, "level">} band
 * @param {Say} say
 * @returns {string}
 */
export function bandLabel({ level }, say) {
  return say("band_label", { share: 100 * level });
}

/**
 * Explain the uncertainty band.
 *
 * @param {Pick<Band, "level">} band
 * @param {Say} say
 * @returns {string}
 */
export function bandNote({ level }, say) {
  return say("band_note", { share: 100 * level });
}

/**
 * Explain how areas were obtained: drawn, inferred by a method, or both; "" without areas.
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

function agreementWords({ places: count, share, kappa }, say) {
  if (share === null) return say("quality_alone");
  const unsigned = Math.abs(kappa) < 0.005 ? 0 : kappa; // otherwise "−0.00"
  const factor = kappa === null ? "" : ` (κ ${say.number(unsigned, HUNDREDTHS).replace("-", "−")})`;
  return say("quality_agreement", { count, share: say.number(share, PERCENT), kappa: factor });
}

/**
 * Describe the quality of the inferred areas on the opening date; "" without inferred areas.
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
  return [
    say("quality_places", {
      count: quality.places,
      area: km2Words(quality.km2_per_place, say),
      date: words.full(quality.date),
      length: lengthWords(length, say),
    }),
    quality.stale > 0 ? say("quality_stale", { share, count }) : say("quality_fresh", { count }),
    agreementWords(quality.agreement, say),
    ...(quality.sources > 1 ? sideSentences(quality.ranges, sides, say) : [say("quality_one_source")]),
  ].join(" ");
}

function listOf(texts, say) {
  if (texts.length < 2) return texts.join("");
  return say("both", { one: texts.slice(0, -1).join(say("comma")), other: texts.at(-1) });
}

/**
 * Describe the evidence for a mapping method change.
 *
 * @param {Page} page
 * @param {MethodBreak} methodBreak
 * @returns {string}
 */
export function breakWords({ index: { sides }, say }, methodBreak) {
  if (methodBreak.kind === "stated") return say("break_stated");
  if (methodBreak.kind === "class") {
    const classList = (controls) => listOf(controls.map((control) => controlWords(control, sides, say)), say);
    const begins = methodBreak.begins.length > 0
      ? say("break_begins", { classes: classList(methodBreak.begins) })
      : "";
    const ends = methodBreak.ends.length > 0
      ? say("break_ends", { classes: classList(methodBreak.ends) })
      : "";
    return [begins, ends].filter(Boolean).join(" ");
  }
  const metres = (shift) => say("unit_m", { number: say.number(shift, WHOLE_METRES) });
  const [share, usual] = [
    say.number(methodBreak.share, PERCENT),
    say.number(methodBreak.usual, WHOLE_METRES),
  ];
  const { stretches, shift_m: shift, usual_shift_m: usualShift } = methodBreak;
  return say(methodBreak.kind === "redraw" ? "break_redraw" : "break_jump", {
    stretches,
    share: shift === null
      ? say("break_share", { share })
      : say("break_share_by", { share, shift: metres(shift) }),
    usual: usualShift > 0 ? say("break_usual_by", { usual, shift: metres(usualShift) }) : usual,
  });
}

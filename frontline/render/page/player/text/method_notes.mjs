// How the ground came about, and how good it is, in words: notes below the map, breaks in the list.

import { controlWords, km2Number, km2Words, lengthWords } from "./values.mjs";

const PERCENT = { style: "percent" };
const HUNDREDTHS = { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "negative" };
const WHOLE_METRES = { maximumFractionDigits: 0 };

/** Write the band's line in the legend. */
export function bandLabel({ level }, say) {
  return say("band_label", { share: 100 * level });
}

/** Write what the band is. */
export function bandNote({ level }, say) {
  return say("band_note", { share: 100 * level });
}

/** Write how areas came about: drawn, inferred and how, or both; nothing where there are none. */
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
  const [one, other] = [low, high].map((km2) => km2Words(km2, say));
  if (one === other) return one;
  return say("range_km2", { low: km2Number(low, say), high: km2Number(high, say) });
}

function agreementWords({ places: count, share, kappa }, say) {
  if (share === null) return say("quality_alone");
  const factor = kappa === null ? "" : ` (κ ${say.number(kappa, HUNDREDTHS).replace("-", "−")})`;
  return say("quality_agreement", { count, share: say.number(share, PERCENT), kappa: factor });
}

/** Write how good the inferred ground is on the day the map opens on; nothing without any. */
export function qualityNote({ index: { scene, sides }, words, say }) {
  const { quality: found, policy } = scene;
  if (found === null) return "";
  const count = policy.stale_after_days;
  const share = say.number(found.stale / found.places, PERCENT);
  const length = Number((1000 * found.line_error_km).toPrecision(2));
  const held = found.ranges.filter((range) => range.high_km2 > 0);
  const ranges = held.map((range) =>
    say("quality_range", { side: sides.get(range.side)?.name, range: rangeOfGround(range, say) }),
  );
  return [
    say("quality_places", {
      count: found.places,
      area: km2Words(found.km2_per_place, say),
      date: words.full(found.date),
      length: lengthWords(length, say),
    }),
    found.stale > 0 ? say("quality_stale", { share, count }) : say("quality_fresh", { count }),
    agreementWords(found.agreement, say),
    ...(found.ranges.length > 0 ? ranges : [say("quality_one_source")]),
  ].join(" ");
}

function listOf(texts, say) {
  if (texts.length < 2) return texts.join("");
  return say("both", { one: texts.slice(0, -1).join(say("comma")), other: texts.at(-1) });
}

/** Write what shows that the method changed on the day of a break. */
export function breakWords({ index: { sides }, say }, told) {
  if (told.kind === "stated") return say("break_stated");
  if (told.kind === "class") {
    const listed = (some) => listOf(some.map((control) => controlWords(control, sides, say)), say);
    const begins = told.begins.length > 0 ? say("break_begins", { classes: listed(told.begins) }) : "";
    const ends = told.ends.length > 0 ? say("break_ends", { classes: listed(told.ends) }) : "";
    return [begins, ends].filter(Boolean).join(" ");
  }
  const metres = (shift) => say("unit_m", { number: say.number(shift, WHOLE_METRES) });
  const [share, usual] = [say.number(told.share, PERCENT), say.number(told.usual, WHOLE_METRES)];
  const { stretches, shift_m: shift, usual_shift_m: usually } = told;
  return say(told.kind === "redraw" ? "break_redraw" : "break_jump", {
    stretches,
    share: shift === null ? say("break_share", { share }) : say("break_share_by", { share, shift: metres(shift) }),
    usual: usually > 0 ? say("break_usual_by", { usual, shift: metres(usually) }) : usual,
  });
}

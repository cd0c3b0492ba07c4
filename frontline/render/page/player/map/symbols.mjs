// The look of control: inks, patterns, swatches and marks.

import { HIDDEN, svg } from "../dom/elements.mjs";
import { controlKey } from "../model/spans.mjs";

const HATCH_PX = 7;
const BAND_PX = 3;
const HATCHES = {
  diagonal: [["path", { d: "M0 0V7", class: "fl-stripe" }]],
  cross: [["path", { d: "M0 0V7M0 0H7", class: "fl-stripe fl-fine" }]],
  dots: [["circle", { cx: 3.5, cy: 3.5, r: 1.3, class: "fl-dot" }]],
};
const SIDE_SHAPES = [
  "M0-6A6 6 0 1 1 0 6A6 6 0 1 1 0-6Z",
  "M-5.4-5.4H5.4V5.4H-5.4Z",
  "M0-7L6.6 5H-6.6Z",
  "M0-6.8L6.5-2.1L4 5.5H-4L-6.5-2.1Z",
  "M-2.3-6.8H2.3V-2.3H6.8V2.3H2.3V6.8H-2.3V2.3H-6.8V-2.3H-2.3Z",
  "M0 7L-6.6-5H6.6Z",
  "M-6-6.5H6L1.6 0L6 6.5H-6L-1.6 0Z",
  "M7 0L-5 6.6V-6.6Z",
  "M-2.9-7H2.9V7H-2.9Z",
  "M3.2-6.4L6.4-3.2L3.3 0L6.4 3.2L3.2 6.4L0 3.3L-3.2 6.4L-6.4 3.2L-3.3 0L-6.4-3.2L-3.2-6.4L0-3.3Z",
  "M-7 0L5-6.6V6.6Z",
  "M6.5-6V6L0 1.6L-6.5 6V-6L0-1.6Z",
  "M-7-2.9H7V2.9H-7Z",
  "M-3.4-5.9H3.4L6.8 0L3.4 5.9H-3.4L-6.8 0Z",
  "M-6.8 4V1L-3.4-4.4H3.4L6.8 1V4Z",
  "M6.8-4V-1L3.4 4.4H-3.4L-6.8-1V-4Z",
];
/** The number of sides whose fills differ enough without a sign, as in style/classes.py. */
const UNSIGNED = 4;
const AREA_SIGN = 0.5;
/** The width of the grid of signs: four periods of the hatch, so that both are seamless. */
const AREA_SIGN_PX = 4 * HATCH_PX * Math.SQRT2;
/** The box of a swatch, including its edge. */
export const SWATCH = { x: -17.5, y: -9.5, width: 35, height: 19 };
const STAR = "M0-8.5L2.4-2.4L8.5 0L2.4 2.4L0 8.5L-2.4 2.4L-8.5 0L-2.4-2.4Z";
const EVENT_SHAPES = {
  strike: "M0-5.5V5.5M-5.5 0H5.5M-4-4L4 4M4-4L-4 4",
  toll: "M0-5.5V5.5M-3.5-2H3.5",
  move: "M-4-5L5 0L-4 5Z",
  word: "M-5-4.5H5V2.5H0L-3 5.5V2.5H-5Z",
  event: "M-4 0A4 4 0 1 1 4 0A4 4 0 1 1-4 0Z",
};
const DIAMOND = "M0-7.5L7.5 0L0 7.5L-7.5 0Z";

/** Return the shape of a side; sides that share a colour of the palette differ in theirs. */
function shapeOf(order) {
  return SIDE_SHAPES[(order + Math.floor(order / SIDE_SHAPES.length)) % SIDE_SHAPES.length];
}

/** Return the inks of a control: those of its side or, without a side, of its status. */
function inkOf({ inks, sides }, { side, status }) {
  const order = sides.findIndex(({ id }) => id === side);
  return inks[order >= 0 ? order : sides.length + (status === "contested" ? 0 : 1)];
}

/** Set the light and dark inks of an element; the style sheet selects one set. */
function tinted(node, inks) {
  node.classList.add("fl-tinted");
  for (const [theme, [line, fill, pale]] of Object.entries(inks)) {
    node.style.setProperty(`--${theme}`, line);
    node.style.setProperty(`--${theme}-fill`, fill);
    node.style.setProperty(`--${theme}-pale`, pale);
  }
  return node;
}

/** Return whether an area bears the shape of its side, because colours alone no longer suffice. */
function isSigned({ sides }, { side }) {
  return sides.length > UNSIGNED && side !== null;
}

function plainPattern(id, size, className, d) {
  const frame = { id, width: size, height: size, patternUnits: "userSpaceOnUse" };
  const background = svg("rect", { width: size, height: size, class: "fl-under" });
  return svg("pattern", { ...frame, class: className }, background, svg("path", { d, class: "fl-over" }));
}

/** Make the patterns of areas gained and lost by each side, and of days without a map. */
function markPatterns({ sides, inks }) {
  const patterns = sides.flatMap((_, i) => [
    tinted(plainPattern(`fl-gain-${i}`, 6, "fl-gain", "M-1 1L1-1M0 6L6 0M5 7L7 5"), inks[i]),
    tinted(plainPattern(`fl-loss-${i}`, 6, "fl-loss", "M0 1.5H6M0 4.5H6"), inks[i]),
  ]);
  return [...patterns, plainPattern("fl-nomap", 5, "fl-nomap", "M-1-1L6 6M-1 4L1 6M4-1L6 1")];
}

/** Make the pattern of the area of a side on a map of many: its fill, and a grid of its shape. */
function signPattern(scene, style, i, stale) {
  const size = { width: AREA_SIGN_PX, height: AREA_SIGN_PX };
  const below = style.hatch === "none"
    ? { class: stale ? "fl-wash" : "fl-fill" }
    : { fill: `url(#fl-hatch-${i}${stale ? "-stale" : ""})` };
  const shape = shapeOf(scene.sides.findIndex(({ id }) => id === style.side));
  const transform = `translate(${AREA_SIGN_PX / 2} ${AREA_SIGN_PX / 2}) scale(${AREA_SIGN})`;
  const frame = { id: `fl-signed-${i}${stale ? "-stale" : ""}`, ...size, patternUnits: "userSpaceOnUse" };
  const sign = svg("path", { d: shape, transform, class: "fl-area-sign" });
  return tinted(svg("pattern", frame, svg("rect", { ...size, ...below }), sign), inkOf(scene, style));
}

function hatchPattern(scene, style, id, className) {
  const size = { width: HATCH_PX, height: HATCH_PX };
  const patternTransform = style.hatch === "dots" ? null : "rotate(45)";
  const frame = { id, ...size, patternUnits: "userSpaceOnUse", patternTransform, class: className };
  const lines = HATCHES[style.hatch].map(([tag, attributes]) => svg(tag, attributes));
  const pattern = svg("pattern", frame, svg("rect", { ...size, class: "fl-wash" }), ...lines);
  return tinted(pattern, inkOf(scene, style));
}

/**
 * Make the drawing with all patterns: hatched classes, the band, areas gained and lost.
 *
 * @param {Scene} scene
 * @returns {SVGElement}
 */
export function patternSheet(scene) {
  const patterns = scene.classes.flatMap((style, i) => {
    if (style.hatch === "none") return [];
    const [fresh, stale] = [`fl-hatch-${i}`, `fl-hatch-${i}-stale`];
    return [hatchPattern(scene, style, fresh, null), hatchPattern(scene, style, stale, "fl-stale")];
  });
  const signed = scene.classes.flatMap((style, i) => {
    return isSigned(scene, style) ? [false, true].map((stale) => signPattern(scene, style, i, stale)) : [];
  });
  const size = { width: BAND_PX, height: BAND_PX, patternUnits: "userSpaceOnUse" };
  const level = svg("path", { d: `M0 1H${BAND_PX}`, class: "fl-level" });
  const sheet = { width: 0, height: 0, class: "fl-sheet", ...HIDDEN };
  const band = svg("pattern", { id: "fl-band", ...size }, level);
  return svg("svg", sheet, svg("defs", {}, ...patterns, ...signed, band, ...markPatterns(scene)));
}

/**
 * Paint a shape in a class, faded if it is stale, bare if the class is null.
 *
 * @param {SceneIndex} index
 * @param {SVGElement} node
 * @param {Control & {hatch?: string}|null} style
 * @param {number} i The index of the class.
 * @param {boolean|undefined} stale
 */
export function paint({ scene }, node, style, i, stale) {
  node.classList.toggle("fl-solid", style?.hatch === "none");
  node.classList.toggle("fl-stale", Boolean(stale));
  node.classList.toggle("fl-bare", style === null);
  node.style.fill = "";
  if (style === null) return;
  tinted(node, inkOf(scene, style));
  if (style.hatch !== "none") node.style.fill = `url(#fl-hatch-${i}${stale ? "-stale" : ""})`;
}

/**
 * Paint an area of the map in a class, with signs if the map has many sides.
 *
 * @param {SceneIndex} index
 * @param {SVGElement} node
 * @param {Control & {hatch?: string}|null} style
 * @param {number} i The index of the class.
 * @param {boolean|undefined} stale
 */
export function paintZone(index, node, style, i, stale) {
  paint(index, node, style, i, stale);
  if (style !== null && isSigned(index.scene, style)) {
    node.style.fill = `url(#fl-signed-${i}${stale ? "-stale" : ""})`;
  }
}

/**
 * Return the class of a control and its index, or null and -1.
 *
 * @param {SceneIndex} index
 * @param {Control} control
 * @returns {[ControlClass|null, number]}
 */
export function classOf(index, control) {
  const i = index.classes.get(controlKey(control)) ?? -1;
  return [index.scene.classes[i] ?? null, i];
}

function statusSign(index, control) {
  if (control === null) return [svg("path", { d: STAR, class: "fl-star" })];
  const side = index.scene.sides.findIndex(({ id }) => id === control.side);
  const shape = side < 0 ? DIAMOND : shapeOf(side);
  const stale = control.stale ? " fl-stale" : "";
  const sign = [svg("path", { d: shape, class: `fl-shape fl-${control.status}${stale}` })];
  if (control.status === "claimed") sign.push(svg("circle", { r: 1.8, class: "fl-core" }));
  if (control.status === "contested") {
    sign.push(svg("path", { d: "M0-7.5V7.5L7.5 0Z", class: "fl-core" }));
  }
  return sign.map((node) => tinted(node, inkOf(index.scene, control)));
}

/**
 * Draw the mark of a reported place: its shape by side, its filling by status, a ring for news.
 *
 * @param {SceneIndex} index
 * @param {Span|null} control
 * @param {boolean} news
 * @returns {SVGElement}
 */
export function markSign(index, control, news) {
  const ring = news
    ? [svg("circle", { r: 10.2, class: "fl-halo" }), svg("circle", { r: 10.2, class: "fl-ring" })]
    : [];
  const frame = { viewBox: "-14 -14 28 28", width: 28, height: 28, ...HIDDEN };
  return svg("svg", { ...frame, class: "fl-sign" }, ...ring, ...statusSign(index, control));
}

/**
 * Draw the sign of an event on the row of days.
 *
 * @param {string} sign
 * @returns {SVGElement}
 */
export function eventSign(sign) {
  const open = sign === "word" || sign === "event";
  const shape = svg("path", { d: EVENT_SHAPES[sign], class: open ? "fl-open" : null });
  return svg("svg", { viewBox: "-6 -6 12 12", class: "fl-event-sign", ...HIDDEN }, shape);
}

/**
 * Frame shapes as a small drawing for a legend.
 *
 * @param {...SVGElement} shapes
 * @returns {SVGElement}
 */
export function sample(...shapes) {
  const frame = { viewBox: "-18 -10 36 20", width: 36, height: 20, ...HIDDEN };
  return svg("svg", { ...frame, class: "fl-swatch" }, ...shapes);
}

/**
 * Paint a shape as an area that a side gained, or lost.
 *
 * @param {SceneIndex} index
 * @param {SVGElement} node
 * @param {Pick<Shade, "side" | "gain">} shade
 * @returns {SVGElement}
 */
export function paintMark({ scene }, node, { side, gain }) {
  const i = scene.sides.findIndex(({ id }) => id === side);
  node.classList.add("fl-marked", gain ? "fl-gained" : "fl-lost");
  node.style.fill = `url(#fl-${gain ? "gain" : "loss"}-${i})`;
  return tinted(node, scene.inks[i]);
}

/**
 * Draw the swatch of an area that a side gained, or lost.
 *
 * @param {SceneIndex} index
 * @param {Shade} shade
 * @returns {SVGElement}
 */
export function markSwatch(index, shade) {
  const area = svg("rect", SWATCH);
  return sample(paintMark(index, area, shade));
}

/**
 * Draw the swatch of a control: its fill, unless it is bare, and the mark of a place.
 *
 * @param {SceneIndex} index
 * @param {any} control
 * @param {boolean} [bare]
 * @returns {SVGElement}
 */
export function swatch(index, control, bare = false) {
  const [style, i] = bare ? [null, -1] : classOf(index, control);
  const area = svg("rect", { ...SWATCH, class: "fl-patch" });
  paint(index, area, style, i, control?.stale);
  return sample(area, ...statusSign(index, control));
}

// How a class of control looks: tints for light and dark, patterns, swatches, marks.

import { controlKey } from "./core.mjs";
import { HIDDEN, svg } from "./dom.mjs";

const LIGHT_GROUND = "#f4f3ef";
const DARK_GROUND = "#23272d";
const FALLBACK_COLOR = "#767676";
const CONTRAST = { onLight: 3, onDark: 4.5 };
const SOLID_SHARE = 0.5;
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
];
const STAR = "M0-8.5L2.4-2.4L8.5 0L2.4 2.4L0 8.5L-2.4 2.4L-8.5 0L-2.4-2.4Z";
const DIAMOND = "M0-7.5L7.5 0L0 7.5L-7.5 0Z";

function channels(color) {
  return [1, 3, 5].map((i) => Number.parseInt(color.slice(i, i + 2), 16));
}

function luminance(color) {
  const [r, g, b] = channels(color).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Measure the contrast of two `#rrggbb` colours by WCAG 2: 1 to 21. */
export function contrast(a, b) {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** Mix two colours; `share` is that of the first. */
export function mix(a, b, share) {
  const other = channels(b);
  const mixed = channels(a).map((value, i) => Math.round(value * share + other[i] * (1 - share)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** Move a colour towards black or white until it stands out from the ground. */
export function tintOn(color, ground) {
  const safe = /^#[0-9a-f]{6}$/i.test(color) ? color.toLowerCase() : FALLBACK_COLOR;
  const isLight = luminance(ground) > 0.2;
  const [goal, enough] = isLight ? ["#000000", CONTRAST.onLight] : ["#ffffff", CONTRAST.onDark];
  let tint = safe;
  for (let share = 1; contrast(tint, ground) < enough; share -= 0.1) {
    tint = mix(safe, goal, share);
  }
  return tint;
}

/** Give an element the tints of a colour; its style picks the light or the dark one. */
function tinted(node, color) {
  const [light, dark] = [tintOn(color, LIGHT_GROUND), tintOn(color, DARK_GROUND)];
  node.classList.add("fl-tinted");
  node.style.setProperty("--light", light);
  node.style.setProperty("--dark", dark);
  node.style.setProperty("--light-soft", mix(light, LIGHT_GROUND, SOLID_SHARE));
  node.style.setProperty("--dark-soft", mix(dark, DARK_GROUND, SOLID_SHARE));
  return node;
}

function plainPattern(id, size, className, d) {
  const frame = { id, width: size, height: size, patternUnits: "userSpaceOnUse" };
  const ground = svg("rect", { width: size, height: size, class: "fl-under" });
  return svg("pattern", { ...frame, class: className }, ground, svg("path", { d, class: "fl-over" }));
}

/** Make the patterns of ground gained and lost by each side, and of days without a map. */
function markPatterns(sides) {
  const found = sides.flatMap(({ color }, i) => [
    tinted(plainPattern(`fl-gain-${i}`, 6, "fl-gain", "M-1 1L1-1M0 6L6 0M5 7L7 5"), color),
    tinted(plainPattern(`fl-loss-${i}`, 6, "fl-loss", "M0 1.5H6M0 4.5H6"), color),
  ]);
  return [...found, plainPattern("fl-nomap", 5, "fl-nomap", "M-1-1L6 6M-1 4L1 6M4-1L6 1")];
}

/** Make the drawing that holds every pattern: of hatched classes, the band, marked ground. */
export function patternSheet({ classes, sides }) {
  const patterns = classes.flatMap((style, i) => {
    if (style.hatch === "none") return [];
    const pattern = svg("pattern", {
      id: `fl-hatch-${i}`,
      width: HATCH_PX,
      height: HATCH_PX,
      patternUnits: "userSpaceOnUse",
      patternTransform: style.hatch === "dots" ? null : "rotate(45)",
    });
    pattern.append(
      svg("rect", { width: HATCH_PX, height: HATCH_PX, class: "fl-wash" }),
      ...HATCHES[style.hatch].map(([tag, attributes]) => svg(tag, attributes)),
    );
    return [tinted(pattern, style.color)];
  });
  const size = { width: BAND_PX, height: BAND_PX, patternUnits: "userSpaceOnUse" };
  const level = svg("path", { d: `M0 1H${BAND_PX}`, class: "fl-level" });
  const sheet = { width: 0, height: 0, class: "fl-sheet", ...HIDDEN };
  const band = svg("pattern", { id: "fl-band", ...size }, level);
  return svg("svg", sheet, svg("defs", {}, ...patterns, band, ...markPatterns(sides)));
}

/** Paint a drawn shape in a class, faded where `stale`, or leave it bare where `style` is null. */
export function paint(node, style, i, stale) {
  node.classList.toggle("fl-solid", style?.hatch === "none");
  node.classList.toggle("fl-stale", Boolean(stale));
  node.style.fill = "";
  if (style === null) {
    node.style.fill = "none";
  } else if (style.hatch === "none") {
    tinted(node, style.color);
  } else {
    node.style.fill = `url(#fl-hatch-${i})`;
  }
}

/** Find the class of a control, as `[style, number]`, or `[null, -1]`. */
export function classOf(index, control) {
  const i = index.classes.get(controlKey(control)) ?? -1;
  return [index.scene.classes[i] ?? null, i];
}

function statusSign(index, control) {
  if (control === null) return [svg("path", { d: STAR, class: "fl-star" })];
  const [style] = classOf(index, control);
  const side = index.scene.sides.findIndex(({ id }) => id === control.side);
  const shape = side < 0 ? DIAMOND : SIDE_SHAPES[side % SIDE_SHAPES.length];
  const color = style?.color ?? index.scene.sides[side]?.color ?? FALLBACK_COLOR;
  const stale = control.stale ? " fl-stale" : "";
  const sign = [svg("path", { d: shape, class: `fl-shape fl-${control.status}${stale}` })];
  if (control.status === "claimed") sign.push(svg("circle", { r: 1.8, class: "fl-core" }));
  if (control.status === "contested")
    sign.push(svg("path", { d: "M0-7.5V7.5L7.5 0Z", class: "fl-core" }));
  return sign.map((node) => tinted(node, color));
}

/** Draw the mark of a reported place: shape by side, filling by status, a ring for news. */
export function markSign(index, control, news) {
  const ring = news
    ? [svg("circle", { r: 10.2, class: "fl-halo" }), svg("circle", { r: 10.2, class: "fl-ring" })]
    : [];
  const frame = { viewBox: "-14 -14 28 28", width: 28, height: 28, ...HIDDEN };
  return svg("svg", { ...frame, class: "fl-sign" }, ...ring, ...statusSign(index, control));
}

/** Frame shapes as a small drawing for a legend. */
export function sample(...shapes) {
  const frame = { viewBox: "-18 -10 36 20", width: 36, height: 20, ...HIDDEN };
  return svg("svg", { ...frame, class: "fl-swatch" }, ...shapes);
}

/** Paint a drawn shape as ground that a side gained, or lost. */
export function paintMark({ scene }, node, { side, gain }) {
  const i = scene.sides.findIndex(({ id }) => id === side);
  node.classList.add("fl-marked", gain ? "fl-gained" : "fl-lost");
  node.style.fill = `url(#fl-${gain ? "gain" : "loss"}-${i})`;
  return tinted(node, scene.sides[i]?.color);
}

/** Draw the swatch of ground that a side gained, or lost. */
export function markSwatch(index, shade) {
  const area = svg("rect", { x: -17.5, y: -9.5, width: 35, height: 19 });
  return sample(paintMark(index, area, shade));
}

/** Draw the swatch of a class: its filling, none where `bare`, and the mark of a place in it. */
export function swatch(index, control, bare = false) {
  const [style, i] = bare ? [null, -1] : classOf(index, control);
  const [ground, area] = ["fl-bare", "fl-patch"].map((name) =>
    svg("rect", { x: -18, y: -10, width: 36, height: 20, class: name }),
  );
  paint(area, style, i, control?.stale);
  return sample(ground, area, ...statusSign(index, control));
}

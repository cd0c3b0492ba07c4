// The current view of the map → a PNG: the browser's layout is redrawn as one SVG. Nothing is loaded,
// so this works from a file and in a frame without an origin.

import { el, svg } from "../dom/elements.mjs";

const MIN_WIDTH_PX = 1200;
const MIN_SCALE = 2;
const MARGIN_PX = 16;
const HALO_PX = 3;
const OMITTED =
  ".leaflet-bar, .leaflet-popup-pane, .leaflet-control-attribution, .fl-hidden, .fl-compare, input, button";
const SVG_TAGS = new Set(
  "svg g path rect circle ellipse line polyline polygon text tspan pattern".split(" "),
);
const GEOMETRY_ATTRIBUTES = [
  "d points x y x1 y1 x2 y2 cx cy r rx ry width height viewBox transform patternUnits",
  "patternTransform preserveAspectRatio",
].flatMap((names) => names.split(" "));
const PAINT_PROPERTIES = [
  "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray stroke-linecap",
  "stroke-linejoin opacity paint-order vector-effect",
].flatMap((names) => names.split(" "));
const TEXT_PROPERTIES = [
  "font-family font-size font-style font-weight letter-spacing text-anchor direction unicode-bidi",
  "dominant-baseline",
].flatMap((names) => names.split(" "));
const EDGES = ["top", "right", "bottom", "left"];

function isVisibleColor(color) {
  return color !== "transparent" && !/[,/] ?0\)$/.test(color);
}

/** Copy a drawing with its style as attributes instead of classes; null if it is hidden. */
function copyDrawing(node) {
  const style = getComputedStyle(node);
  if (!SVG_TAGS.has(node.localName) || style.display === "none" || node.matches(OMITTED)) return null;
  const copy = svg(node.localName);
  if (node.localName === "pattern") copy.setAttribute("id", node.id);
  for (const name of GEOMETRY_ATTRIBUTES) {
    if (node.hasAttribute(name)) copy.setAttribute(name, node.getAttribute(name));
  }
  const names = node.localName === "text" || node.localName === "tspan"
    ? [...PAINT_PROPERTIES, ...TEXT_PROPERTIES]
    : PAINT_PROPERTIES;
  for (const name of names) copy.setAttribute(name, style.getPropertyValue(name));
  for (const child of node.childNodes) {
    const part = child.nodeType === Node.TEXT_NODE
      ? child.cloneNode()
      : child.nodeType === Node.ELEMENT_NODE
      ? copyDrawing(child)
      : null;
    if (part !== null) copy.append(part);
  }
  return copy;
}

/** Copy a drawing at the position and scale at which the browser shows it. */
function placeDrawing(node, style, { x, y, width, height }) {
  const copy = copyDrawing(node);
  if (copy === null) return [];
  if (!node.hasAttribute("viewBox")) {
    return [svg("g", { transform: `translate(${x} ${y})` }, ...copy.childNodes)];
  }
  const attributes = { x, y, width, height, overflow: style.overflow, preserveAspectRatio: "none" };
  for (const [name, value] of Object.entries(attributes)) copy.setAttribute(name, value);
  return [copy];
}

function boxShapes(style, { x, y, width, height }) {
  const shapes = [];
  const radius = style.borderTopLeftRadius;
  const rx = radius.endsWith("%")
    ? (width * Number.parseFloat(radius)) / 100
    : Number.parseFloat(radius) || 0;
  if (isVisibleColor(style.backgroundColor)) {
    shapes.push(svg("rect", { x, y, width, height, rx, fill: style.backgroundColor }));
  }
  for (const [i, side] of EDGES.entries()) {
    const [thickness, color] = [
      Number.parseFloat(style[`border-${side}-width`]),
      style[`border-${side}-color`],
    ];
    if (!thickness || style[`border-${side}-style`] === "none" || !isVisibleColor(color)) continue;
    const [isVertical, shift] = [i % 2 === 1, i === 1 || i === 2 ? -thickness / 2 : thickness / 2];
    const [left, top] = [
      x + (i === 1 ? width : 0) + (isVertical ? shift : 0),
      y + (i === 2 ? height : 0) + (isVertical ? 0 : shift),
    ];
    const end = isVertical ? { x2: left, y2: top + height } : { x2: left + width, y2: top };
    shapes.push(svg("line", { x1: left, y1: top, ...end, stroke: color, "stroke-width": thickness }));
  }
  return shapes;
}

/** List the lines of a text in the browser's layout, with their boxes. */
function linesOf(node) {
  const range = document.createRange();
  const lines = [];
  const addRange = (from, to) => {
    range.setStart(node, from);
    range.setEnd(node, to);
    const boxes = [...range.getClientRects()].filter(({ width }) => width > 0);
    if (boxes.length === 0) return;
    if (boxes.some(({ top }) => Math.abs(top - boxes[0].top) > 1) && to - from > 1) {
      for (let i = from; i < to; i++) addRange(i, i + 1);
      return;
    }
    const last = lines.at(-1);
    const [left, right] = [
      Math.min(...boxes.map((box) => box.left)),
      Math.max(...boxes.map((box) => box.right)),
    ];
    const { top, height } = boxes[0];
    if (last && Math.abs(last.top - top) <= 1) {
      Object.assign(last, { to, left: Math.min(last.left, left), right: Math.max(last.right, right) });
    } else lines.push({ from, to, top, height, left, right });
  };
  for (const { index, 0: word } of node.data.matchAll(/\S+/g)) addRange(index, index + word.length);
  return lines.map((line) => ({ ...line, words: node.data.slice(line.from, line.to).replace(/\s+/g, " ") }));
}

function textOf(node, style, pen) {
  const fonts = {
    "font-family": style.fontFamily,
    "font-size": style.fontSize,
    "font-weight": style.fontWeight,
  };
  const spacing = style.letterSpacing === "normal" ? {} : { "letter-spacing": style.letterSpacing };
  const [halo] = /^(?:rgba?|color|oklab)\([^)]*\)/.exec(style.textShadow) ?? [null];
  const outline = {
    stroke: halo,
    "stroke-width": HALO_PX,
    "stroke-linejoin": "round",
    "paint-order": "stroke",
  };
  pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  return linesOf(node).map(({ words, left, right, top, height }) => {
    const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = pen.measureText(words);
    const [x, y] = [style.direction === "rtl" ? right : left, top + (height * ascent) / (ascent + descent)];
    const shown = style.textTransform === "uppercase" ? words.toLocaleUpperCase() : words;
    const attributes = { x, y, direction: style.direction, "font-style": style.fontStyle, fill: style.color };
    return svg("text", { ...attributes, ...fonts, ...spacing, ...(halo === null ? {} : outline) }, shown);
  });
}

/** Return the stacking order of an element; a static element has that of its content. */
function stackOrder(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return 0;
  const { position, zIndex } = getComputedStyle(node);
  if (position === "static") return Math.max(0, ...[...node.children].map(stackOrder));
  return Number.parseInt(zIndex, 10) || 0;
}

/** Clip drawings to a box. */
function clip(parts, { x, y, width, height }) {
  return svg("svg", { x, y, width, height, viewBox: `${x} ${y} ${width} ${height}` }, ...parts);
}

/** Draw an element and its content, from the back to the front. */
function drawElement(node, pen) {
  const style = getComputedStyle(node);
  if (style.display === "none" || node.matches(OMITTED)) return [];
  const box = node.getBoundingClientRect();
  const isShown = style.visibility === "visible";
  const parts = isShown ? boxShapes(style, box) : [];
  if (node.localName === "svg") {
    if (isShown) parts.push(...placeDrawing(node, style, box));
  } else {
    const order = new Map([...node.childNodes].map((child) => [child, stackOrder(child)]));
    const inner = [...order.keys()]
      .sort((a, b) => order.get(a) - order.get(b))
      .flatMap((child) => {
        if (child.nodeType === Node.ELEMENT_NODE) return drawElement(child, pen);
        return isShown && child.nodeType === Node.TEXT_NODE ? textOf(child, style, pen) : [];
      });
    if (style.overflowX === "hidden") parts.push(clip(inner, box));
    else parts.push(...inner);
  }
  if (style.opacity === "1" || parts.length === 0) return parts;
  return [svg("g", { opacity: style.opacity }, ...parts)];
}

/** Lay out the picture around a map of the given size. */
function sheetAround(page, width, height) {
  const { scene } = page.index;
  const copy = (selector) => document.querySelector(selector)?.cloneNode(true) ?? null;
  const room = el("div.fl-room");
  const sources = scene.publishers.length > 0
    ? page.say("sources_line", { names: scene.publishers.join(" · ") })
    : "";
  const sheet = el(
    "div.fl-page.fl-picture",
    el("header.fl-head", el("h1", scene.title)),
    el("p.fl-date", copy(".fl-day"), copy(".fl-zone-note")),
    room,
    copy(".fl-legend"),
    ...[scene.ground.note, sources, copy(".fl-credits")?.textContent].map((text) =>
      el("p.fl-meta", text || null)
    ),
  );
  room.style.height = `${height}px`;
  sheet.style.width = `${width + 2 * MARGIN_PX}px`;
  sheet.style.padding = `${MARGIN_PX}px`;
  return { sheet, room };
}

/** Draw the map with its title, date, legend and sources as one SVG; return it with its size. */
function drawing(page, slot) {
  const pen = document.createElement("canvas").getContext("2d");
  const inner = slot.getBoundingClientRect();
  const { sheet, room } = sheetAround(page, inner.width, inner.height);
  document.body.append(sheet);
  try {
    const [{ width, height, x, y }, { x: toX, y: toY }] = [
      sheet.getBoundingClientRect(),
      room.getBoundingClientRect(),
    ];
    const patterns = [...document.querySelectorAll(".fl-sheet pattern")].map(copyDrawing);
    const shift = { transform: `translate(${toX - inner.x} ${toY - inner.y})` };
    const background = {
      x: x - 1,
      y: y - 1,
      width: width + 2,
      height: height + 2,
      fill: getComputedStyle(document.body).backgroundColor,
    };
    const root = svg(
      "svg",
      { viewBox: `${x} ${y} ${width} ${height}` },
      svg("defs", {}, ...patterns),
      svg("rect", background),
      ...drawElement(sheet, pen),
      svg("g", shift, ...drawElement(slot, pen)),
    );
    return { root, width, height };
  } finally {
    sheet.remove();
  }
}

/**
 * Make a PNG of the current view of the map in its slot, at least twice as large as on the page.
 *
 * @param {Page} page
 * @param {HTMLElement} slot
 * @returns {Promise<Blob>}
 */
export async function mapPicture(page, slot) {
  const { root, width, height } = drawing(page, slot);
  const scale = Math.max(MIN_SCALE, MIN_WIDTH_PX / width);
  const [pixelWidth, pixelHeight] = [Math.round(width * scale), Math.round(height * scale)];
  root.setAttribute("width", pixelWidth);
  root.setAttribute("height", pixelHeight);
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(root))}`;
  await image.decode();
  const canvas = el("canvas", { width: pixelWidth, height: pixelHeight });
  canvas.getContext("2d").drawImage(image, 0, 0, pixelWidth, pixelHeight);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) throw new Error(`${pixelWidth} × ${pixelHeight} px`);
  return blob;
}

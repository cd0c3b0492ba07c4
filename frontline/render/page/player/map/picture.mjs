// The map as it is seen now → a PNG: what the browser has laid out is drawn as one SVG. Nothing is
// loaded, so this works from a file and in a frame without an origin.

import { el, svg } from "../dom/elements.mjs";

const LEAST_PX = 1200;
const LEAST_SCALE = 2;
const MARGIN_PX = 16;
const HALO_PX = 3;
const LEFT_OUT =
  ".leaflet-bar, .leaflet-popup-pane, .leaflet-control-attribution, .fl-hidden, .fl-compare, input, button";
const SHAPES = new Set("svg g path rect circle ellipse line polyline polygon text tspan pattern".split(" "));
const PLACED = [
  "d points x y x1 y1 x2 y2 cx cy r rx ry width height viewBox transform patternUnits",
  "patternTransform preserveAspectRatio",
].flatMap((names) => names.split(" "));
const LOOKS = [
  "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray stroke-linecap",
  "stroke-linejoin opacity paint-order vector-effect",
].flatMap((names) => names.split(" "));
const LETTERS = "font-family font-size font-weight letter-spacing text-anchor direction".split(" ");
const SIDES = ["top", "right", "bottom", "left"];

function seen(color) {
  return color !== "transparent" && !/[,/] ?0\)$/.test(color);
}

/** Copy a drawing, its style as attributes instead of classes; null where it is not shown. */
function copyOfDrawing(node) {
  const look = getComputedStyle(node);
  if (!SHAPES.has(node.localName) || look.display === "none" || node.matches(LEFT_OUT)) return null;
  const copy = svg(node.localName);
  if (node.localName === "pattern") copy.setAttribute("id", node.id);
  for (const name of PLACED) {
    if (node.hasAttribute(name)) copy.setAttribute(name, node.getAttribute(name));
  }
  const names = node.localName === "text" || node.localName === "tspan" ? [...LOOKS, ...LETTERS] : LOOKS;
  for (const name of names) copy.setAttribute(name, look.getPropertyValue(name));
  for (const child of node.childNodes) {
    const drawn = child.nodeType === Node.TEXT_NODE
      ? child.cloneNode()
      : child.nodeType === Node.ELEMENT_NODE
      ? copyOfDrawing(child)
      : null;
    if (drawn !== null) copy.append(drawn);
  }
  return copy;
}

/** Put a drawing where the browser shows it, moved and scaled as it is. */
function placedDrawing(node, look, { x, y, width, height }) {
  const copy = copyOfDrawing(node);
  if (copy === null) return [];
  if (!node.hasAttribute("viewBox")) {
    return [svg("g", { transform: `translate(${x} ${y})` }, ...copy.childNodes)];
  }
  const place = { x, y, width, height, overflow: look.overflow, preserveAspectRatio: "none" };
  for (const [name, value] of Object.entries(place)) copy.setAttribute(name, value);
  return [copy];
}

function backing(look, { x, y, width, height }) {
  const drawn = [];
  const radius = look.borderTopLeftRadius;
  const rx = radius.endsWith("%")
    ? (width * Number.parseFloat(radius)) / 100
    : Number.parseFloat(radius) || 0;
  if (seen(look.backgroundColor)) {
    drawn.push(svg("rect", { x, y, width, height, rx, fill: look.backgroundColor }));
  }
  for (const [i, side] of SIDES.entries()) {
    const [wide, color] = [Number.parseFloat(look[`border-${side}-width`]), look[`border-${side}-color`]];
    if (!wide || look[`border-${side}-style`] === "none" || !seen(color)) continue;
    const [along, off] = [i % 2 === 1, i === 1 || i === 2 ? -wide / 2 : wide / 2];
    const [left, top] = [
      x + (i === 1 ? width : 0) + (along ? off : 0),
      y + (i === 2 ? height : 0) + (along ? 0 : off),
    ];
    const end = along ? { x2: left, y2: top + height } : { x2: left + width, y2: top };
    drawn.push(svg("line", { x1: left, y1: top, ...end, stroke: color, "stroke-width": wide }));
  }
  return drawn;
}

/** List the lines of a text as the browser set them, with their boxes. */
function linesOf(node) {
  const range = document.createRange();
  const lines = [];
  const add = (from, to) => {
    range.setStart(node, from);
    range.setEnd(node, to);
    const boxes = [...range.getClientRects()].filter(({ width }) => width > 0);
    if (boxes.length === 0) return;
    if (boxes.some(({ top }) => Math.abs(top - boxes[0].top) > 1) && to - from > 1) {
      for (let i = from; i < to; i++) add(i, i + 1);
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
  for (const { index, 0: word } of node.data.matchAll(/\S+/g)) add(index, index + word.length);
  return lines.map((line) => ({ ...line, words: node.data.slice(line.from, line.to).replace(/\s+/g, " ") }));
}

function textOf(node, look, pen) {
  const fonts = {
    "font-family": look.fontFamily,
    "font-size": look.fontSize,
    "font-weight": look.fontWeight,
  };
  const spaced = look.letterSpacing === "normal" ? {} : { "letter-spacing": look.letterSpacing };
  const [halo] = /^(?:rgba?|color|oklab)\([^)]*\)/.exec(look.textShadow) ?? [null];
  const edge = { stroke: halo, "stroke-width": HALO_PX, "stroke-linejoin": "round", "paint-order": "stroke" };
  pen.font = `${look.fontStyle} ${look.fontWeight} ${look.fontSize} ${look.fontFamily}`;
  return linesOf(node).map(({ words, left, right, top, height }) => {
    const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = pen.measureText(words);
    const [x, y] = [look.direction === "rtl" ? right : left, top + (height * up) / (up + down)];
    const shown = look.textTransform === "uppercase" ? words.toLocaleUpperCase() : words;
    const place = { x, y, direction: look.direction, "font-style": look.fontStyle, fill: look.color };
    return svg("text", { ...place, ...fonts, ...spaced, ...(halo === null ? {} : edge) }, shown);
  });
}

/** Return the stacking order of an element; an element without a position has that of its content. */
function depth(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return 0;
  const { position, zIndex } = getComputedStyle(node);
  if (position === "static") return Math.max(0, ...[...node.children].map(depth));
  return Number.parseInt(zIndex, 10) || 0;
}

/** Clip drawings to a box. */
function cut(parts, { x, y, width, height }) {
  return svg("svg", { x, y, width, height, viewBox: `${x} ${y} ${width} ${height}` }, ...parts);
}

/** Draw an element and its content, from the back to the front. */
function drawn(node, pen) {
  const look = getComputedStyle(node);
  if (look.display === "none" || node.matches(LEFT_OUT)) return [];
  const box = node.getBoundingClientRect();
  const shown = look.visibility === "visible";
  const parts = shown ? backing(look, box) : [];
  if (node.localName === "svg") {
    if (shown) parts.push(...placedDrawing(node, look, box));
  } else {
    const order = new Map([...node.childNodes].map((child) => [child, depth(child)]));
    const inner = [...order.keys()]
      .sort((one, other) => order.get(one) - order.get(other))
      .flatMap((child) => {
        if (child.nodeType === Node.ELEMENT_NODE) return drawn(child, pen);
        return shown && child.nodeType === Node.TEXT_NODE ? textOf(child, look, pen) : [];
      });
    if (look.overflowX === "hidden") parts.push(cut(inner, box));
    else parts.push(...inner);
  }
  if (look.opacity === "1" || parts.length === 0) return parts;
  return [svg("g", { opacity: look.opacity }, ...parts)];
}

/** Lay out the frame of the picture around a map of a size. */
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

/** Draw the map with its title, date, legend and sources as one SVG of the returned size. */
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
    const patterns = [...document.querySelectorAll(".fl-sheet pattern")].map(copyOfDrawing);
    const moved = { transform: `translate(${toX - inner.x} ${toY - inner.y})` };
    const ground = {
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
      svg("rect", ground),
      ...drawn(sheet, pen),
      svg("g", moved, ...drawn(slot, pen)),
    );
    return { root, width, height };
  } finally {
    sheet.remove();
  }
}

/**
 * Make a PNG of the map in its slot as it is seen now, twice as fine as on the page.
 *
 * @param {Page} page
 * @param {HTMLElement} slot
 * @returns {Promise<Blob>}
 */
export async function mapPicture(page, slot) {
  const { root, width, height } = drawing(page, slot);
  const scale = Math.max(LEAST_SCALE, LEAST_PX / width);
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
  root.setAttribute("width", wide);
  root.setAttribute("height", high);
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(root))}`;
  await image.decode();
  const canvas = el("canvas", { width: wide, height: high });
  canvas.getContext("2d").drawImage(image, 0, 0, wide, high);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) throw new Error(`${wide} × ${high} px`);
  return blob;
}

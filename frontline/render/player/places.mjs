// Places on the map: marks that open, dots, and names with room around them.

import { covers, isInside, polygonsOf, spanAt } from "./core.mjs";
import { el } from "./dom.mjs";
import { latLng } from "./ground.mjs";
import { boxAround, overlaps, placeLabels, roomiest, spotsBeside } from "./labels.mjs";
import { markSign } from "./symbols.mjs";
import { controlWords } from "./words.mjs";

const LABEL_PANE_DEPTH = 640;
const MARK_PX = 28;
const MARK_BOX_PX = { far: 20, near: 25 };
const DOT_BOX_PX = { main: 11, minor: 5 };
const EDGE_PX = 3;
const COUNTRY_GRID = 11;
const COUNTRY_RANK = 0.5;

function classesOf(place) {
  return `fl-${place.role} fl-kind-${place.kind === "city" ? "city" : "other"}`;
}

function roleOf(place) {
  if (place.reported) return "reported";
  return place.kind === "city" || place.kind === "town" ? "main" : "minor";
}

function drawable(places) {
  return places
    .filter((place) => place.lon !== null && place.kind !== "region")
    .map((place) => ({ ...place, role: roleOf(place) }));
}

function drawDot(map, place) {
  const className = `fl-place-dot ${classesOf(place)}`;
  const icon = L.divIcon({ html: el("span"), className, iconSize: [8, 8] });
  const options = { icon, interactive: false, keyboard: false, zIndexOffset: -2000 };
  L.marker(latLng([place.lon, place.lat]), options).addTo(map);
}

function drawMark(map, place, open) {
  const sign = el("span");
  const icon = L.divIcon({ html: sign, className: "fl-mark", iconSize: [MARK_PX, MARK_PX] });
  const marker = L.marker(latLng([place.lon, place.lat]), { icon, riseOnHover: true }).addTo(map);
  const node = marker.getElement();
  node.setAttribute("role", "button");
  node.setAttribute("aria-haspopup", "dialog");
  marker.on("click", () => open(place.id));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    open(place.id);
  });
  return { place, marker, node, sign };
}

function nameLabel(pane, text, className) {
  const node = el("div", { class: `fl-label ${className}`, "aria-hidden": "true" }, text);
  pane.append(node);
  return node;
}

function makeLabels(map, scene, places) {
  const pane = map.createPane("fl-labels");
  pane.style.zIndex = LABEL_PANE_DEPTH;
  pane.style.pointerEvents = "none";
  const ofPlaces = places.map((place) => ({
    key: `place ${place.id}`,
    place,
    node: nameLabel(pane, place.name, classesOf(place)),
  }));
  const ofCountries = scene.base
    .filter((feature) => feature.kind === "country" && feature.name)
    .map((country, i) => ({
      key: `country ${i}`,
      polygons: polygonsOf(country.geometry),
      node: nameLabel(pane, country.name, "fl-country"),
    }));
  return { pane, ofPlaces, ofCountries };
}

function controlBoxes(map) {
  const frame = map.getContainer().getBoundingClientRect();
  return [...map.getContainer().querySelectorAll(".leaflet-control, .fl-locator")].map((node) => {
    const box = node.getBoundingClientRect();
    const [x, y] = [box.left - frame.left, box.top - frame.top];
    return [x, y, x + box.width, y + box.height];
  });
}

function countrySpots(map, polygons, { width, height }, obstacles, frame) {
  const points = [];
  for (let row = 1; row < COUNTRY_GRID; row++) {
    for (let column = 1; column < COUNTRY_GRID; column++) {
      points.push([(frame[2] * column) / COUNTRY_GRID, (frame[3] * row) / COUNTRY_GRID]);
    }
  }
  const onLand = (point) => {
    const { lng, lat } = map.containerPointToLatLng(point);
    return isInside(polygons, [lng, lat]);
  };
  const inside = (point) => {
    const [left, top, right, bottom] = boxAround(point, width, 2 * height);
    return [
      [left, top],
      [right, top],
      [left, bottom],
      [right, bottom],
    ].every(onLand);
  };
  return roomiest(points.filter(inside), obstacles, frame).map(([x, y]) => [
    x - width / 2,
    y - height / 2,
  ]);
}

/** Draw the places once; `show(date)` restyles them, `label(close)` places their names anew. */
export function drawPlaces(map, index, words, open) {
  const places = drawable(index.scene.places);
  for (const place of places) if (!place.reported) drawDot(map, place);
  const marks = places.filter((place) => place.reported).map((place) => drawMark(map, place, open));
  const labels = makeLabels(map, index.scene, places);
  const sizes = new Map();

  const measure = () => {
    for (const { key, node } of [...labels.ofPlaces, ...labels.ofCountries]) {
      node.hidden = false;
      sizes.set(key, { width: node.offsetWidth + 2, height: node.offsetHeight });
    }
  };
  const pointOf = (place) => {
    const { x, y } = map.latLngToContainerPoint(latLng([place.lon, place.lat]));
    return [x, y];
  };
  const newsOn = (place, date) =>
    (index.changes.get(date) ?? []).some((change) => change.place === place.id) ||
    (index.eventsAt.get(place.id) ?? []).some((event) => covers(event, date));

  return {
    nodeOf: (id) => marks.find(({ place }) => place.id === id)?.node ?? null,
    show(date) {
      for (const { place, marker, node, sign } of marks) {
        const span = spanAt(index.spans.get(place.id), date);
        const news = newsOn(place, date);
        sign.replaceChildren(markSign(index, span, news));
        marker.setZIndexOffset(news ? 1000 : 0);
        const status = span ? controlWords(span, index.sides) : place.kind;
        const name = [place.name, status, words.full(date), news ? "event or change that day" : ""];
        node.setAttribute("aria-label", name.filter(Boolean).join(", "));
      }
    },
    label(close) {
      measure();
      const { x, y } = map.getSize();
      const frame = [EDGE_PX, EDGE_PX, x - EDGE_PX, y - EDGE_PX];
      const view = [-MARK_PX, -MARK_PX, x + MARK_PX, y + MARK_PX];
      const near = labels.ofPlaces
        .map((label) => ({ ...label, point: pointOf(label.place) }))
        .filter(({ point }) => overlaps(boxAround(point, 1), view));
      const sizeOf = ({ role }) => DOT_BOX_PX[role] ?? MARK_BOX_PX[close ? "near" : "far"];
      const box = ({ place, point }) => boxAround(point, sizeOf(place));
      const hard = near.filter(({ place }) => place.role !== "minor").map(box);
      hard.push(...controlBoxes(map));
      const soft = near.filter(({ place }) => place.role === "minor").map(box);
      const named = near.filter(({ place }) => place.role !== "minor" || close);
      const items = named.map(({ key, place, point }) => {
        const { width, height } = sizes.get(key);
        const gap = sizeOf(place) / 2 + 1;
        return {
          id: key,
          rank: place.rank,
          width,
          height,
          spots: spotsBeside(point, width, height, gap),
        };
      });
      for (const { key, polygons } of labels.ofCountries) {
        const size = sizes.get(key);
        const spots = countrySpots(map, polygons, size, [...hard, ...soft], frame);
        items.push({ id: key, rank: COUNTRY_RANK, ...size, spots });
      }
      const placed = placeLabels(items, hard, soft, frame);
      for (const { key, node } of [...labels.ofPlaces, ...labels.ofCountries]) {
        const spot = placed.get(key);
        node.hidden = spot === undefined;
        if (spot)
          L.DomUtil.setPosition(node, map.containerPointToLayerPoint([spot[0] + 1, spot[1]]));
      }
    },
  };
}

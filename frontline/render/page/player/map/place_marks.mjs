// Places on the map: marks that open, dots and names.

import { el } from "../dom/elements.mjs";
import { roveMarks } from "../dom/roving_focus.mjs";
import { eventsOn } from "../model/records.mjs";
import { spanAt } from "../model/spans.mjs";
import { controlWords } from "../text/values.mjs";
import { latLng } from "./ground_layer.mjs";
import { classesOf, drawNames } from "./names.mjs";
import { makePane } from "./panes.mjs";
import { markSign } from "./symbols.mjs";

const MARK_PX = 28;

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
  const dot = el("span");
  if (place.sign_px) dot.style.width = dot.style.height = `${place.sign_px}px`;
  const icon = L.divIcon({ html: dot, className, iconSize: [8, 8] });
  const options = { icon, pane: "fl-dots", interactive: false, keyboard: false };
  return L.marker(latLng([place.lon, place.lat]), options).addTo(map);
}

function drawMark(map, pane, place, open) {
  const sign = el("span");
  const icon = L.divIcon({ html: sign, className: "fl-mark", iconSize: [MARK_PX, MARK_PX] });
  const marker = L.marker(latLng([place.lon, place.lat]), { icon, pane, riseOnHover: true }).addTo(map);
  const node = marker.getElement();
  node.setAttribute("role", "button");
  node.setAttribute("aria-haspopup", "dialog");
  node.dataset.place = place.id;
  marker.on("click", ({ originalEvent }) => open(place.id, originalEvent));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    open(place.id);
  });
  return { place, marker, node, sign };
}

/**
 * Draw the marks of the reported places in the language of the page.
 *
 * @param {LeafletMap} map
 * @param {Page} page
 * @param {(id: string) => void} open Called with the id of the pressed mark's place.
 * @param {string} [suffix] Distinguishes several sets of marks on one map.
 * @returns {PlaceMarks}
 */
export function drawMarks(map, page, open, suffix = "") {
  const pane = makePane(map, "marks", suffix);
  const name = `fl-marks${suffix}`;
  const reported = drawable(page.index.scene.places).filter((place) => place.reported);
  /** Open the place whose mark is nearest to a touch, because marks may overlap. */
  function openNearest(id, event) {
    if (!event || event.detail === 0) return open(id); // from a key or a screen reader
    const point = map.mouseEventToContainerPoint(event);
    const distanceOf = ({ marker }) => map.latLngToContainerPoint(marker.getLatLng()).distanceTo(point);
    const distances = marks.map(distanceOf);
    return open(marks[distances.indexOf(Math.min(...distances))].place.id);
  }
  const marks = reported.map((place) => drawMark(map, name, place, openNearest));
  const newsOn = ({ id }, date) =>
    (page.index.changes.get(date) ?? []).some((change) => change.place === id) ||
    eventsOn(page.index, date).some((event) => event.places.includes(id));

  const group = { role: "group", "aria-label": page.say("map_places") };
  for (const [name, value] of Object.entries(group)) map.getPane("markerPane").setAttribute(name, value);
  roveMarks(marks, ({ marker }) => {
    const { x, y } = map.latLngToContainerPoint(marker.getLatLng());
    return [x, y];
  });
  return {
    marks,
    panes: [pane],
    nodeOf: (id) => marks.find(({ place }) => place.id === id)?.node ?? null,
    show(date) {
      const { index, words, say } = page;
      for (const { place, marker, node, sign } of marks) {
        const span = spanAt(index.spans.get(place.id), date);
        const news = newsOn(place, date);
        sign.replaceChildren(markSign(index, span, news));
        marker.setZIndexOffset(news ? 1000 : 0);
        const status = span ? controlWords(span, index.sides, say) : say.word("place", place.kind);
        const signs = [
          span?.stale ? say("mark_old") : "",
          news ? say("mark_news") : "",
          page.highlighted.has(place.id) ? say("highlighted") : "",
        ];
        const name = [place.name, status, words.full(date), ...signs];
        node.setAttribute("aria-label", name.filter(Boolean).join(say("comma")));
      }
    },
    remove() {
      for (const { marker } of marks) marker.remove();
      pane.remove();
    },
  };
}

/**
 * Draw the names of the places in the language of the page, and dots for those without a mark.
 *
 * @param {LeafletMap} map
 * @param {Page} page
 * @returns {{label(close: boolean): void, remove(): void}}
 */
export function drawPlaces(map, page) {
  const pane = makePane(map, "dots");
  const places = drawable(page.index.scene.places);
  const dots = places.filter((place) => !place.reported).map((place) => drawDot(map, place));
  const names = drawNames(map, page, places);
  return {
    label: names.label,
    remove() {
      for (const dot of dots) dot.remove();
      pane.remove();
      names.remove();
    },
  };
}

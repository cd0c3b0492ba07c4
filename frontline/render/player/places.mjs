// Places on the map: marks that open, and dots.

import { spanAt } from "./core.mjs";
import { el } from "./dom.mjs";
import { latLng } from "./ground.mjs";
import { classesOf, drawNames } from "./names.mjs";
import { eventsOn } from "./record.mjs";
import { roveMarks } from "./roving.mjs";
import { markSign } from "./symbols.mjs";
import { controlWords } from "./words.mjs";

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
  const icon = L.divIcon({ html: el("span"), className, iconSize: [8, 8] });
  const options = { icon, interactive: false, keyboard: false, zIndexOffset: -2000 };
  return L.marker(latLng([place.lon, place.lat]), options).addTo(map);
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

/**
 * Draw the places in the language of the page: `show(date)` restyles them, `label(close)` places
 * their names anew, `remove()` takes all from the map.
 */
export function drawPlaces(map, page) {
  const places = drawable(page.index.scene.places);
  const dots = places.filter((place) => !place.reported).map((place) => drawDot(map, place));
  const marks = places.filter((place) => place.reported).map((place) => drawMark(map, place, page.open));
  const newsOn = ({ id }, date) =>
    (page.index.changes.get(date) ?? []).some((change) => change.place === id) ||
    eventsOn(page.index, date).some((event) => event.places.includes(id));

  const group = { role: "group", "aria-label": page.say("map_places") };
  for (const [name, value] of Object.entries(group)) map.getPane("markerPane").setAttribute(name, value);
  roveMarks(marks, ({ marker }) => {
    const { x, y } = map.latLngToContainerPoint(marker.getLatLng());
    return [x, y];
  });
  const names = drawNames(map, page.index, places);
  return {
    nodeOf: (id) => marks.find(({ place }) => place.id === id)?.node ?? null,
    show(date) {
      const { index, words } = page;
      for (const { place, marker, node, sign } of marks) {
        const span = spanAt(index.spans.get(place.id), date);
        const news = newsOn(place, date);
        sign.replaceChildren(markSign(index, span, news));
        marker.setZIndexOffset(news ? 1000 : 0);
        const status = span ? controlWords(span, index.sides) : place.kind;
        const signs = [span?.stale ? "old evidence" : "", news ? "event or change that day" : ""];
        const name = [place.name, status, words.full(date), ...signs];
        node.setAttribute("aria-label", name.filter(Boolean).join(", "));
      }
    },
    label: names.label,
    remove() {
      for (const marker of [...dots, ...marks.map((mark) => mark.marker)]) marker.remove();
      names.remove();
    },
  };
}

// Two maps of one size with a common view: moving one moves the other.

/** Pan a map of equal zoom to the leading map's centre at once; return whether it moved. */
function panTo(lead, map) {
  const [from, to] = [map, lead].map((each) => map.latLngToLayerPoint(each.getCenter()));
  if (from.equals(to)) return false;
  L.DomUtil.setPosition(map.getPane("mapPane"), map._getMapPanePos().add(from).subtract(to));
  map.fire("move");
  return true;
}

/**
 * Make two maps follow each other until `part()`.
 *
 * During a drag, the other map's existing drawing moves along; newly visible parts are drawn when
 * the move ends. The first map determines the minimum zoom of both, and holds both in its bounds.
 *
 * @param {LeafletMap} first
 * @param {LeafletMap} second
 * @returns {{settle(): void, part(): void}}
 */
export function joinViews(first, second) {
  let active = null; // the leading map, while the other follows it

  function following(lead, follower) {
    const leading = (follow) => (event) => {
      if (active !== null) return;
      active = lead;
      follow(event);
      active = null;
    };
    const adopt = () => follower.setView(lead.getCenter(), lead.getZoom(), { animate: false });
    const move = () => {
      if (lead.getZoom() === follower.getZoom()) panTo(lead, follower);
      else adopt();
    };
    const end = () => {
      move();
      follower.fire("moveend"); // without motion, a map out of its bounds goes back at once
      if (panTo(follower, lead)) lead.fire("moveend");
    };
    const zoom = ({ center, zoom: goal }) => follower.setView(center, goal, { animate: true });
    return {
      adopt: leading(adopt),
      events: { move: leading(move), moveend: leading(end), zoomanim: leading(zoom) },
    };
  }
  const [forward, backward] = [following(first, second), following(second, first)];
  first.on(forward.events);
  second.on(backward.events);
  return {
    settle() {
      second.invalidateSize({ animate: false, pan: false });
      second.setMinZoom(first.getMinZoom());
      forward.adopt();
    },
    part() {
      first.off(forward.events);
      second.off(backward.events);
    },
  };
}

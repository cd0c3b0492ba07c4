// Two maps of one size with a common view: moving one moves the other.

/** Return the offset in px by which a map must move to match the leading map's centre. */
function offsetTo(lead, next) {
  const [from, to] = [next.getCenter(), lead.getCenter()].map((point) => next.latLngToLayerPoint(point));
  return to.subtract(from);
}

/**
 * Make two maps follow each other until `part()`.
 *
 * During a drag, the other map's existing drawing moves along; newly visible parts are drawn when
 * the move ends. The first map determines the minimum zoom of both.
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
      if (lead.getZoom() !== follower.getZoom()) return adopt();
      const [pane, { x, y }] = [follower.getPane("mapPane"), offsetTo(lead, follower)];
      if (x === 0 && y === 0) return follower;
      L.DomUtil.setPosition(pane, L.DomUtil.getPosition(pane).subtract([x, y]));
      return follower.fire("move");
    };
    const end = () => move().fire("moveend");
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

// Two maps of one size with one view: moving one moves the other.

/** Measure how far a map must move to show the middle of the leading map, in px. */
function wayTo(lead, next) {
  const [from, to] = [next.getCenter(), lead.getCenter()].map((at) => next.latLngToLayerPoint(at));
  return to.subtract(from);
}

/**
 * Make two maps follow each other until `part()`.
 *
 * While one is dragged, only the drawing of the other moves with it; what comes into view is drawn
 * when the move ends. The first map decides how far both can be zoomed out.
 *
 * @param {LeafletMap} first
 * @param {LeafletMap} second
 * @returns {{settle(): void, part(): void}}
 */
export function joinViews(first, second) {
  let led = null; // the leading map, while the other follows it

  function following(lead, next) {
    const as = (follow) => (event) => {
      if (led !== null) return;
      led = lead;
      follow(event);
      led = null;
    };
    const adopt = () => next.setView(lead.getCenter(), lead.getZoom(), { animate: false });
    const move = () => {
      if (lead.getZoom() !== next.getZoom()) return adopt();
      const [pane, { x, y }] = [next.getPane("mapPane"), wayTo(lead, next)];
      if (x === 0 && y === 0) return next;
      L.DomUtil.setPosition(pane, L.DomUtil.getPosition(pane).subtract([x, y]));
      return next.fire("move");
    };
    const end = () => move().fire("moveend");
    const zoom = ({ center, zoom: goal }) => next.setView(center, goal, { animate: true });
    return { adopt: as(adopt), events: { move: as(move), moveend: as(end), zoomanim: as(zoom) } };
  }
  const [down, up] = [following(first, second), following(second, first)];
  first.on(down.events);
  second.on(up.events);
  return {
    settle() {
      second.invalidateSize({ animate: false, pan: false });
      second.setMinZoom(first.getMinZoom());
      down.adopt();
    },
    part() {
      first.off(down.events);
      second.off(up.events);
    },
  };
}

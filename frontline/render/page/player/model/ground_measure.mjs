// Areas by class and changes of control, measured once when they are first needed.

import { areaSeries, measuredClasses } from "./area_series.mjs";
import { arcAreas, zoneAreas } from "./areas.mjs";
import { gapOn } from "./gaps.mjs";
import { passings, shades, tallyOf } from "./transfers.mjs";

/** Keep what is made the first time it is asked for by a key. */
function kept(make) {
  const found = new Map();
  return (key) => {
    if (!found.has(key)) found.set(key, make(key));
    return found.get(key);
  };
}

/** Make the measures of a scene's ground, by either clock. */
export function groundMeasure(scene) {
  const { mesh, dates, ground } = scene;
  const { used, numbers } = measuredClasses(scene);
  const areas = kept(() => {
    const arcs = arcAreas(mesh);
    return { arcs, zones: zoneAreas(mesh, arcs) };
  });
  const series = kept((known) => {
    const missing = dates.map((date) => gapOn(scene, date) !== null);
    const values = areaSeries(mesh, areas().zones, known, numbers, used.length, missing);
    return used.map((each, n) => ({ ...each, values: values[n] }));
  });
  return {
    classes: used,
    series,
    /** Add up all classes on every day. */
    total: kept((known) => {
      const all = series(known);
      return Float64Array.from(dates, (_, day) => all.reduce((sum, { values }) => sum + values[day], 0));
    }),
    /** Find what passed between two days, from the earlier to the later: `shades` and the `tally`. */
    passed(known, one, other) {
      const [from, to] = [one, other].map((date) => dates.indexOf(date)).sort((a, b) => a - b);
      const ways = passings(mesh, known, from, to);
      return { shades: shades(ways), tally: tallyOf(mesh, areas().arcs, ways, ground.sliver_km2) };
    },
  };
}

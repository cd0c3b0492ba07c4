// Areas by class and changes of control, each measured once, on first use.

import { areaSeries, measuredClasses } from "./area_series.mjs";
import { arcAreas, zoneAreas } from "./areas.mjs";
import { gapOn } from "./gaps.mjs";
import { shadesOf, tallyOf, transfersBetween } from "./transfers.mjs";

/** Cache the value of each key. */
function memoized(make) {
  const values = new Map();
  return (key) => {
    if (!values.has(key)) values.set(key, make(key));
    return values.get(key);
  };
}

/**
 * Make the area measurements of a scene, by either clock; each is computed once.
 *
 * @param {Scene} scene
 * @returns {GroundMeasure}
 */
export function groundMeasure(scene) {
  const { mesh, dates, ground } = scene;
  const { used, numbers } = measuredClasses(scene);
  const areas = memoized(() => {
    const arcs = arcAreas(mesh);
    return { arcs, zones: zoneAreas(mesh, arcs) };
  });
  const series = memoized((known) => {
    const missing = dates.map((date) => gapOn(scene, date) !== null);
    const values = areaSeries(mesh, areas().zones, known, numbers, used.length, missing);
    return used.map((measured, n) => ({ ...measured, values: values[n] }));
  });
  return {
    classes: used,
    series,
    /** Sum all classes on every day. */
    total: memoized((known) => {
      const list = series(known);
      return Float64Array.from(dates, (_, day) => list.reduce((sum, { values }) => sum + values[day], 0));
    }),
    /** Measure the changes of control between two dates, in either order. */
    passed(known, first, second) {
      const [from, to] = [first, second].map((date) => dates.indexOf(date)).sort((a, b) => a - b);
      const transfers = transfersBetween(mesh, known, from, to);
      return {
        shades: shadesOf(transfers),
        tally: tallyOf(mesh, areas().arcs, transfers, ground.sliver_km2),
      };
    },
  };
}

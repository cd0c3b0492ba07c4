// The projection of the page: Web Mercator, and for wide extents that of the figures.

const WIDER_THAN = { lats: 20, lons: 90, lat: 75 };
const LEAST_SQUEEZE = 0.02;

/**
 * Return the coordinate system of a map.
 *
 * Web Mercator enlarges the north of a wide map and never reaches a pole. A map of more than 20
 * degrees of latitude or 90 of longitude, or beyond 75 degrees of latitude, therefore has the
 * projection of the figures: equirectangular, true to scale at its middle latitude.
 *
 * @param {Extent} extent
 * @returns {any}
 */
export function crsOf([west, south, east, north]) {
  const isWide = north - south > WIDER_THAN.lats || east - west > WIDER_THAN.lons ||
    Math.max(north, -south) > WIDER_THAN.lat;
  if (!isWide) return L.CRS.EPSG3857;
  const squeeze = Math.max(Math.cos((((south + north) / 2) * Math.PI) / 180), LEAST_SQUEEZE);
  const projection = {
    project: ({ lat, lng }) => L.point(lng * squeeze, lat),
    unproject: ({ x, y }) => L.latLng(y, x / squeeze),
    bounds: L.bounds([-360, -90], [360, 90]),
  };
  const transformation = L.transformation(1 / 360, 0.5, -1 / 360, 0.5);
  return L.extend({}, L.CRS.Earth, { code: "", projection, transformation, squeeze });
}

// The scene of a page, for the JSDoc of the player.
//
// Longitude comes before latitude, in degrees (WGS 84). Days are ISO text. Intervals are half-open:
// `start` is inside, `end` is not, and null is an open end.

/** ISO: "2024-05-13". */
type Day = string;
type Clock = "now" | "then";
/** Longitude, latitude. */
type LonLat = number[];
/** West, south, east, north. */
type Extent = number[];

interface Interval {
  start: Day | null;
  end: Day | null;
}

interface When extends Interval {
  /** The author's date in EDTF. */
  when: string;
}

interface Control {
  /** "held", "claimed", "contested" or "unknown". */
  status: string;
  side: string | null;
}

interface ControlClass extends Control {
  label: string;
  hatch: "none" | "diagonal" | "cross" | "dots";
}

/** A control with its evidence: the content of a span without its zone and dates. */
interface Word extends Control {
  stale: boolean;
  /** Whether it is the initial control, which is drawn as bare land. */
  bare: boolean;
  claims: string[];
  sources: string[];
}

interface Span extends Word {
  zone: string;
  start: Day;
  end: Day;
}

interface Translated {
  /** The fields without a text in the language of the page. */
  foreign: string[];
}

interface Place extends Translated {
  id: string;
  name: string;
  names: Record<string, string>;
  kind: string;
  admin: string;
  lon: number | null;
  lat: number | null;
  precision_m: number | null;
  source: string | null;
  rank: number;
  reported: boolean;
  /** The diameter of the sign of a city of known size. */
  sign_px: number | null;
}

interface MapEvent extends When, Translated {
  id: string;
  kind: string;
  sign: string;
  title: string;
  text: string;
  claimant: string;
  places: string[];
  sources: string[];
  known: string;
  /** Local day and time at which it became known. */
  day: Day;
  time: string | null;
}

interface Claim extends When, Translated {
  id: string;
  about: string;
  stance: "asserts" | "denies" | "corrects" | "retracts";
  side: string | null;
  value: string;
  low: number | null;
  high: number | null;
  kind: string;
  note: string;
  claimant: string;
  event: string | null;
  target: string | null;
  places: string[];
  sources: string[];
  known: string;
  /** Local day and time at which it became known. */
  day: Day;
  time: string | null;
  /** Day and instant, for sorting. */
  at: string;
}

interface Source {
  id: string;
  publisher: string;
  title: string;
  url: string;
  published: string | null;
  archive_url: string | null;
  licence: string | null;
  side: string | null;
  reliability: string | null;
  upstream: string | null;
}

interface Change {
  date: Day;
  place: string;
  from: Control;
  to: Control;
  claims: string[];
  assessed: boolean;
}

/** Changes with the same controls and the same claims. */
interface ChangeGroup extends Change {
  places: string[];
}

/** The ends of the range of an area, and what they depend on. */
interface AreaRange {
  low_km2: number;
  high_km2: number;
  reasons: ("left_out" | "band" | "status")[];
}

/** The range of a class, or of a side (`status` null), from a date on; no ends for a single figure. */
interface DatedRange extends AreaRange {
  side: string | null;
  status: string | null;
  from: Day;
}

/** The places that sides say they have, by control, from a date on. */
interface Announced {
  from: Day;
  sides: { side: string; places: (Control & { count: number })[] }[];
}

/** The gains and losses of a side on a date. */
interface Balance {
  date?: Day;
  side: string | null;
  gain_km2: number;
  loss_km2: number;
  claimed_km2: number;
  gained: number;
  lost: number;
}

interface MethodBreak {
  date: Day;
  kind: "stated" | "class" | "redraw" | "jump";
  begins: Control[];
  ends: Control[];
  stretches: number;
  share: number;
  shift_m: number | null;
  usual: number;
  usual_shift_m: number | null;
  by_side?: Record<string, Balance>;
}

interface Chapter extends Translated {
  title: string;
  text: TextNode[];
  date: Day;
  known: Clock;
  since: Day | null;
  how: Comparison;
  places: string[];
  sources: string[];
  view: Extent | null;
}

type TextNode = string | { tag: string; href?: string; nodes: TextNode[] };

/** The concatenated spans of all zones: those of zone `z` are at `first[z]` up to `first[z + 1]`. */
interface Runs {
  first: Int32Array;
  /** Numbers of days. */
  start: Int32Array;
  end: Int32Array;
  /** Numbers of words. */
  word: Int32Array;
}

/** Arcs: the vertices of arc `n` are at `first[n]` up to `first[n + 1]`. */
interface Arcs {
  count: number;
  first: Int32Array;
  /** Longitude in steps of the grid. */
  x: Int32Array;
  /** Latitude in steps of the grid. */
  y: Int32Array;
  perDegree: number;
}

/**
 * Arcs and the zones between them. Half-edge `h` is arc `h >> 1`, reversed if `h` is odd.
 */
interface Mesh extends Arcs {
  days: number;
  /** The node at the start of each half-edge. */
  origin: Int32Array;
  /** The zone to the left of each half-edge, or -1. */
  left: Int32Array;
  /** The next half-edge around the face to the left. */
  after: Int32Array;
  runs: Record<Clock, Runs>;
  /** The id of each zone, or "". */
  ids: string[];
  words: Word[];
}

/** Consecutive half-edges. */
type Ring = number[];

interface Band {
  /** The probability that the band contains the front line. */
  level: number;
  arcs: LonLat[][];
  zones: ({ polygons: number[][][] } & Record<Clock, [Day, Day][]>)[];
}

interface Relief {
  bounds: Extent;
  darkness: number;
  webp: string;
}

/** What of the base map may be named; towns, and regions at a point, have a position. */
interface BaseName extends Translated {
  kind: string;
  rank: number;
  name: string;
  scales: Scales;
  lon?: number;
  lat?: number;
  /** The diameter of the sign of a town. */
  px?: number;
}

/** The finest and the coarsest metres per pixel at which something is drawn; null is no limit. */
type Scales = [number, number | null];

/** Features of the base map that are drawn alike; colours are names of tokens. */
interface BaseLayer {
  kind: string;
  scales: Scales;
  fill: string | null;
  stroke: string | null;
  width: number;
  dash: number[];
}

/** A feature of the base map: its layer, the number of its name or -1, its lines as half-edges. */
interface BaseLines {
  layer: number;
  name: number;
  lines: Int32Array[];
}

interface BaseMap {
  layers: BaseLayer[];
  /** The parts of the data, each decoded when it is first read. */
  parts: { size: number; layers: number[]; read(): { arcs: Arcs; features: BaseLines[] } }[];
  has(kind: string): boolean;
  isDrawn(item: { scales: Scales }, mPerPx: number): boolean;
  /** List the lines or rings of a kind by the number of their name, or -1. */
  linesOf(kind: string): Map<number, LonLat[][]>;
}

interface Side {
  id: string;
  name: string;
  /** The alliance that it belongs to, in the language of the page. */
  bloc: string | null;
  /** Whether it is a party to the conflict. */
  party: boolean;
}

/** Line, fill and wash of a side on light and dark pages. */
type Inks = Record<"light" | "dark", [string, string, string]>;

interface Scene extends Translated {
  id: string;
  title: string;
  summary: string;
  author: string;
  credits: string[];
  notices: string[];
  publishers: string[];
  language: string;
  languages: string[];
  /** UTC offset of the time zone, by the first date of each. */
  offsets: Record<Day, string>;
  step: "day" | "week" | "month" | "year";
  /** The shown dates, one per step. */
  dates: Day[];
  /** Intervals without a map. */
  missing: Day[][];
  opens: Day;
  opening: Partial<State>;
  extent: Extent;
  sides: Side[];
  classes: ControlClass[];
  inks: Inks[];
  start: { side: string; source: string } | null;
  ground: {
    method: string;
    reach_km: number;
    sliver_km2: number;
    inferred: boolean;
    drawn: boolean;
    areas: boolean;
    note: string;
  };
  policy: { stale_after_days: number };
  quality: Quality | null;
  left_out: LeftOut[];
  base: BaseName[];
  baseMap: BaseMap;
  relief: Relief | null;
  /** West, south, east and north where a straight cut, no coast, ends the land; null elsewhere. */
  base_edges: (number | null)[];
  places: Place[];
  band: Band | null;
  changes: Change[];
  changes_then: Change[];
  balance: Balance[];
  balance_then?: Balance[];
  ranges: DatedRange[];
  ranges_then?: DatedRange[];
  announced: Announced[];
  announced_then?: Announced[];
  breaks?: MethodBreak[];
  events: MapEvent[];
  claims: Claim[];
  sources: Source[];
  notes: (Translated & { text: string; sources: string[]; places: string[]; events: string[] })[];
  chapters: Chapter[];
  messages: Record<string, Record<string, string>>;
  embed: string;
  /** The table of changes with its header. */
  table: (string | number)[][];
  mesh: Mesh;
  spans: Span[];
  spans_then: Span[];
}

interface Quality {
  date: Day;
  places: number;
  km2_per_place: number;
  line_error_km: number;
  stale: number;
  agreement: { places: number; share: number | null; kappa: number | null };
  sources: number;
  ranges: (AreaRange & { side: string })[];
}

interface LeftOut {
  file: string;
  line: number | null;
  feature: number | null;
  field: string | null;
  code: string;
  title: string;
}

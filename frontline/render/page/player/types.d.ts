// The types of the player, for its JSDoc: the scene as a page holds it, the state, the page.
//
// Longitude comes before latitude, in degrees (WGS 84). Days are ISO text. Intervals are half-open:
// `start` is inside, `end` is not, and null is an open end.

type Day = string;
type Clock = "now" | "then";
type LonLat = [number, number];
/** West, south, east, north. */
type Extent = [number, number, number, number];
/** In px: across and down. */
type Point = [number, number];
/** In px: left, top, right, bottom. */
type Box = [number, number, number, number];

interface Interval {
  start: Day | null;
  end: Day | null;
}

interface When extends Interval {
  /** The date as its author wrote it, in EDTF. */
  when: string;
}

interface Control {
  status: "held" | "claimed" | "contested" | "unknown";
  side: string | null;
}

interface ControlClass extends Control {
  label: string;
  hatch: "none" | "diagonal" | "cross" | "dots";
}

/** A control with its evidence: what the spans of zones have in common. */
interface Word extends Control {
  stale: boolean;
  /** Whether the area is as the period began, and has no filling. */
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
  /** The fields that have no text in the language of the page. */
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
  day: Day;
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
  day: Day;
  /** Day and local time, to order claims by. */
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
}

/** Changes of control with one outcome and the same claims. */
interface ChangeGroup extends Change {
  places: string[];
}

/** What a side gained and lost on a date. */
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

/** Spans of all zones, end to end: those of zone `z` stand from `first[z]` up to `first[z + 1]`. */
interface Runs {
  first: Int32Array;
  /** Numbers of days. */
  start: Int32Array;
  end: Int32Array;
  /** Numbers of words. */
  word: Int32Array;
}

/** Arcs: the vertices of arc `n` stand from `first[n]` up to `first[n + 1]`. */
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
 * Arcs and the zones between them. Half-edge `h` is arc `h >> 1`, walked backwards where `h` is odd.
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

/** Half-edges that follow one another. */
type Ring = number[];

interface Band {
  /** The probability that the front lies in the band. */
  level: number;
  arcs: LonLat[][];
  zones: ({ polygons: number[][][] } & Record<Clock, [Day, Day][]>)[];
}

interface BaseFeature extends Translated {
  id: string;
  kind: string;
  name: string;
  geometry: Geometry;
}

interface Geometry {
  type: string;
  coordinates?: any;
  geometries?: Geometry[];
}

interface Side {
  id: string;
  name: string;
}

/** Line, filling and wash of a side in a light and in a dark page. */
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
  utc: string;
  dates: Day[];
  missing: [Day, Day][];
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
  base: BaseFeature[];
  places: Place[];
  band: Band | null;
  changes: Change[];
  changes_then: Change[];
  balance: Balance[];
  balance_then?: Balance[];
  breaks?: MethodBreak[];
  events: MapEvent[];
  claims: Claim[];
  sources: Source[];
  notes: (Translated & { text: string; sources: string[]; places: string[]; events: string[] })[];
  chapters: Chapter[];
  messages: Record<string, Record<string, string>>;
  embed: string;
  /** The table of changes, its head first. */
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
  ranges: { side: string; low_km2: number; high_km2: number }[];
}

interface LeftOut {
  file: string;
  line: number | null;
  feature: number | null;
  field: string | null;
  code: string;
  title: string;
}

/** What is found by id, place and date; `clocks` holds what differs between the two. */
interface SceneIndex {
  scene: Scene;
  claims: Claim[];
  places: Map<string, Place>;
  sources: Map<string, Source>;
  sides: Map<string, Side>;
  events: Map<string, MapEvent>;
  claim: Map<string, Claim>;
  claimsAt: Map<string, Claim[]>;
  claimsOf: Map<string, Claim[]>;
  amends: Map<string, Claim[]>;
  eventsAt: Map<string, MapEvent[]>;
  /** Numbers of notes by "places id" and "events id". */
  notes: Map<string, string>;
  /** The number of each class by `controlKey`. */
  classes: Map<string, number>;
  clocks: Record<Clock, ClockIndex>;
}

interface ClockIndex {
  spans: Map<string, Span[]>;
  changes: Map<Day, Change[]>;
  balance: Map<Day, Balance[]>;
}

/** An index set by one clock. */
interface KnownIndex extends SceneIndex, ClockIndex {
  known: Clock;
}

type Comparison = "shade" | "swipe" | "beside";

/** What the reader has chosen. */
interface State {
  date: Day;
  known: Clock;
  range: readonly Day[];
  since: Day | null;
  how: Comparison;
  language: string;
  /** Counted from 1. */
  chapter: number | null;
}

interface DayMark {
  date: Day;
  gap: boolean;
  moved: boolean;
  changes: number;
  began: number;
  events: number;
  signs: string[];
  said: number;
}

/** The areas of a class on every day, in km²; NaN on a day without a map. */
interface Series {
  style: ControlClass;
  /** The number of the class. */
  i: number;
  values: Float64Array;
}

/** How the series of a range are drawn. */
interface Chart {
  /** Whether each series is drawn as its change. */
  change: boolean;
  lines: { low: number[]; high: number[] }[];
  min: number;
  max: number;
}

/** Control that changed between two days, and the rings around that area. */
interface Transfer {
  was: Control;
  now: Control;
  rings: Ring[];
}

interface Shade {
  side: string;
  gain: boolean;
  rings: Ring[];
}

interface Tally {
  sides: { side: string; gain_km2: number; loss_km2: number }[];
  slivers_km2: number;
}

interface Segment {
  /** The zones on both sides. */
  zones: number[];
  names: string[];
  /** A point on the segment. */
  at: LonLat;
  km: number;
}

interface Say {
  (key: string, values?: Record<string, any>): string;
  language: string;
  dir: "ltr" | "rtl";
  /** Write a message whose values are elements. */
  nodes(key: string, values?: Record<string, any>): Content[];
  number(value: number, options?: Intl.NumberFormatOptions): string;
  /** The message for a word of the data, or the word itself. */
  word(kind: string, text: string): string;
}

type DateWords = Record<
  "full" | "short" | "day" | "dayMonth" | "dayMonthYear" | "month" | "monthYear" | "moment",
  (day: string) => string
> & { span(when: When): string };

/** Text or an element; null and "" are left out. */
type Content = any;

/** A panel of the page, filled for a date. */
interface Panel {
  element: HTMLElement;
  show(date: Day): void;
}

/** What every part of the page reads. */
interface Page {
  /** The scene in the language of its author. */
  original: Scene;
  state: State;
  readonly date: Day;
  /** The days without a map around the date, or null. */
  readonly gap: When | null;
  say: Say;
  words: DateWords;
  bothClocks: SceneIndex;
  index: KnownIndex;
  marks: DayMark[];
  /** The ids of the places that the chapter is about. */
  told: Set<string>;
  /** What changed control since the date of comparison. */
  passed: { shades: Shade[]; tally: Tally } | null;
  isPlaying: boolean;
  /** Whether areas were measured: that takes a moment at first. */
  isMeasured: boolean;
  hasGround: boolean;
  series(): Series[];
  total(): Float64Array;
  passedSince(date: Day): { shades: Shade[]; tally: Tally };
  set(asked: Partial<State>): void;
  open(id: string, day?: DayView): void;
  openFront(segment: Segment): void;
  compare(since: Day | null): string;
  href(): string | null;
  picture(): Promise<Blob>;
}

/** A date as it is drawn on a map. */
interface DayView {
  map: LeafletMap;
  popup: Popup;
  date(): Day;
  ground: GroundLayer;
  marks: PlaceMarks;
}

interface Popup {
  open(subject: { title: string; at: LonLat; details(date: Day): HTMLElement; date(): Day; mark(): HTMLElement | null }): void;
  show(): void;
}

interface GroundLayer {
  panes: HTMLElement[];
  show(index: KnownIndex, date: Day): void;
  mark(shades: Shade[]): void;
  /** The arc of the front line at a point of the map, or -1. */
  frontAt(point: { x: number; y: number }): number;
  remove(): void;
}

interface PlaceMarks {
  marks: { place: Place; marker: any; node: HTMLElement; sign: HTMLElement }[];
  panes: HTMLElement[];
  nodeOf(id: string): HTMLElement | null;
  show(date: Day): void;
  remove(): void;
}

/** How the map is looked at. */
interface MapView {
  fit(): void;
  look(box: Extent | null): void;
  settle(): void;
  at(): Viewpoint | null;
  restore(view: Viewpoint): void;
  isClose(): boolean;
}

interface Viewpoint {
  zoom: number;
  centre: LonLat;
}

interface Link {
  state: State;
  view: Viewpoint | null;
  /** What the map does not have, as it was written. */
  ignored: string[];
}

interface Grip {
  hint(key: string | null): void;
  held(on: boolean): void;
}

/** What the shell holds together; `player.mjs` fills it part by part. */
interface App {
  map: LeafletMap;
  page: Page;
  live: { element: HTMLElement; tell(text: string): void };
  isOnlyMap: boolean;
  ignored: string[];
  panels?: any;
  layers?: any;
  view?: MapView;
  address?: { href(): string | null; changed(): void };
  sizes?: { watch(): void };
}

/** Reads numbers in the order in which they were written. */
interface Decoder {
  bit(of: NumberContext): number;
  natural(of: NumberContext): number;
  whole(of: NumberContext): number;
}

interface NumberContext {
  size: Uint16Array | null;
  rough: Uint16Array[];
  sign: Uint16Array | null;
}

/** A name on the map, to be placed. */
interface Label {
  id: string;
  rank: number;
  width: number;
  height: number;
  spots: Point[];
}

// Leaflet is a script of the page; its own types are not at hand without a package registry.
type LeafletMap = any;
declare const L: any;

interface Window {
  frontline: object;
  frontlineGate: { still: HTMLElement; fail(error: unknown): void };
}

declare var frontlineGate: Window["frontlineGate"];
declare var scheduler: { yield?(): Promise<void> } | undefined;
declare var trustedTypes: any;

interface HTMLElement {
  /** The bytes of a data block while they are inflated. */
  inflated?: Promise<Uint8Array>;
}

interface Uint8ArrayConstructor {
  fromBase64?(text: string): Uint8Array<ArrayBuffer>;
}

// deno-lint-ignore-file no-var -- only a `var` is a property of `globalThis`.
// Types that the parts of the player share: the index, the state, the page, the map.

/** In px: across and down. */
type Point = number[];
/** In px: left, top, right, bottom. */
type Box = number[];

/** The scene by id, place and date; `clocks` holds the parts that differ between the clocks. */
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
  /** The index of each class by `controlKey`. */
  classes: Map<string, number>;
  clocks: Record<Clock, ClockIndex>;
}

interface ClockIndex {
  spans: Map<string, Span[]>;
  changes: Map<Day, Change[]>;
  balance: Map<Day, Balance[]>;
  /** The ranges of each class. */
  ranges: Map<string, DatedRange[]>;
  announced: Announced[];
}

/** An index bound to one clock. */
interface KnownIndex extends SceneIndex, ClockIndex {
  known: Clock;
}

type Comparison = "shade" | "swipe" | "beside";

/** The choices of the reader. */
interface State {
  date: Day;
  known: Clock;
  range: readonly Day[];
  since: Day | null;
  how: Comparison;
  language: string;
  /** From 1. */
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
  /** The number of claims that became known on the date. */
  claims: number;
}

/** The area of a class on every day in km²; NaN on a day without a map. */
interface Series {
  style: ControlClass;
  /** The index of the class. */
  i: number;
  values: Float64Array;
}

/** The drawing of the series in a range. */
interface Chart {
  /** Whether series are drawn as changes. */
  change: boolean;
  lines: { low: number[]; high: number[] }[];
  min: number;
  max: number;
}

/** A change of control between two days, with the rings around its area. */
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
  /** The areas by control before and after, the largest first. */
  flows: Flow[];
  /** The same by holder: a side, contested or unknown. */
  exchanges: Flow[];
  slivers_km2: number;
}

/** The area that passed from one control to another. */
interface Flow {
  was: Control;
  now: Control;
  km2: number;
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
  /** Write a message with elements as values. */
  nodes(key: string, values?: Record<string, any>): Content[];
  number(value: number, options?: Intl.NumberFormatOptions): string;
  /** Return the message for a word of the data, or the word itself. */
  word(kind: string, text: string): string;
}

type DateWords =
  & Record<
    "full" | "short" | "day" | "dayMonth" | "dayMonthYear" | "month" | "monthYear" | "year",
    (day: string) => string
  >
  & { moment(known: { day: Day; time: string | null }): string; span(when: When): string };

/** Text or an element; null and "" are omitted. */
type Content = any;

/** A panel of the page with the content of a date. */
interface Panel {
  element: HTMLElement;
  show(date: Day): void;
}

/** The context of all parts of the page. */
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
  /** The ids of the places of the chapter. */
  highlighted: Set<string>;
  /** The areas that changed control since the date of comparison. */
  passed: { shades: Shade[]; tally: Tally } | null;
  isPlaying: boolean;
  /** Whether areas have been measured, which takes a moment at first. */
  isMeasured: boolean;
  /** Whether the whole base map has been drawn, which takes a moment after opening. */
  isGrounded: boolean;
  hasGround: boolean;
  series(): Series[];
  total(): Float64Array;
  passedSince(date: Day): { shades: Shade[]; tally: Tally };
  passedOn(date: Day): Flow[];
  set(request: Partial<State>): void;
  open(id: string, day?: DayView): void;
  openFront(segment: Segment): void;
  compare(since: Day | null): string;
  href(): string | null;
  picture(): Promise<Blob>;
}

/** A date on a map, with its layers. */
interface DayView {
  map: LeafletMap;
  popup: Popup;
  date(): Day;
  ground: GroundLayer;
  marks: PlaceMarks;
}

interface Popup {
  open(
    subject: {
      title: string;
      at: LonLat;
      details(date: Day): HTMLElement;
      date(): Day;
      mark(): HTMLElement | null;
    },
  ): void;
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

/** The view of the map. */
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
  /** The parts that the map does not have, verbatim. */
  ignored: string[];
}

interface Grip {
  hint(key: string | null): void;
  held(on: boolean): void;
}

/** The parts of the application; `player.mjs` fills them in turn. */
interface App {
  map: LeafletMap;
  page: Page;
  live: { element: HTMLElement; announce(text: string): void };
  isOnlyMap: boolean;
  ignored: string[];
  panels?: Panels;
  layers?: Layers;
  view?: MapView;
  address?: { href(): string | null; changed(): void };
  sizes?: { watch(): void };
}

/** The panels in one language. */
interface Panels {
  clocks: { show(known: Clock): void };
  compared: { show(state: State, first: Day): void };
  fronts: Panel;
  story: any;
  short: { show(date: Day, measured: boolean): void };
  twin: Panel;
  time: any;
  share: { show(): void };
  /** The elements with the content of a date. */
  parts: any;
}

interface Layers {
  base: { isComplete(): boolean; drawNext(): void };
  shown: DayView;
  /** The date of comparison. */
  other: any;
  controls: { remove(): void } | null;
  places: { label(close: boolean): void; remove(): void } | null;
  linked: { clear(): void } | null;
  chapter: { show(ids: string[]): void } | null;
}

/** A reader of numbers in the order in which they were written. */
interface Decoder {
  bit(of: NumberContext): number;
  natural(of: NumberContext): number;
  whole(of: NumberContext): number;
}

/** Decoded arcs with the start nodes of their half-edges. */
type Nodes = Omit<Arcs, "perDegree"> & { origin: Int32Array; nodes: number };

/** The spans of zones, each as first day, end and word. */
interface ZoneHistory {
  runs: Record<Clock, number[][]>;
  /** Add a zone and return its number. */
  add(now: number[], then: number[]): number;
  /** Read the history of a new zone between its neighbours; return its number. */
  read(neighbours: number[]): number;
  foresee(corners: number[]): { now: number[]; then: number[]; zone: number; count: number };
}

interface NumberContext {
  size: Uint16Array | null;
  rough: Uint16Array[];
  sign: Uint16Array | null;
}

/** A name to place on the map. */
interface Label {
  id: string;
  rank: number;
  width: number;
  height: number;
  spots: Point[];
}

/** Where the name of a river can stand. */
interface RiverSpot {
  middle: Point;
  degrees: number;
  cost: number;
}

/** A name that may be placed away from its mark. */
interface LeadLabel extends Label {
  /** The middle of the mark. */
  point: Point;
  /** The size of the mark. */
  size: number;
}

/** A label on the row of days, with its centre and half its width. */
interface DayLabel {
  i: number;
  text: string;
  x: number;
  half: number;
}

interface CountBounds {
  low: number;
  high: number;
  /** Whether the highest report has no upper bound. */
  open: boolean;
}

interface CountRange extends CountBounds {
  /** Whether reports differ. */
  differ: boolean;
  /** The first count, if the count rose since and reports do not differ. */
  first: CountBounds | null;
}

interface SortedClaims {
  control: Claim[];
  counted: Claim[][];
  disputed: Claim[][];
}

interface GroundMeasure {
  classes: { style: ControlClass; i: number }[];
  series(known: Clock): Series[];
  total(known: Clock): Float64Array;
  passed(known: Clock, first: Day, second: Day): { shades: Shade[]; tally: Tally };
}

interface Projection {
  /** Write consecutive half-edges as an SVG path. */
  path(halves: Ring, closed: boolean): string;
  nearest(arcs: number[], point: { x: number; y: number }): { arc: number; distance: number };
  renew(bounds: any): void;
}

interface TimeChart {
  element: HTMLElement;
  draw(first: number, last: number): void;
  show(position: number): void;
}

interface DayRow {
  hints: HTMLElement;
  parts: HTMLElement[];
  draw(from: number, until: number): void;
  show(position: number): void;
}

interface TimeActions {
  /** The switch between the clocks, or null. */
  clocks: HTMLElement | null;
  goTo(position: number): void;
  choose(from: number, until: number): void;
  /** Called when playing starts and stops. */
  toggled(runs: boolean): void;
}

interface ViewActions {
  open(id: string, day: DayView): void;
  touch(event: any, day?: DayView): void;
  grip: Grip;
  /** The share of the map's width that belongs to the date of comparison. */
  kept: { share: number };
}

// Leaflet is a script of the page; its types are only available from a package registry.
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

// Newer than the library that `deno.jsonc` chooses, and used only where the browser has it.
interface Uint8ArrayConstructor {
  fromBase64?(text: string): Uint8Array<ArrayBuffer>;
}

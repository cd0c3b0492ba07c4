"""Basis → the status on every date: each date weighed by both clocks, all areas laid out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date

from frontline.ground.topology import Topology
from frontline.ground.zones import Laid
from frontline.model import Control, Header, Span
from frontline.scene.basis import Basis
from frontline.scene.changes_of_control import Change, changes_of_control
from frontline.scene.states import DeciderSpans, decider_spans, lay_states, states_of
from frontline.scene.zone_spans import Bands, bands_of, is_bare, zone_spans
from frontline.style import classes as style


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Settled(Basis):
    """A basis with who controlled each place and zone, from which date to which.

    Attributes
    ----------
    decider_spans, decider_spans_then : mapping of str to list of Span
        The spans of each place and drawn area, as known now and as known then.
    laid : Laid
        The areas of every state of the period, by both clocks.
    spans, spans_then : tuple of Span
        The spans of every zone and place, as known now and as known then.
    bands : Bands or None
        The uncertainty band of every date, by both clocks; None if no field was inferred.
    changes_of_control, changes_of_control_then : tuple of Change
        Every change of control, by date and place, as known now and as known then.
    classes : tuple of Style
        The classes of control that occur on any date, in legend order, named in the language of
        the header.
    opens : date
        The opening date of the map: the author's choice, or the last date with an event or change.
    """

    decider_spans: DeciderSpans
    decider_spans_then: DeciderSpans
    laid: Laid
    spans: tuple[Span, ...]
    spans_then: tuple[Span, ...]
    bands: Bands | None
    changes_of_control: tuple[Change, ...]
    changes_of_control_then: tuple[Change, ...]
    classes: tuple[style.Style, ...]
    opens: date

    @property
    def ground(self) -> Topology:
        """The zones of every date, by both clocks: pieces with fixed shapes and their arcs.

        Examples
        --------
        >>> len(scene.ground.zones)
        2
        """
        return self.laid.topology

    @property
    def grows_stale(self) -> bool:
        """Whether any status on the map becomes stale on any date.

        Examples
        --------
        >>> scene.grows_stale
        False
        """
        return any(span.stale for span in (*self.spans, *self.spans_then))

    @property
    def inferred(self) -> bool:
        """Whether any area was inferred from places rather than drawn.

        Examples
        --------
        >>> scene.inferred
        True
        """
        return any(self.laid.place_of[zone] is not None for zone in self.ground.zones)

    @property
    def drawn(self) -> bool:
        """Whether any area was drawn by hand.

        Examples
        --------
        >>> scene.drawn
        False
        """
        return any(self.laid.place_of[zone] is None for zone in self.ground.zones)

    @property
    def km2(self) -> Mapping[str, float]:
        """The geodesic area of each zone, in square kilometres.

        Examples
        --------
        >>> round(sum(scene.km2.values()))
        187
        """
        return {zone: sum(parts) for zone, parts in self.laid.km2.items()}


def settle(basis: Basis) -> Settled:
    """Weigh every date of a basis by both clocks and lay out the areas of all dates.

    Parameters
    ----------
    basis : Basis
        The basis of the map.

    Returns
    -------
    Settled
        Spans, areas and changes of control of the whole period.
    """
    now = decider_spans(basis, then=False)
    # A drawn area is known on its date unless it says otherwise; then both clocks agree.
    clocks_differ = basis.book.places or any(area.known for area in basis.areas)
    then = decider_spans(basis, then=True) if clocks_differ else now
    laid = lay_states(basis, states_of(basis, now, then))
    spans = zone_spans(basis, laid, now)
    spans_then = spans if then is now else zone_spans(basis, laid, then)
    changes = changes_of_control(basis, spans, then=False)
    return Settled(
        **{field.name: getattr(basis, field.name) for field in fields(Basis)},
        decider_spans=now,
        decider_spans_then=then,
        laid=laid,
        spans=spans,
        spans_then=spans_then,
        bands=bands_of(basis, laid, now, then),
        changes_of_control=changes,
        changes_of_control_then=changes_of_control(basis, spans_then, then=True),
        classes=_classes(basis, laid, (*spans, *spans_then)),
        opens=_opens(basis, changes),
    )


def _classes(basis: Basis, laid: Laid, spans: tuple[Span, ...]) -> tuple[style.Style, ...]:
    """Return the classes of control that are visible on any date."""
    located = {place.id for place in basis.places if place.lon is not None}
    located |= laid.topology.zones.keys()
    controls = {
        span.control for span in spans if span.zone in located and not is_bare(span, basis.header)
    }
    return classes_of(basis.header, controls)


def classes_of(header: Header, controls: Collection[Control]) -> tuple[style.Style, ...]:
    """Return the styles of the given controls, in legend order.

    Parameters
    ----------
    header : Header
        The header, which names the sides.
    controls : collection of Control
        The controls that occur on the map.

    Returns
    -------
    tuple of Style
        Their styles.
    """
    return tuple(entry for entry in style.classes(header.sides) if entry.control in controls)


def _opens(basis: Basis, changes: tuple[Change, ...]) -> date:
    """Return the opening date of the map."""
    first, last = basis.dates[0], basis.dates[-1]
    chosen = basis.header.opening.date
    if chosen and first <= chosen <= last:
        return basis.shown(chosen)
    recorded = {event.when.start or date.min for event in basis.events}
    recorded |= {change.date for change in changes}
    return basis.shown(max((day for day in recorded if first <= day <= last), default=last))

"""The scene: the content of a map on every date of its period; and the map of one date.

A scene is frozen. Building it weighs every date by both clocks and lays out all areas; the page,
the figures and the tables read its fields, so that they cannot disagree.

Smaller questions need less. One place needs only a ``Basis``. Single maps with their own zones
come from ``standing``. The measures of change over the whole period are not part of a scene;
``analysis.measure_changes`` adds them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import shapely

from frontline.dates.edtf import Interval, as_date, day_after
from frontline.evidence.release import without
from frontline.ground.smooth_field import field_km2
from frontline.model import Control, Event, Span
from frontline.scene.basis import Basis
from frontline.scene.build import build_basis
from frontline.scene.changes_of_control import Change, changes_between
from frontline.scene.settled import Settled, settle
from frontline.scene.standing import (
    Moment,
    Standing,
    km2_by_side,
    lay_near,
    spans_known,
    spans_on_zones,
)
from frontline.scene.states import state_of
from frontline.scene.zone_spans import is_bare, span_on

if TYPE_CHECKING:
    import geopandas
    from shapely.geometry.base import BaseGeometry

Display = Callable[["Scene", Collection[str] | None, Collection[str] | None], dict[str, str]]
"""A function that shows a scene in a notebook.

It takes the scene and the MIME types to include and to exclude, and returns content by MIME type.
"""


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Scene(Settled):
    """Everything that a map can show: its data, its areas, and who controlled them when.

    Attributes
    ----------
    origin : Scene or None
        The scene that this one translates.
    display : callable or None
        The function that shows the scene in a notebook. The other fields are those of ``Settled``
        and ``Basis``.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> scene.header.title
    'Two villages in a week'

    The examples of its members use this scene.
    """

    origin: Scene | None = None
    display: Display | None = None

    @property
    def own(self) -> Scene:
        """The scene in the map's own language.

        Examples
        --------
        >>> scene.own is scene
        True
        """
        return self.origin or self

    @cached_property
    def opening(self) -> Snapshot:
        """The map of the opening date, as known now.

        Cached, because most outputs of a build show this date and share its dissolved areas.

        Examples
        --------
        >>> scene.opening.date.isoformat()
        '2024-03-08'
        """
        return self.at(self.opens)

    def at(self, day: date | str, known: date | str | None = None) -> Snapshot:
        """Return the map of one date.

        Parameters
        ----------
        day : date or str
            A date of the period; text is ISO 8601.
        known : date or str, optional
            The date of knowledge of the map; by default, everything known.

        Returns
        -------
        Snapshot
            The map of that date.

        Raises
        ------
        UsageError
            If the date is outside the period.

        Examples
        --------
        >>> scene.at("2024-03-08").control("alder")
        Control(status='held', side='north')
        >>> scene.at("2024-03-08", known="2024-03-05").control("alder")
        Control(status='claimed', side='north')
        """
        on, known_date = as_date(day), as_date(known, "known") if known is not None else None
        self.check_date(on)
        return self.together((on, known_date))[0]

    def together(self, *moments: Moment) -> tuple[Snapshot, ...]:
        """Return the maps of several dates on common zones.

        For a date before the period, claims are weighed for that date, and the drawn areas are
        those of the first date.

        Parameters
        ----------
        *moments : tuple of (date, date or None)
            The date of each map and its date of knowledge; None for everything known.

        Returns
        -------
        tuple of Snapshot
            The maps, in order.

        Examples
        --------
        >>> first, last = scene.together((scene.dates[0], None), (scene.dates[-1], None))
        >>> first.laid is last.laid
        True
        """
        current = [self._spans_on(day, known) for day, known in moments]
        states = [state_of(self, spans) for spans in current]
        laid = lay_near(self, states, self.laid)
        return tuple(
            Snapshot(
                self,
                day,
                spans_on_zones(self, laid, state, spans),
                laid,
                laid.bands.get(state),
                known,
            )
            for (day, known), spans, state in zip(moments, current, states, strict=True)
        )

    def _spans_on(self, day: date, known: date | None) -> dict[str, Span]:
        """Return the span of each place and drawn area on a date.

        The claims are weighed only for a date or knowledge that the scene has not settled.
        """
        if day < self.header.start or known not in (None, day):
            return spans_known(self, day, known)
        clock = self.decider_spans if known is None else self.decider_spans_then
        spans = {id: span_on(of_decider, day) for id, of_decider in clock.items()}
        return {id: span for id, span in spans.items() if span}

    def side_km2(self, day: date | str) -> Mapping[str, float]:
        """Measure the controlled area of each side on a date.

        Parameters
        ----------
        day : date or str
            A date of the period; text is ISO 8601.

        Returns
        -------
        mapping of str to float
            The area that each side holds or claims, in square kilometres.

        Examples
        --------
        >>> sorted(scene.side_km2(scene.opens))
        ['north', 'south']
        """
        day = as_date(day)
        if self.land.smooth:
            km2 = field_km2(self.land, state_of(self, spans_known(self, day, None)))
            return {side.id: km2.get(side.id, 0.0) for side in self.header.sides}
        return km2_by_side(self.together((day, None))[0])

    def basis_without(self, source: str) -> Basis:
        """Return the basis of the scene without a source and the sources that copy it.

        Parameters
        ----------
        source : str
            The id of a source that copies no other.

        Returns
        -------
        Basis
            The basis, on the terrain of the scene if that can be reused.

        Examples
        --------
        >>> scene.basis_without(scene.sources[0].id).land is scene.land
        True
        """
        return build_basis(without(self.dataset, source), self, self.laid)

    def without(self, source: str) -> Scene:
        """Return the scene without a source and the sources that copy it.

        Parameters
        ----------
        source : str
            The id of a source that copies no other.

        Returns
        -------
        Scene
            The scene, settled again without the source.

        Examples
        --------
        >>> len(scene.without(scene.sources[0].id).claims) < len(scene.claims)
        True
        """
        return settle_scene(self.basis_without(source), self.display)

    def __repr__(self) -> str:
        """Return the id and the period; the full fields would flood a notebook."""
        return f"<Scene {self.header.id}: {self.dates[0]} to {self.dates[-1]}>"

    def _repr_html_(self) -> str:
        """Show the map in a notebook, in a sandboxed frame."""
        return self._repr_mimebundle_({"text/html"}).get("text/html", "")

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        """Return the map for a notebook by MIME type: a frame, a picture and a text.

        Only the types that are included and not excluded are rendered.
        """
        return self.display(self, include, exclude) if self.display else {"text/plain": repr(self)}


def settle_scene(basis: Basis, display: Display | None = None) -> Scene:
    """Settle a basis into a scene.

    Parameters
    ----------
    basis : Basis
        The basis of the map.
    display : callable, optional
        The function that shows the scene in a notebook.

    Returns
    -------
    Scene
        The scene.
    """
    settled = settle(basis)
    values = {field.name: getattr(settled, field.name) for field in fields(Settled)}
    return Scene(**values, display=display)


@dataclass(frozen=True, eq=False)
class Snapshot(Standing):
    """The map of one date of a scene.

    Attributes
    ----------
    scene : Scene
        The scene; the other fields are those of ``Standing``.

    Examples
    --------
    >>> scene.at("2024-03-08").control("birch")
    Control(status='held', side='north')
    """

    scene: Scene

    @cached_property
    def drawn(self) -> dict[Control, BaseGeometry]:
        """The dissolved area of each class of control on the map (WGS 84).

        Cached for all pictures of the date; a table of changes does not need it.

        Examples
        --------
        >>> [control.side for control in scene.at("2024-03-08").drawn]
        ['north']
        """
        by_class: dict[Control, list[str]] = {}
        for zone in self.ground.zones:
            span = self.spans.get(zone)
            if span and not is_bare(span, self.scene.header):
                by_class.setdefault(span.control, []).append(zone)
        controls = (each.control for each in self.scene.classes if each.control in by_class)
        return {each: shapely.union_all(self.ground.polygons(by_class[each])) for each in controls}

    @cached_property
    def stale(self) -> BaseGeometry:
        """The dissolved area with stale evidence (WGS 84); may be empty.

        Cached for all pictures of the date; the texts do not need it.

        Examples
        --------
        >>> scene.at("2024-03-08").stale.is_empty
        True
        """
        stale = {zone for zone, span in self.spans.items() if span.stale}
        return shapely.union_all(
            self.ground.polygons(zone for zone in self.ground.zones if zone in stale)
        )

    @property
    def areas(self) -> geopandas.GeoDataFrame:
        """The area of each class as a GeoDataFrame: status, side, label, geometry (EPSG:4326).

        Examples
        --------
        >>> scene.at("2024-03-08").areas[["status", "side", "label"]].values.tolist()
        [['held', 'north', 'Held by the North']]
        """
        import geopandas

        labels = {kind.control: kind.label for kind in self.scene.classes}
        columns = {
            "status": [control.status for control in self.drawn],
            "side": [control.side for control in self.drawn],
            "label": [labels[control] for control in self.drawn],
        }
        return geopandas.GeoDataFrame(columns, geometry=[*self.drawn.values()], crs="EPSG:4326")

    @property
    def events(self) -> tuple[Event, ...]:
        """The known events of the step that ends on the date, including longer ones.

        Examples
        --------
        >>> [event.id for event in scene.at("2024-03-07").events]
        ['birch-held']
        """
        since = day_after(self.scene.eve(self.date))
        step = Interval(since, day_after(self.date), "")
        return tuple(
            event
            for event in self.scene.events
            if step.overlaps(event.when) and (self.known is None or event.known.day <= self.known)
        )

    @cached_property
    def changes_of_control(self) -> tuple[Change, ...]:
        """The changes of control in the step that ends on the date.

        Cached, because a date of knowledge other than the two clocks requires the map of the eve,
        which nothing else needs.

        Examples
        --------
        >>> [change.place for change in scene.at("2024-03-07").changes_of_control]
        ['birch']
        """
        if self.known is None:
            changes = self.scene.changes_of_control
        elif self.known == self.date:
            changes = self.scene.changes_of_control_then
        else:
            return self._changes_since_eve()
        since = self.scene.eve(self.date)
        return tuple(change for change in changes if since < change.date <= self.date)

    def _changes_since_eve(self) -> tuple[Change, ...]:
        """Compare the date with the one shown before, by the same knowledge."""
        if self.date == self.scene.dates[0]:
            return ()
        eve = self.scene.at(self.scene.eve(self.date), self.known)
        known = self.known or self.date
        claims = [claim for claim in self.scene.control_claims if claim.known.day <= known]
        ids = {place.id for place in self.scene.places}
        return changes_between(eve.spans, self.spans, ids, claims, self.date)

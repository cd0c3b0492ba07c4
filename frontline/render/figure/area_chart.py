"""The chart of the area of each class over dates, labelled with the ranges of its last date."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np
import shapely

from frontline.analysis.area_by_date import area_table
from frontline.analysis.area_ranges import AreaRange
from frontline.analysis.quality import ranges
from frontline.errors import UsageError
from frontline.model import Control
from frontline.render.figure import symbols
from frontline.render.figure.chart_frame import (
    FOOT_PX,
    EndLabel,
    Plot,
    axes,
    end_labels,
    step_edges,
)
from frontline.render.figure.content import Face, Plate
from frontline.render.figure.day_charts import (
    Days,
    chart_plate,
    date_slice,
    gap_notes,
    labelled_plot,
    last_mapped,
    split_axes,
)
from frontline.render.figure.hatch import hatching
from frontline.render.figure.legend import Key, class_name, control_swatch
from frontline.render.figure.marks import Shape
from frontline.render.figure.typeset import Pen
from frontline.scene.scene import Scene
from frontline.text.area_words import area_words, reason_words
from frontline.text.quantities import km2_words

_Layer = tuple[Control, Sequence[float], Sequence[float]]


def area_plate(scene: Scene, days: Days, pen: Pen) -> Plate:
    """Compose a chart of the area of each class, stacked by date.

    Parameters
    ----------
    scene : Scene
        The map.
    days : sequence of datetime.date
        Consecutive dates of the period.
    pen : Pen
        Text measure and language.

    Returns
    -------
    Plate
        Content of the figure; areas in km².

    Raises
    ------
    UsageError
        If the map has no areas.
    """
    controls, table = area_table(scene)
    table = table[date_slice(scene, days)]
    if not controls:
        raise UsageError("kind: this map has no areas to measure")
    sides = [side.id for side in scene.header.sides]
    order = sorted(
        range(len(controls)),
        key=lambda i: (sides.index(s) if (s := controls[i].side) in sides else len(sides), i),
    )
    amounts = [table[:, i] for i in order]
    tops = np.cumsum(amounts, axis=0)
    layers = [(controls[i], tops[n] - amounts[n], tops[n]) for n, i in enumerate(order)]
    last, found = last_mapped(scene, days), ranges(scene)

    def range_of(control: Control, at: int) -> AreaRange | None:
        return found[control].on(days[at]) if control in found else None

    def write(control: Control, km2: float, at: int) -> str:
        return area_words(km2, range_of(control, at), scene.inferred, pen.say)

    shown = [range_of(control, at) for at in {0, last or 0} for control, _, _ in layers]
    reasons = dict.fromkeys(chain.from_iterable(each.reasons for each in shown if each))
    depend = [pen.say("ranges_depend", reasons=reason_words(reasons, pen.say))] if reasons else []
    notes = (*depend, *gap_notes(scene, days, pen))

    def draw(left: float, top: float, width: float, height: float | None) -> Face:
        peak = float(np.nanmax(tops, initial=0.0))
        plot, column = labelled_plot(days, peak, _area_writer(pen), left, top, width, height, pen)
        ends = (
            [
                EndLabel(
                    plot.y((low[last] + high[last]) / 2),
                    write(control, high[last] - low[last], last),
                    class_name(scene, control, pen.say),
                )
                for control, low, high in layers
            ]
            if last is not None
            else []
        )
        end_marks = end_labels(plot, ends, column, pen)
        keys = (
            ()
            if end_marks is not None
            else tuple(
                Key(control_swatch(scene, control), f"{end.words}: {end.amount}")
                for (control, _, _), end in zip(layers, ends, strict=True)
            )
        )
        layer_marks = [mark for layer in layers for mark in _layer_marks(scene, plot, layer)]
        back, front = split_axes(axes(plot, pen, _area_writer(pen), scene.header.language))
        marks = [*back, *layer_marks, *front, *(end_marks or ())]
        return Face(plot.box[3] + FOOT_PX, lambda: marks, keys, notes)

    description = _area_alt(scene, layers, write, pen)
    return chart_plate(scene, days, pen, "figure_area", "figure_area_note", draw, description)


def _layer_marks(scene: Scene, plot: Plot, layer: _Layer) -> list[Shape]:
    """Draw a class over the dates in its pattern, in steps."""
    control, low, high = layer
    style = symbols.style_of(scene, control)
    if style is None:
        return []
    line = symbols.ink(scene, control).line
    marks = []
    for upper, lower in step_edges(plot, low, high):
        band = shapely.make_valid(shapely.Polygon([*upper, *reversed(lower)]))
        parts = [p for p in shapely.get_parts(band) if p.geom_type == "Polygon" and p.area > 0]
        if not parts:
            continue
        merged = shapely.union_all(parts)
        outline = [list(part.exterior.coords)[:-1] for part in shapely.get_parts(merged)]
        marks += [
            Shape(outline, fill=symbols.patch(scene, style)),
            *hatching(style, line, merged),
            Shape([upper], False, stroke=line, width=symbols.EDGE_PX),
        ]
    return marks


def _area_alt(
    scene: Scene, layers: Sequence[_Layer], write: Callable[[Control, float, int], str], pen: Pen
) -> str:
    classes = []
    for control, low, high in layers:
        measured = [i for i in range(len(high)) if not math.isnan(high[i])]
        if measured:
            ends = (measured[0], measured[-1])
            first, last = (high[i] - low[i] for i in ends)
            texts = [write(control, km2, at) for km2, at in zip((first, last), ends, strict=True)]
            change = (
                f"+{_area_text(last - first, pen)}"
                if last > first
                else _area_text(last - first, pen)
            )
            values = {
                "first": texts[0],
                "last": texts[1],
                "change": change,
            }
            classes.append(
                pen.say("chart_class", **{"class": class_name(scene, control, pen.say)}, **values)
            )
    return "; ".join(classes)


def _area_text(km2: float, pen: Pen) -> str:
    return km2_words(km2, say=pen.say)


def _area_writer(pen: Pen) -> Callable[[float], str]:
    return lambda amount: _area_text(amount, pen)

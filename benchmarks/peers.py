"""Make a page of an archive with folium's plugins: ``python benchmarks/peers.py NAME IN OUT``.

Each is used the way its documentation shows, without tiles, so that all draw the same: on each day
the polygons of that day, over a view of the whole. ``STEPPERS`` has the script by which a page is
brought to a day, as its slider would do.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from daily import read

Dated = list[tuple[date, dict[str, Any]]]

STEPPERS = {
    "ours": "() => window.frontline && ((day) => window.frontline.goTo(day))",
    "Timeline": """() => {
        const slider = document.querySelector("input.time-slider");
        return slider && ((day) => {
            slider.value = Date.parse(day);
            slider.dispatchEvent(new Event("input"));
        });
    }""",
    "TimestampedGeoJson": """() => {
        const time = window[document.querySelector(".folium-map")?.id]?.timeDimension;
        return time?.getAvailableTimes().length && ((day) => time.setCurrentTime(Date.parse(day)));
    }""",
    "TimeSliderChoropleth": """(days) => {
        const slider = document.querySelector("div[id^=slider_] > input");
        return slider && ((day) => {
            slider.value = days.indexOf(day);
            slider.dispatchEvent(new Event("input"));
        });
    }""",
}
"""For each tool the body of a function of the days that gives, once it can, one of a day."""


def dated(archive: Path) -> Dated:
    """Read the features of an archive with their days."""
    return [
        (day, feature)
        for day, content in read(archive)
        for feature in json.loads(content)["features"]
    ]


def collection(found: Dated) -> dict[str, Any]:
    """Join features."""
    return {"type": "FeatureCollection", "features": [feature for _, feature in found]}


def timeline(found: Dated) -> list[Any]:
    """Return a Timeline and its slider; an end counts as within, so days end a second early."""
    from folium.plugins import Timeline, TimelineSlider

    for day, feature in found:
        feature["properties"] = {"start": f"{day}T00:00:00Z", "end": f"{day}T23:59:59Z"}
    layer = Timeline(collection(found))
    return [layer, TimelineSlider(auto_play=False).add_timelines(layer)]


def timestamped(found: Dated) -> list[Any]:
    """Return a TimestampedGeoJson; a duration of a whole day would show the day before too."""
    from folium.plugins import TimestampedGeoJson

    for day, feature in found:
        parts = len(feature["geometry"]["coordinates"])
        feature["properties"] = {"times": [f"{day}T00:00:00Z"] * parts}
    return [TimestampedGeoJson(collection(found), duration="PT23H", auto_play=False)]


def choropleth(found: Dated) -> list[Any]:
    """Return a TimeSliderChoropleth: every feature has a style for every day, mostly unseen.

    With its strokes it would draw the outlines of all days on each, and take seconds for a step.
    """
    from folium.plugins import TimeSliderChoropleth

    times = {
        day: str(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()))
        for day, _ in found
    }
    styles = {}
    for number, (own, feature) in enumerate(found):
        feature["id"] = str(number)
        styles[feature["id"]] = {
            time: {"color": "#d55e00", "opacity": 0.5 if day == own else 0}
            for day, time in times.items()
        }
    return [TimeSliderChoropleth(collection(found), styles, stroke_opacity=0)]


PEERS: dict[str, Callable[[Dated], list[Any]]] = {
    "Timeline": timeline,
    "TimestampedGeoJson": timestamped,
    "TimeSliderChoropleth": choropleth,
}


def main(name: str, archive: Path, out: Path) -> None:
    """Write the page of a peer."""
    import folium
    from folium.utilities import get_bounds

    found = dated(archive)
    host = folium.Map(tiles=None)
    last = [(day, feature) for day, feature in found if day == found[-1][0]]
    host.fit_bounds(get_bounds(collection(last), lonlat=True))
    for layer in PEERS[name](found):
        layer.add_to(host)
    host.save(out)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))

"""Build a page of an archive with a plugin of folium: ``python benchmarks/peers.py NAME IN OUT``.

Each plugin is used as its documentation shows, without tiles, so that all draw the same: each day's
polygons in a view of the whole area. ``STEPPERS`` has the script that brings a page to a day, as
its slider would.
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
"""Tool → JavaScript function of the days that returns, once ready, a function of a day."""


def dated_features(archive: Path) -> Dated:
    """Return the features of an archive with their dates."""
    return [
        (day, feature)
        for day, content in read(archive)
        for feature in json.loads(content)["features"]
    ]


def collection(features_by_date: Dated) -> dict[str, Any]:
    """Return features as a FeatureCollection."""
    return {"type": "FeatureCollection", "features": [feature for _, feature in features_by_date]}


def timeline(features_by_date: Dated) -> list[Any]:
    """Return a Timeline and its slider; ends are inclusive, so days end a second early."""
    from folium.plugins import Timeline, TimelineSlider

    for day, feature in features_by_date:
        feature["properties"] = {"start": f"{day}T00:00:00Z", "end": f"{day}T23:59:59Z"}
    layer = Timeline(collection(features_by_date))
    return [layer, TimelineSlider(auto_play=False).add_timelines(layer)]


def timestamped(features_by_date: Dated) -> list[Any]:
    """Return a TimestampedGeoJson; a duration of a whole day would also show the day before."""
    from folium.plugins import TimestampedGeoJson

    for day, feature in features_by_date:
        parts = len(feature["geometry"]["coordinates"])
        feature["properties"] = {"times": [f"{day}T00:00:00Z"] * parts}
    return [TimestampedGeoJson(collection(features_by_date), duration="PT23H", auto_play=False)]


def choropleth(features_by_date: Dated) -> list[Any]:
    """Return a TimeSliderChoropleth: every feature has a style for every day, mostly invisible.

    With strokes it would draw the outlines of all days on each day, which takes seconds per step.
    """
    from folium.plugins import TimeSliderChoropleth

    times = {
        day: str(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()))
        for day, _ in features_by_date
    }
    styles = {}
    for number, (feature_day, feature) in enumerate(features_by_date):
        feature["id"] = str(number)
        styles[feature["id"]] = {
            time: {"color": "#d55e00", "opacity": 0.5 if day == feature_day else 0}
            for day, time in times.items()
        }
    return [TimeSliderChoropleth(collection(features_by_date), styles, stroke_opacity=0)]


PEERS: dict[str, Callable[[Dated], list[Any]]] = {
    "Timeline": timeline,
    "TimestampedGeoJson": timestamped,
    "TimeSliderChoropleth": choropleth,
}


def main(name: str, archive: Path, out: Path) -> None:
    """Write the page of a peer."""
    import folium
    from folium.utilities import get_bounds

    features_by_date = dated_features(archive)
    host = folium.Map(tiles=None)
    last = [(day, feature) for day, feature in features_by_date if day == features_by_date[-1][0]]
    host.fit_bounds(get_bounds(collection(last), lonlat=True))
    for layer in PEERS[name](features_by_date):
        layer.add_to(host)
    host.save(out)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))

"""The stretches of border that are in dispute, which Natural Earth's packages do not tell.

A stretch is disputed when the state on one side claims ground on the other, or when a state does
not recognise the other. Boxes hold the middle of the stretch: west, south, east, north in degrees.
"""

_EVERYWHERE = (-180.0, -90.0, 180.0, 90.0)

DISPUTED = (
    ("RS XK", _EVERYWHERE),  # Kosovo, not recognised by Serbia
    ("IL PS", _EVERYWHERE),
    ("IL SY", _EVERYWHERE),  # the Golan Heights
    ("IL LB", (35.5, 33.2, 35.8, 33.4)),  # the Shebaa farms
    ("EH MA", _EVERYWHERE),  # Western Sahara
    ("IN PK", (73.6, 32.7, 78.0, 37.0)),  # the line of control in Kashmir
    ("CN IN", (76.0, 32.0, 81.0, 36.5)),  # Aksai Chin
    ("CN IN", (91.0, 26.5, 98.0, 30.0)),  # the McMahon line
    ("CN PK", _EVERYWHERE),  # the Shaksgam valley
    ("SD SS", (27.5, 9.0, 29.5, 11.0)),  # Abyei
    ("EG SD", (33.0, 21.5, 37.5, 23.5)),  # the Halaib triangle
    ("AR CL", (-74.2, -50.2, -72.6, -48.8)),  # the ice field of Patagonia
    ("GY VE", _EVERYWHERE),  # Guayana Esequiba
)

NOT_DISPUTED = (
    (126.0, 37.5, 128.8, 38.8),  # edges of Korea's demilitarised zone
    (62.0, 45.0, 64.5, 47.0),  # the lease of Baikonur
)
"""Lines that only the de facto view draws, and that are no dispute."""

HISTORIC = ("Bolivian", "Ceasefire", "Former", "Guatemalan", "Portuguese", "Ukrainian")
"""How lines of claims begin that are none today: old lines of contact, and claims given up."""

ASCRIBED = (
    ("SY", (35.5, 32.6, 36.0, 33.5)),  # the Golan Heights, as the United Nations have it
    ("BR", (-56.2, -31.2, -55.7, -30.7)),  # an island in the Uruguay, which Brazil administers
    ("CL", (-74.2, -50.2, -72.6, -48.8)),  # the ice field of Patagonia, where no border is fixed
    ("EG", (34.0, 21.9, 37.2, 23.5)),  # the Halaib triangle, which Egypt administers
)
"""Country → box of land in no country of the source that it gets; its borders are disputed."""

"""A map, its words and the changes of control, in a Word file.

Run ``python docs/examples/word.py brief.docx`` in a checkout, with the extra ``docx`` installed. To
use your own styles, pass a file that has them: ``docx.Document("house.docx")``.
"""

import io
import sys
from pathlib import Path

import docx
from docx.shared import Cm

import frontline
from frontline.text import alt_text, captions, lookups, phrases

FOLDER = Path(__file__).parents[2] / "geodata" / "belgorod-kharkiv-2024-05"


def write(output: str) -> None:
    """Write the Word file to a path."""
    scene = frontline.build(frontline.load(FOLDER))
    file = docx.Document()
    file.add_heading(scene.header.title, 0)
    file.add_paragraph(scene.header.summary)
    picture = io.BytesIO(frontline.render_figure(scene))
    shape = file.add_paragraph().add_run().add_picture(picture, height=Cm(15))
    shape._inline.docPr.set("descr", alt_text.alt(scene))
    file.add_paragraph(captions.caption(scene), "Caption")
    file.add_heading("What changed", 1)
    for change in scene.changes_of_control:
        place = lookups.names_of(scene)[change.place]
        after = phrases.control_words(change.after, lookups.sides_of(scene))
        file.add_paragraph(f"{change.date}: {place}, {after}", "List Bullet")
    file.save(output)


if __name__ == "__main__":
    write(sys.argv[1])

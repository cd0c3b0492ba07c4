"""Scene → a still figure: laid out as a plain list of marks, then painted."""

from frontline.render.figure.paint import render_figure as render_figure

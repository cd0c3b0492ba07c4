"""Scene → a still figure: laid out as a plain list of marks, then painted."""

from frontline.render.figure.fallback_picture import picture_size as picture_size
from frontline.render.figure.fallback_picture import render_still as render_still
from frontline.render.figure.figure_files import describe_figure as describe_figure
from frontline.render.figure.figure_files import figure_size as figure_size
from frontline.render.figure.figure_files import render_figure as render_figure
from frontline.render.figure.figure_files import render_frame as render_frame
from frontline.render.figure.figure_files import render_place as render_place

"""Map folder → Dataset → Scene → files of a map: load, check, build, write."""

from frontline.evidence.unmatched import join_report as join_report
from frontline.project.conversion import import_snapshots as import_snapshots
from frontline.project.conversion import locate as locate
from frontline.project.conversion import write_table as write_table
from frontline.project.map_files import FORMATS as FORMATS
from frontline.project.map_files import Measure as Measure
from frontline.project.map_files import basis as basis
from frontline.project.map_files import build as build
from frontline.project.map_files import outputs as outputs
from frontline.project.map_files import write_figure as write_figure
from frontline.project.map_folder import check as check
from frontline.project.map_folder import find as find
from frontline.project.map_folder import init as init
from frontline.project.map_folder import load as load
from frontline.project.map_folder import load_good as load_good
from frontline.project.map_folder import load_with_notices as load_with_notices
from frontline.project.map_folder import map_of as map_of
from frontline.project.map_folder import notices as notices

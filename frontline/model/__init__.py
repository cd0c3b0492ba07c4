"""The data model: the frozen values that every room shares, without behaviour.

Coordinates are longitude and latitude in degrees (WGS 84). Lengths carry their unit in the name.
Intervals are half-open. Texts are kept as written by the author, without escaping.
"""

from frontline.model.control import CONTESTED as CONTESTED
from frontline.model.control import CONTROL as CONTROL
from frontline.model.control import CONTROL_EVENTS as CONTROL_EVENTS
from frontline.model.control import KIND as KIND
from frontline.model.control import NOT_GROUND as NOT_GROUND
from frontline.model.control import RELIABILITY as RELIABILITY
from frontline.model.control import UNKNOWN as UNKNOWN
from frontline.model.control import ClaimKind as ClaimKind
from frontline.model.control import Control as Control
from frontline.model.control import Reliability as Reliability
from frontline.model.control import Side as Side
from frontline.model.control import Span as Span
from frontline.model.control import Stance as Stance
from frontline.model.control import Status as Status
from frontline.model.control import Texts as Texts
from frontline.model.control import camps as camps
from frontline.model.control import opposing_camps as opposing_camps
from frontline.model.dataset import Dataset as Dataset
from frontline.model.records import BASE_GEOMETRIES as BASE_GEOMETRIES
from frontline.model.records import Area as Area
from frontline.model.records import BaseFeature as BaseFeature
from frontline.model.records import Claim as Claim
from frontline.model.records import Event as Event
from frontline.model.records import Place as Place
from frontline.model.records import Quantity as Quantity
from frontline.model.records import Relief as Relief
from frontline.model.records import Source as Source
from frontline.model.settings import Ground as Ground
from frontline.model.settings import Header as Header
from frontline.model.settings import LeftOut as LeftOut
from frontline.model.settings import Method as Method
from frontline.model.settings import Policy as Policy
from frontline.model.settings import Start as Start
from frontline.model.story_text import Chapter as Chapter
from frontline.model.story_text import Day as Day
from frontline.model.story_text import How as How
from frontline.model.story_text import Node as Node
from frontline.model.story_text import Note as Note
from frontline.model.story_text import Opening as Opening

"""The world in the package: land, water, borders, regions and towns for any extent on earth."""

from frontline.world.countries import VIEWPOINTS as VIEWPOINTS
from frontline.world.extent_features import world_country as world_country
from frontline.world.extent_features import world_features as world_features
from frontline.world.extent_features import world_states as world_states
from frontline.world.origins import nine_tenths_of as nine_tenths_of
from frontline.world.origins import world_credits as world_credits
from frontline.world.origins import world_licences as world_licences

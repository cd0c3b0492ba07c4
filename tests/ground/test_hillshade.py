import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontline.ground.hillshade import NOTHING, hillshade


def plane(to_east, to_south, rows=6, columns=8):
    """Elevations of a plane, by its rise per cell of 100 m."""
    return to_south * np.arange(rows)[:, None] + to_east * np.arange(columns)[None, :] + 0.0


@pytest.mark.parametrize("light", [250, 270, 292, 315, 335])
def test_slopes_towards_the_light_are_lighter_than_those_away_from_it(light):
    east, north = np.sin(np.radians(light)), np.cos(np.radians(light))
    facing = plane(-30 * east, 30 * north)  # falls towards the light
    assert (hillshade(facing, (100, 100)) > hillshade(-facing, (100, 100)) + 50.0).all()


def test_slopes_in_the_middle_of_the_light_are_clear():
    assert (hillshade(plane(30, 0), (100, 100)) == NOTHING).all()
    assert (hillshade(plane(-30, 0), (100, 100)) == 0).all()


def test_level_ground_has_no_shade_and_gentle_slopes_have_little():
    assert (hillshade(plane(0, 0), (100, 100)) == NOTHING).all()
    gentle = hillshade(plane(-0.5, 0), (100, 100))
    assert (gentle > 220).all()


def test_cells_without_data_and_those_beside_them_have_no_shade():
    slope = plane(-30, 0)
    slope[:, 4] = np.nan
    shade = hillshade(slope, (100, 100))
    assert (shade[:, 3:6] == NOTHING).all()
    assert (shade[:, :2] < 100).all()
    assert (hillshade(np.full((3, 3), np.nan), (100, 100)) == NOTHING).all()


@given(st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_a_shade_depends_on_differences_of_elevation_only(rise, seed):
    ground = np.random.default_rng(seed).uniform(0, rise, (5, 7))
    shade = hillshade(ground, (90, 120))
    assert shade.shape == ground.shape
    assert (
        hillshade(np.round(ground, 6) + 1000, (90, 120))
        == hillshade(np.round(ground, 6), (90, 120))
    ).mean() > 0.9

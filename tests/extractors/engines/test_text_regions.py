"""Lines are boxes around what a probability map marks, grown to the lines' full height."""

import cv2
import numpy as np

from extractors.engines.text_regions import find_regions


def map_with(*boxes: tuple[int, int, int, int], value: float = 0.9) -> np.ndarray:
    probabilities = np.zeros((320, 480), np.float32)
    for left, top, right, bottom in boxes:
        probabilities[top:bottom, left:right] = value
    return probabilities


def test_a_bar_is_one_line_whose_corners_run_clockwise_from_the_top_left():
    (quad,) = find_regions(map_with((100, 50, 300, 60)))
    assert quad.shape == (4, 2)
    assert quad[0, 0] < 100
    assert quad[0, 1] < 50
    assert (quad[1] - quad[0])[0] > 200
    assert (quad[3] - quad[0])[1] > 10
    assert quad[2, 0] == max(quad[:, 0])


def test_a_region_grows_by_its_surface_over_its_circumference():
    (quad,) = find_regions(map_with((100, 50, 300, 60)))
    # One pixel of it comes from the dilation, one is lost between the middles of the outer pixels.
    width, height = 200, 10
    growth = 1.6 * width * height / (width + height)
    assert abs((quad[1] - quad[0])[0] - (width + growth)) < 2
    assert abs((quad[3] - quad[0])[1] - (height + growth)) < 2


def test_every_bar_is_a_line_of_its_own():
    assert len(find_regions(map_with((20, 20, 200, 30), (240, 20, 400, 30), (20, 80, 200, 90)))) == 3


def test_specks_and_weak_regions_are_no_lines():
    assert find_regions(map_with((100, 50, 101, 51))) == []
    assert find_regions(map_with((100, 50, 300, 60), value=0.4)) == []
    assert find_regions(np.zeros((64, 64), np.float32)) == []


def test_a_leaning_line_keeps_its_lean():
    probabilities = np.zeros((320, 480), np.float32)
    cv2.line(probabilities, (50, 100), (400, 130), 0.9, thickness=12)
    (quad,) = find_regions(probabilities)
    lean = np.degrees(np.arctan2(*(quad[1] - quad[0])[::-1]))
    assert 4 < lean < 6

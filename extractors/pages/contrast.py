"""How dark the ink of a page is against its paper, and faint writing made strong enough to read."""

import cv2
import numpy as np

from extractors.engines.engine import Grey
from extractors.pages.page_looks import FEW, PageLook
from extractors.pages.page_work import reduce_picture

REDUCED = 1 / 8
"""The paper's brightness is looked for on a page reduced so far; 15 of its pixels are wider than any stroke."""

DARKEST = 0.2
"""This per cent of a page is its darkest ink."""

STRONG = 0.6
"""Where the darkest ink is darker than this share of the paper, the engine reads it as it is."""

PAPER = 0.98
"""What is brighter than this share of the paper is paper."""


def strengthen_faint(page: Grey, look: PageLook) -> Grey:
    """The page with its ink made black where all of it is pale: pencil, a worn ribbon. Any other page as it is."""
    if look.is_blank or look.dark > FEW:
        return page
    share = against_paper(page)
    darkest = float(np.percentile(reduce_picture(share, 1 / 2), DARKEST)) / 255
    return page if darkest < STRONG else spread(share, darkest, PAPER)


def against_paper(page: Grey) -> Grey:
    """The page's brightness as a share of its paper's, 255 for the paper itself."""
    small = reduce_picture(page, REDUCED)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    paper = cv2.resize(paper, page.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(page, cv2.max(paper, np.array([1.0])), scale=255.0), np.uint8)


def spread(share: Grey, black: float, white: float) -> Grey:
    """Brightness stretched so that the first share becomes black and the second white."""
    low, high = 255 * black, 255 * max(white, black + 0.02)
    steps = np.clip(255 * (np.arange(256) - low) / (high - low), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(share, steps), np.uint8)

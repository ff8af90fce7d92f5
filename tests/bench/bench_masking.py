"""How many personal values of drawn letters a report would still show.

.venv/bin/python tests/bench/bench_masking.py --letters 1500 --seed masked
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from flows.masking import mask_letter
from tests.flows.test_masking import draw_letter, find_left
from vocab import load_vocabulary


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=1500)
    parser.add_argument("--seed", default="masked")
    options = parser.parse_args()
    vocabulary = load_vocabulary()
    stated, left = Counter[str](), Counter[str]()
    for number in range(options.letters):
        writer = draw_letter(number, seed=options.seed)
        letter = writer.write()
        masked = "\n".join(mask_letter(letter.title, letter.text, vocabulary=vocabulary))
        for kind, is_left in find_left(writer, letter, masked):
            stated[kind] += 1
            left[kind] += is_left
    for kind in sorted(stated):
        print(f"{kind:12} stated {stated[kind]:6} left {left[kind]:4}")


if __name__ == "__main__":
    main()

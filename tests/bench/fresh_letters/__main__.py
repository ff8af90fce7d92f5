"""Print fresh letters with what they state.

.venv/bin/python -m tests.bench.fresh_letters --letters 3 --seed 1
"""

import argparse

from tests.bench.fresh_letters.letters import invent_letters


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for letter in invent_letters(options.seed, options.letters):
        print(f"\n===== {letter.seed} {letter.manner} {letter.matter}\n{letter.text}\n-----")
        for name, values in letter.fields.items():
            print(f"{name}: {'; '.join(values)}")


if __name__ == "__main__":
    main()

"""Compile a word list of the vocabulary, once, into a pattern that finds its words."""

import re
from collections.abc import Iterable
from functools import cache
from itertools import groupby

from vocab import Vocabulary


@cache
def listed_words(vocabulary: Vocabulary, *names: str) -> re.Pattern[str]:
    """A pattern for the words of these lists of `phrases.toml`, the longest at each place.

    Words are grouped by their first character: a text is scanned in the time that its length takes, and not in that
    times the number of words.
    """
    return compile_listed(word for name in names for word in vocabulary.phrase_list(name))


def compile_listed(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for words, the longest at each place; none for no word."""
    known = sorted(set(words), key=lambda word: (word[0], -len(word), word))
    branches = [
        f"{re.escape(first)}(?:{'|'.join(re.escape(word[1:]) for word in group)})"
        for first, group in groupby(known, key=lambda word: word[0])
    ]
    starts = re.escape("".join(sorted({word[0] for word in known})))
    return re.compile(f"(?=[{starts}])(?:{'|'.join(branches)})") if known else re.compile("(?!)")

"""How text that was read is compared with what stands on the page."""

import unicodedata

MARKS = str.maketrans("。、“”‘’《》—·…【】「」", '.,""\'\'<>-..[]""')


def plain(text: str) -> str:
    """Text as it is compared: compatibility forms folded, no white space, one form for each mark."""
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(MARKS)


def count_errors(truth: str, read: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(read) + 1))
    for i, x in enumerate(truth, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(read, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]

"""Find the n-grams that may tell of a person: none of them enters a model.

A name, a part of an address, a plate, what belongs to a mail or web address, letters mixed with figures. That a number
tells nothing is settled before: folding makes each one 0. The rules say yes too often rather than too rarely; what that
costs is in docs/learning.md.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from classifiers.ngrams.segmenting import Segmenter
from classifiers.ngrams.views import JOINT, View

LEAST_LETTERS_OF_NAME = 25
"""What may be a person's name must be this common: officials and frequent writers stand in five letters."""
Counted = tuple[View, Sequence[str], NDArray[np.int64]]
"""A view, its n-grams, and the number of letters in which each stands."""

_FIGURE = "[0〇零一二三四五六七八九十百]"
_HOUSE = re.compile(
    # a door: 0栋, 三单元, 0号楼; 0号 as well, but a line, a document and a day have numbers of their own
    rf"{_FIGURE}(?:栋|幢|单元|号楼|号院|号房|弄|室|组|门牌)|0(?:座|楼|房|队|号(?![线文令]))|"
    # a number behind the name of a road, a village, an estate
    r"(?:路|街|巷|弄|道|村|社|庄|屯|寨|园|苑|城|里|坊|楼|栋|幢|座|单元|组|号)0|"
    r"0[-—–~#/]0?|[-—–~#/]0|00"
)
_PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼港澳][a-z]|[a-z][·.•][a-z0]")
_WEB = re.compile(r"@|[:.]/|//|/[a-z]|[a-z]/|\.[a-z]|[a-z]\.|[a-z][_-]|[_-][a-z]|http|www|https")
_MIXED = re.compile(r"[a-z]{2,}0|0[a-z]{2,}|[a-z]0[a-z]|0[a-z]0")
_LATIN = re.compile(r"[a-z]{2,}")
_MEASURE = re.compile(r"0(?:km|cm|mm|kg|kw|ml|db)|pm0(?:\.0)?")
_TITLE = re.compile(
    "书记?|[厅局部处科所院校市县区镇乡村组队站行]长?|总经?理?|主[任席]?|委员?|代表?|律师?|法官?|检察?官?|警官?|医生?|大夫?|[老教]师?|"
    "先生?|女士?|小姐?|师傅?|老板?|同志?|某某?"
)
"""What stands behind a surname when somebody is addressed, whole or cut off: such a name tells a person however many
letters it stands in."""
_WEB_WORDS = frozenset({"com", "cn", "net", "org", "qq", "wx", "vx", "html", "htm", "http", "https", "www"})


def find_personal(views: Sequence[Counted], segmenter: Segmenter, words: Iterable[str] = ()) -> list[NDArray[np.bool_]]:
    """For each view which of its n-grams are dropped.

    `words` are all that the letters hold, also the rarest: people who are too few to be n-grams share given names.
    """
    given = set(_list_given(words, segmenter))
    names = {name for view in views for name in _find_names(view, segmenter, given)}
    latin = {word for view in views for word in _find_latin(view)}
    return [
        np.fromiter(
            (may_tell_place(ngram, view, latin) or holds_name(ngram, view, names) for ngram in ngrams),
            dtype=np.bool_,
            count=len(ngrams),
        )
        for view, ngrams, _ in views
    ]


def may_tell_place(ngram: str, view: View, latin: Collection[str]) -> bool:
    """Whether an n-gram looks like a part of an address, of a house, a car, a mailbox or a page.

    `latin` are the words of Latin letters that are common; of others no piece stays.
    """
    joined = ngram.replace(JOINT, "") if view.unit == "word" else ngram
    if _HOUSE.search(joined) or _PLATE.search(joined) or _WEB.search(joined):
        return True
    if _MIXED.search(joined) and not _MEASURE.search(joined):
        return True
    return any(not _is_common(run[0], view, latin) for run in _LATIN.finditer(joined))


def holds_name(ngram: str, view: View, names: Collection[str]) -> bool:
    """Whether words of an n-gram, or a part of its characters, are a name."""
    if view.unit == "word":
        words = ngram.split(JOINT)
        return "".join(words) in names or any(word in names for word in words)
    return any(ngram[start:end] in names for start in range(len(ngram)) for end in range(start + 2, len(ngram) + 1))


def _list_given(words: Iterable[str], segmenter: Segmenter) -> Iterator[str]:
    """Yield what stands behind the surname of words that may be names, where no dictionary knows it as a word."""
    for word in words:
        if segmenter.may_be_name(word):
            given = segmenter.given_name(word)
            if len(given) > 1 and not segmenter.is_plain(given):
                yield given


def _find_names(counted: Counted, segmenter: Segmenter, known: Collection[str]) -> Iterator[str]:
    """Yield what may be a name and stands in fewer than LEAST_LETTERS_OF_NAME letters, and the given name in it.

    A surname with a title is yielded however common it is. Of two words together only those count whose first is a
    surname: a name that was cut behind it. `known` are given names.
    """
    view, ngrams, letters = counted
    for ngram, number in zip(ngrams, letters.tolist(), strict=True):
        first, *others = ngram.split(JOINT) if view.unit == "word" else (ngram,)
        if others and not segmenter.is_surname(first):
            continue
        name = first + "".join(others)
        rare = number < LEAST_LETTERS_OF_NAME
        if segmenter.may_be_name(name):
            given = segmenter.given_name(name)
            if rare or _TITLE.fullmatch(given):
                yield name
            if rare:
                yield from _list_given([name], segmenter)
        elif rare and not others and (name in known or segmenter.is_known_name(name)):
            yield name


def _find_latin(counted: Counted) -> Iterator[str]:
    view, ngrams, letters = counted
    if view.unit != "word":
        return
    for ngram, number in zip(ngrams, letters.tolist(), strict=True):
        if number >= LEAST_LETTERS_OF_NAME and _LATIN.fullmatch(ngram) and ngram not in _WEB_WORDS:
            yield ngram


def _is_common(run: str, view: View, latin: Collection[str]) -> bool:
    if run in latin or _MEASURE.fullmatch(f"0{run}"):
        return True
    return view.unit == "character" and any(run in word for word in latin)

"""Cut Chinese text into words, with the domain's terms kept whole."""

import logging
from collections.abc import Collection, Sequence
from contextlib import closing
from functools import cache, cached_property

import jieba

from classifiers.learning.folding import fold_text, keep_words
from vocab import Term, Vocabulary


class Segmenter:
    """A jieba tokenizer of its own: its terms leak into no other user of jieba in the process.

    The dictionary is read from the package at the first use (0.7 s). jieba's own way would first look for a
    marshal file in the shared temporary folder, where anybody may have put one; no such file is read or written.
    """

    def __init__(self, terms: Sequence[Term], surnames: Collection[str] = ()) -> None:
        self._terms = tuple(terms)
        self._surnames = frozenset(surnames)

    def segment(self, folded: str) -> list[str]:
        """The words of a folded text in order, without punctuation."""
        return keep_words(self._tokenizer.lcut(folded))

    def may_be_name(self, word: str) -> bool:
        """Whether a word may be a person's name: it begins with a surname, and no dictionary knows it as a word.

        jieba's dictionary holds names too, tagged `nr`; that tag is also on words such as 严重性, so that this
        says yes more often than it should.
        """
        if not 2 <= len(word) <= 4 or not (word[0] in self._surnames or word[:2] in self._surnames):
            return False
        return all("\u4e00" <= character <= "\u9fff" for character in word) and word not in self._plain_words

    @cached_property
    def _plain_words(self) -> frozenset[str]:
        with closing(jieba.Tokenizer().get_dict_file()) as file:
            rows = [line.decode("utf-8").split() for line in file]
        return frozenset([row[0] for row in rows if row[-1] != "nr"] + [term.word for term in self._terms])

    @cached_property
    def _tokenizer(self) -> jieba.Tokenizer:
        jieba.setLogLevel(logging.WARNING)
        tokenizer = jieba.Tokenizer()
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
        tokenizer.initialized = True
        for term in self._terms:
            tokenizer.add_word(fold_text(term.word), term.freq, term.tag)
        return tokenizer


@cache
def segmenter_for(vocabulary: Vocabulary) -> Segmenter:
    """The one segmenter that knows the terms and surnames of a vocabulary."""
    return Segmenter(vocabulary.terms, vocabulary.surnames)

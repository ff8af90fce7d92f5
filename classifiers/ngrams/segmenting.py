"""Cut Chinese text into words, with the domain's terms kept whole."""

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from functools import cache, cached_property

import jieba

from classifiers.ngrams.folding import fold_text, keep_words
from vocab import Term, Vocabulary


class Segmenter:
    """A jieba tokenizer of its own: its terms leak into no other user of jieba in the process.

    The dictionary is read from the package at the first use (0.7 s). jieba's own way would first look for a
    marshal file in the shared temporary folder, where anybody may have put one; no such file is read or written.
    """

    def __init__(self, terms: Sequence[Term], surnames: Collection[str] = ()) -> None:
        self._terms = tuple(terms)
        self._surnames = frozenset(surnames)

    def __reduce__(self) -> tuple[type["Segmenter"], tuple[tuple[Term, ...], frozenset[str]]]:
        """Only what it is made of goes to another process, not the dictionary."""
        return Segmenter, (self._terms, self._surnames)

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

    def is_surname(self, word: str) -> bool:
        """Whether a word is a surname and nothing else."""
        return word in self._surnames

    def given_name(self, name: str) -> str:
        """What stands behind the surname of a word that may be a name."""
        return name[2:] if name[:2] in self._surnames and len(name) > 2 else name[1:]

    def is_plain(self, word: str) -> bool:
        """Whether a dictionary knows a word as something else than a name."""
        return word in self._plain_words

    def knows(self, word: str) -> bool:
        """Whether a dictionary or the domain's terms have it as a word that is no name."""
        return word in self._plain_words

    def is_known_name(self, word: str) -> bool:
        """Whether a dictionary knows a word of two or three characters as a name alone."""
        return 2 <= len(word) <= 3 and word in self._known_names and not self.is_plain(word)

    @cached_property
    def _plain_words(self) -> frozenset[str]:
        return frozenset([word for word, tag in _read_tags() if tag != "nr"] + [term.word for term in self._terms])

    @cached_property
    def _known_names(self) -> frozenset[str]:
        return frozenset(word for word, tag in _read_tags() if tag == "nr")

    @cached_property
    def _tokenizer(self) -> jieba.Tokenizer:
        jieba.setLogLevel(logging.WARNING)
        tokenizer = jieba.Tokenizer()
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
        tokenizer.initialized = True
        for term in self._terms:
            tokenizer.add_word(fold_text(term.word), term.freq, term.tag)
        return tokenizer


def _read_tags() -> Iterator[tuple[str, str]]:
    """Yield the words of jieba's dictionary with their tags."""
    with closing(jieba.Tokenizer().get_dict_file()) as file:
        for line in file:
            word, *_, tag = line.decode("utf-8").split()
            yield word, tag


@cache
def segmenter_for(vocabulary: Vocabulary) -> Segmenter:
    """The one segmenter that knows the terms and surnames of a vocabulary."""
    return Segmenter(vocabulary.terms, vocabulary.surnames)

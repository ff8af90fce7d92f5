"""The domain as data: tables, word lists and cue words, and the one loader that checks and hashes them."""

from vocab.loading import load_vocabulary
from vocab.simplified import simplify
from vocab.tables import (
    Channel,
    Code,
    CueRule,
    Division,
    Label,
    Lang,
    SecondTopicCues,
    Term,
    Topic,
    TopicUnit,
    Unit,
)
from vocab.vocabulary import Vocabulary

__all__ = [
    "Channel",
    "Code",
    "CueRule",
    "Division",
    "Label",
    "Lang",
    "SecondTopicCues",
    "Term",
    "Topic",
    "TopicUnit",
    "Unit",
    "Vocabulary",
    "load_vocabulary",
    "simplify",
]

"""How far people agree who labelled the same letters, beyond what chance would bring."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

FEWEST = 20
"""Letters that more than one person labelled, below which only the raw share is told: a coefficient would be noise."""

Measure = Literal["none", "share", "cohen-kappa", "krippendorff-alpha"]
Said = Mapping[str, str]
"""What each person said of one letter."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far people agree.

    `letters` were labelled by two persons or more. `share` is the share of pairs of persons on one letter that said the
    same. `value` is the coefficient of `measure`: 1 is full agreement, 0 what chance brings, below 0 worse than chance;
    none where letters are few, or where everybody said one and the same of all letters.
    """

    measure: Measure
    value: float | None
    share: float | None
    letters: int
    persons: int


def measure_agreement(letters: Iterable[Said]) -> Agreement:
    """Measure agreement: Cohen's kappa for two persons, Krippendorff's alpha for more, the raw share when few.

    Letters that one person alone labelled tell nothing and are passed over.
    """
    shared = [said for said in letters if len(said) > 1]
    persons = sorted({person for said in shared for person in said})
    if not shared:
        return Agreement("none", None, None, 0, 0)
    pairs = [one == other for said in shared for one, other in combinations(said.values(), 2)]
    share = round(sum(pairs) / len(pairs), 4)
    if len(shared) < FEWEST:
        return Agreement("share", None, share, len(shared), len(persons))
    measure: Measure = "cohen-kappa" if len(persons) == 2 else "krippendorff-alpha"
    value = cohen_kappa(shared, persons) if measure == "cohen-kappa" else krippendorff_alpha(shared)
    return Agreement(measure, None if value is None else round(value, 4), share, len(shared), len(persons))


def cohen_kappa(letters: Sequence[Said], persons: Sequence[str]) -> float | None:
    """Cohen's kappa of two persons who labelled the same letters: (agreed - chance) / (1 - chance).

    Chance is the sum over all answers of the product of the shares that each person gave it (Cohen, 1960, A coefficient
    of agreement for nominal scales). None when both gave one answer alone.
    """
    first, second = (Counter(said[person] for said in letters) for person in persons)
    total = len(letters)
    agreed = sum(said[persons[0]] == said[persons[1]] for said in letters) / total
    chance = sum(first[answer] * second[answer] for answer in first) / total**2
    return None if chance == 1 else (agreed - chance) / (1 - chance)


def krippendorff_alpha(letters: Iterable[Said]) -> float | None:
    """Krippendorff's alpha for nominal answers: 1 - observed / expected disagreement.

    By the matrix of coincidences: each ordered pair of answers to one letter counts 1 / (answers to it - 1), so that
    letters may have any number of answers (Krippendorff, Content Analysis, chapter on reliability, nominal metric).
    None when there is but one answer.
    """
    coincidences: dict[tuple[str, str], float] = defaultdict(float)
    for said in letters:
        answers = Counter(said.values())
        several = answers.total() - 1
        if several < 1:
            continue
        for one, times in answers.items():
            for other, others in answers.items():
                coincidences[one, other] += times * (others - (one == other)) / several
    margins: dict[str, float] = defaultdict(float)
    for (one, _), weight in coincidences.items():
        margins[one] += weight
    total = sum(margins.values())
    expected = total**2 - sum(weight**2 for weight in margins.values())
    if not expected:
        return None
    observed = total - sum(coincidences[answer, answer] for answer in margins)
    return 1 - (total - 1) * observed / expected

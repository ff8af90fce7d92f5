from classifiers.learning.recipes import BASE, CANDIDATES, LEAST_CHOSEN, Recipe, choose_recipe, list_candidates

OTHER = Recipe(cost=1.0)
TRUTH = ["a", "b"] * 100


def say(wrong):
    """All right but the first so many."""
    return [("b" if label == "a" else "a") if n < wrong else label for n, label in enumerate(TRUTH)]


def test_a_recipe_that_leads_by_far_is_chosen():
    choice = choose_recipe(TRUTH, {BASE: say(40), OTHER: say(4)})
    assert choice.recipe == OTHER
    assert [(one.better, one.worse) for one in choice.tried] == [(0, 0), (36, 0)]


def test_a_lead_that_may_be_chance_changes_nothing():
    assert choose_recipe(TRUTH, {BASE: say(13), OTHER: say(10)}).recipe == BASE


def test_without_another_candidate_nothing_is_tried():
    choice = choose_recipe(TRUTH, {BASE: say(3)})
    assert (choice.recipe, choice.tried) == (BASE, ())


def test_few_letters_and_missing_titles_leave_candidates_out():
    assert list_candidates(LEAST_CHOSEN - 1, titled=True) == (BASE,)
    assert list_candidates(LEAST_CHOSEN, titled=True) == CANDIDATES
    assert {one.title_share for one in list_candidates(LEAST_CHOSEN, titled=False)} == {BASE.title_share}

"""The statistics hold what they promise: coverage, the honest p of few prompts, power as simulated."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import stats

from storyhelpers.engine import BadInput
from storyhelpers.evaluate.dots import dots
from storyhelpers.evaluate.power import power, prompts_needed, smallest_difference, smallest_p
from storyhelpers.evaluate.statistics import compare, estimate, interval, share, sign_flip_p, spread

NUMBERS = st.floats(-1e3, 1e3, width=32)
TABLES = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=14), elements=NUMBERS)


@settings(deadline=None)
@given(TABLES)
def test_a_difference_turned_round_is_its_mirror(values):
    other = np.roll(values, 1, axis=0) * 0.5
    there, back = compare(values, other), compare(other, values)
    assert there.mean == pytest.approx(-back.mean, abs=1e-6)
    assert there.per_prompt == pytest.approx([-x for x in back.per_prompt])
    assert there.p == pytest.approx(back.p) and there.prompts == len(values)
    if len(values) > 1:
        assert there.low - 1e-6 <= there.mean <= there.high + 1e-6
        if len(values) < 10:
            assert there.low == pytest.approx(-back.high, abs=1e-6)


@settings(deadline=None)
@given(TABLES, NUMBERS)
def test_what_is_added_to_all_moves_the_interval_along(values, more):
    first, moved = estimate(values), estimate(values + more)
    assert moved.mean == pytest.approx(first.mean + more, abs=1e-6)
    if len(values) > 1:
        assert (moved.low, moved.high) == pytest.approx((first.low + more, first.high + more), abs=1e-5)


@settings(deadline=None)
@given(TABLES)
def test_the_same_twice_is_no_difference(values):
    none = compare(values, values)
    assert none.mean == 0 and none.p == 1 and not none.shown and none._repr_html_() and repr(none)


@settings(deadline=None)
@given(arrays(np.float64, st.integers(1, 9), elements=NUMBERS))
def test_the_sign_flip_p_counts_all_patterns(differences):
    import itertools

    patterns = np.array(list(itertools.product((-1, 1), repeat=len(differences))))
    means = np.abs((patterns * differences).sum(1))
    expected = (means >= abs(differences.sum()) - 1e-9 * max(np.abs(differences).sum(), 1e-300)).mean()
    p = sign_flip_p(differences)
    assert p == pytest.approx(expected) and smallest_p(len(differences)) <= p <= 1


def test_the_drawn_sign_flips_agree_with_the_exact_ones():
    chance = np.random.default_rng(3)
    differences = chance.normal(0.4, 1, 15)
    drawn = sign_flip_p([*differences, 0.0])  # a difference of 0 changes nothing
    assert drawn == pytest.approx(sign_flip_p(differences), abs=0.015)


def test_five_prompts_cannot_show_it_however_large_it_is():
    before = np.random.default_rng(0).normal(30, 1, (5, 6))
    told = compare(before, before + 50 + np.random.default_rng(1).normal(0, 1, (5, 6)))
    assert told.p == 0.0625 and not told.shown and told.low > 40
    assert "5 prompts × 6 pictures cannot show it: the smallest p is 0.0625" in told.note


def test_thirty_prompts_show_it():
    chance = np.random.default_rng(0)
    before = chance.normal(30, 3, (30, 1))
    told = compare(before, before - 2 + chance.normal(0, 1, (30, 1)), what="CLIP score", names=("base", "ink"))
    assert told.shown and told.high < 0 and "“ink” is lower than “base”" in told.note
    assert "CLIP score" in repr(told) and "bootstrap over prompts" in told._repr_html_()


def test_one_prompt_has_no_interval():
    told = compare([[1, 2, 3]], [[2, 3, 5]])
    assert math.isnan(told.low) and math.isnan(told.high) and not told.shown
    assert "One prompt says nothing" in told.note and "nan" not in told._repr_html_().lower()


def test_equal_changes_are_not_taken_for_certainty():
    told = compare(np.zeros((8, 2)), np.ones((8, 2)))
    assert (told.low, told.high) == (1, 1) and "look at the pictures" in told.note


@pytest.mark.parametrize("prompts", [5, 12, 30])
@pytest.mark.parametrize("lopsided", [False, True])
def test_the_interval_covers_the_truth(prompts, lopsided):
    """In 600 repetitions about 95 of 100 intervals hold the true mean; a bootstrap of the pictures would hold 56."""
    chance, held = np.random.default_rng(prompts), 0
    for number in range(600):
        own = chance.exponential(1, (prompts, 1)) - 1 if lopsided else chance.normal(0, 1, (prompts, 1))
        told = compare(np.zeros((prompts, 3)), own + chance.normal(0, 0.7, (prompts, 3)), seed=number)
        held += told.low <= 0 <= told.high
    assert (0.88 if lopsided else 0.925) < held / 600 < 0.98


def test_student_and_bootstrap_meet():
    means = np.random.default_rng(5).normal(2, 1, 40)
    low, high, method = interval(means)
    expected = stats.t.interval(0.95, 39, means.mean(), stats.sem(means))
    assert method == "bootstrap over prompts" and (low, high) == pytest.approx(expected, abs=0.06)
    low, high, method = interval(means[:6])
    assert method == "t interval over prompts"
    assert (low, high) == pytest.approx(stats.t.interval(0.95, 5, means[:6].mean(), stats.sem(means[:6])))


@pytest.mark.parametrize("difference,prompts,seeds,between,within", [
    (1, 5, 6, 1, 1.5), (0.5, 30, 1, 1, 0), (0.3, 12, 2, 0.2, 0.8), (0, 8, 1, 1, 0),
])  # fmt: skip
def test_power_is_what_a_simulation_finds(difference, prompts, seeds, between, within):
    chance = np.random.default_rng(1)
    own = difference + chance.normal(0, between or 1e-9, (4000, prompts, 1))
    means = (own + chance.normal(0, within or 1e-9, (4000, prompts, seeds))).mean(2)
    t = means.mean(1) / (means.std(1, ddof=1) / np.sqrt(prompts))
    found = (np.abs(t) > stats.t.ppf(0.975, prompts - 1)).mean()
    assert power(difference, prompts, seeds, between, within) == pytest.approx(found, abs=0.025)


def test_power_agrees_with_the_noncentral_t():
    for prompts, away in ((3, 2.0), (12, 3.0), (40, 1.0)):
        t = stats.t.ppf(0.975, prompts - 1)
        expected = stats.nct.sf(t, prompts - 1, away) + stats.nct.cdf(-t, prompts - 1, away)
        assert power(away / prompts**0.5, prompts) == pytest.approx(expected, abs=2e-3)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.1, 5), st.integers(1, 8), st.floats(0.05, 3), st.floats(0, 3))
def test_the_prompts_needed_are_enough_and_one_less_is_not(difference, seeds, between, within):
    needed = prompts_needed(difference, seeds, between, within)
    assert needed >= 6 and power(difference, needed, seeds, between, within) >= 0.8
    assert needed == 6 or power(difference, needed - 1, seeds, between, within) < 0.8


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 60), st.integers(1, 6), st.floats(0.05, 3), st.floats(0, 3))
def test_the_smallest_difference_is_seen_in_four_of_five_tries(prompts, seeds, between, within):
    least = smallest_difference(prompts, seeds, between, within)
    assert power(least, prompts, seeds, between, within) == pytest.approx(0.8, abs=0.01)


def test_where_nothing_varies_any_difference_is_seen():
    assert smallest_difference(8, 2, 0.0, 0.0) == 0 and power(0.1, 8, 2, 0.0, 0.0) == 1
    assert prompts_needed(0.1, 1, 0.0, 0.0) == 6


def test_spreads_are_told_apart():
    chance = np.random.default_rng(2)
    values = chance.normal(0, 2, (400, 1)) + chance.normal(0, 0.5, (400, 6))
    assert spread(values) == pytest.approx((2, 0.5), rel=0.1)
    assert spread(values[:, :1])[1] == 0


@settings(deadline=None)
@given(st.integers(0, 300), st.integers(0, 300))
def test_wilson_holds_the_share(hits, misses):
    found = share(hits, hits + misses)
    assert 0 <= found.low <= found.high <= 1
    if hits + misses:
        from scipy.stats import binomtest

        expected = binomtest(hits, hits + misses).proportion_ci(0.95, "wilson")
        assert found.low <= found.value <= found.high
        assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-9)
        assert f"{hits} of {hits + misses}" in repr(found)


@pytest.mark.parametrize("before,after,words", [
    ([[1, 2]], [[1, 2], [3, 4]], "can be paired"),
    ([], [], "at least one prompt"),
    ([[1, 2], [3]], [[1, 2], [3]], "same number of figures"),
    ([["a", "b"]], [[1, 2]], "same number of figures"),
    ([[1, float("nan")]], [[1, 2]], "Prompt 1 lacks the figure of its picture 2"),
])  # fmt: skip
def test_what_cannot_be_compared(before, after, words):
    with pytest.raises(BadInput, match=words):
        compare(before, after)


def test_what_else_cannot_be():
    with pytest.raises(BadInput, match="one label for each"):
        compare([1, 2], [2, 3], labels=["a"])
    with pytest.raises(BadInput, match="confidence"):
        estimate([1, 2], confidence=95)
    with pytest.raises(BadInput, match="no share"):
        share(3, 2)
    with pytest.raises(BadInput, match="difference of 0"):
        prompts_needed(0)
    with pytest.raises(BadInput, match="Even 100,000"):
        prompts_needed(1e-9)
    for design in ((1, 1), (0, 1), (5, 0)):
        with pytest.raises(BadInput, match="2 prompts or more"):
            power(1, *design)
        with pytest.raises(BadInput, match="2 prompts or more"):
            smallest_difference(*design)


@settings(deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=40))
def test_dots_are_xml_and_lie_inside(values):
    from xml.etree import ElementTree

    drawn = ElementTree.fromstring(dots(values, min(values), max(values), ["<&>"]))
    places = [float(c.get("cx")) for c in drawn.iter("circle")]
    assert len(places) == len(values) + 1 and all(0 <= x <= 440 for x in places)
    assert "<&>" in next(drawn.iter("title")).text

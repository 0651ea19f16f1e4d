"""Chance as a function: the same for the same numbers, whoever asks and in how many pieces."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyhelpers.finetune.chance import Order, draws, generator

pytestmark = pytest.mark.models


def test_draws_do_not_depend_on_how_a_batch_is_cut():
    import torch

    whole = draws(5, 3, 4, (4, 8, 8))
    for row in range(4):
        alone = draws(5, 3, 4, (4, 8, 8), [row])
        smaller = draws(5, 3 * 4 + row, 1, (4, 8, 8))
        for name, value in vars(whole).items():
            assert torch.equal(value[row : row + 1], getattr(alone, name))
            assert torch.equal(value[row : row + 1], getattr(smaller, name))


def test_draws_differ_by_seed_step_and_row_and_are_what_they_should_be():
    import torch

    one, other, seed = draws(5, 0, 400, (4, 8, 8)), draws(5, 1, 400, (4, 8, 8)), draws(6, 0, 400, (4, 8, 8))
    firsts = torch.stack([value.noise.flatten(1)[:, 0] for value in (one, other, seed)]).flatten()
    assert len(set(firsts.tolist())) > 1190
    assert not torch.equal(one.noise, one.sample)
    assert float(one.noise.mean()) == pytest.approx(0, abs=0.02) and float(one.noise.std()) == pytest.approx(
        1, abs=0.02
    )
    for name in ("level", "variant", "drop"):
        values = getattr(one, name)
        assert float(values.min()) >= 0 and float(values.max()) < 1
        assert float(values.mean()) == pytest.approx(0.5, abs=0.05)


def test_the_processes_own_randomness_is_left_alone():
    import torch

    torch.manual_seed(1)
    before = torch.random.get_rng_state()
    draws(5, 0, 4, (4, 8, 8))
    Order([(8, 8)] * 5, 0, 2).pictures(3)
    generator("a", 1)
    assert torch.equal(before, torch.random.get_rng_state())


@given(many=st.integers(1, 30), group=st.integers(1, 9), seed=st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_every_epoch_has_every_picture_once(many, group, seed):
    order = Order([(8, 8)] * many, seed, group)
    seen = [index for number in range(many * 2) for index in order.pictures(number)]
    epochs = [seen[first : first + many] for first in range(0, len(seen) - many + 1, many)]
    assert all(sorted(epoch) == list(range(many)) for epoch in epochs)
    if many > 8:
        assert epochs[0] != epochs[1]


@given(shapes=st.lists(st.sampled_from([(8, 8), (6, 10), (10, 6)]), min_size=1, max_size=25), group=st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_a_group_has_one_shape_and_no_picture_is_forgotten(shapes, group):
    order = Order(shapes, 3, group)
    groups = [order.pictures(number) for number in range(3 * len(shapes) + 3)]
    assert all(len(some) == group and len({shapes[index] for index in some}) == 1 for some in groups)
    seen = Counter(index for some in groups for index in some)
    assert set(seen) == set(range(len(shapes)))


def test_the_order_does_not_depend_on_how_a_step_is_grouped():
    one, two = Order([(8, 8)] * 7, 1, 4), Order([(8, 8)] * 7, 1, 2)
    assert [i for k in range(5) for i in one.pictures(k)] == [i for k in range(10) for i in two.pictures(k)]

"""Titles and addresses: our rules agree with the official client's, and what we let through is safe by both."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.slugs import KERNEL_LENGTHS, OWNER, owner_problem, slug_of, slug_problems, title_problems
from slugify import slugify  # the client's own

ALLOWED = "ABCxyz0189 -"


@given(st.text(ALLOWED, max_size=60))
def test_a_title_that_is_let_through_has_the_client_s_slug(title):
    if not title_problems(title, KERNEL_LENGTHS):
        assert slug_of(title) == slugify(title)


@given(st.text(ALLOWED, min_size=5, max_size=50))
def test_the_slug_of_an_allowed_title_is_a_slug(title):
    slug = slug_of(title)
    if len(slug) >= 5:
        assert slug_problems(slug, KERNEL_LENGTHS) == []


@given(st.text(max_size=60))
def test_any_text_is_answered_with_sentences(title):
    problems = title_problems(title, KERNEL_LENGTHS)
    assert all(problem.endswith(".") for problem in problems)
    assert problems or (5 <= len(title) <= 50 and title.isascii())


@given(st.text(min_size=1, max_size=40))
def test_an_owner_is_a_name_or_a_sentence(owner):
    assert (owner_problem(owner) == "") == bool(OWNER.fullmatch(owner))


@pytest.mark.parametrize("title", ["Crème brûlée", "Tom's book", "A & B is fine", "故事書工作室第一課"])
def test_letters_that_others_spell_otherwise_are_named(title):
    assert "characters (" in " ".join(title_problems(title, KERNEL_LENGTHS))


@pytest.mark.parametrize("title", ["", "    ", None, 7])
def test_no_title(title):
    assert title_problems(title, KERNEL_LENGTHS) == ["The title is missing."]


@pytest.mark.parametrize("length, wrong", [(4, True), (5, False), (50, False), (51, True)])
def test_lengths(length, wrong):
    assert bool(title_problems("x" * length, KERNEL_LENGTHS)) is wrong
    assert bool(slug_problems("x" * length, KERNEL_LENGTHS)) is wrong


@pytest.mark.parametrize("slug", ["-start", "end-", "two--hyphens", "under_score", "Capital", "with space", "a/b/c/d"])
def test_no_slugs(slug):
    assert "is no slug" in slug_problems(slug, (1, 50))[0]


@pytest.mark.parametrize("owner", ["Alice", "alice chen", "@alice", "alice/x", "", "kaggle.com/alice", "愛麗絲"])
def test_no_owners(owner):
    assert "kaggle.com/NAME" in owner_problem(owner)

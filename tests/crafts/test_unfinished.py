"""JSON that is still being written: what is there is read, wherever it was cut; nothing is made up."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyhelpers.crafts.story_writer.unfinished import DEEPEST, OPEN, read

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(TEXTS, VALUES, max_size=4) | st.lists(VALUES, max_size=4)


def is_beginning(part, whole) -> bool:
    """Whether everything in `part` is in `whole`, at its place, or the beginning of it."""
    if isinstance(whole, str):
        return isinstance(part, str) and whole.startswith(part)
    if isinstance(whole, list):
        return isinstance(part, list) and len(part) <= len(whole) and all(map(is_beginning, part, whole))
    if isinstance(whole, dict):
        return isinstance(part, dict) and all(k in whole and is_beginning(v, whole[k]) for k, v in part.items())
    return part == whole and type(part) is type(whole)


@given(DOCUMENTS, st.booleans(), st.sampled_from([None, 1]))
def test_whole_json_is_read_as_the_library_reads_it(value, plain, indent):
    found = read(json.dumps(value, ensure_ascii=plain, indent=indent))
    assert found.whole and not found.fault and found.value == value


@given(DOCUMENTS, st.booleans(), st.floats(0, 1))
def test_cut_anywhere_the_beginning_is_there(value, plain, where):
    text = json.dumps(value, ensure_ascii=plain)
    found = read(text[: int(where * len(text))])
    assert not found.whole or found.value == value
    assert found.value is OPEN or is_beginning(found.value, value)
    assert not found.fault or found.value is OPEN


@given(st.text(max_size=80) | st.text('{}[]",:\\u0d8tn1-.e ', max_size=40))
def test_nothing_makes_it_stumble(text):
    found = read(text)
    assert found.whole or found.fault or found.value is not OPEN or text.strip()


@given(DOCUMENTS)
@settings(max_examples=30, deadline=None)
def test_it_grows_with_the_text(value):
    text, before = json.dumps(value), OPEN
    for end in range(len(text) + 1):
        now = read(text[:end]).value
        assert before is OPEN or is_beginning(before, now)
        before = now


def test_what_is_closed_is_known():
    found = read('{"pages": [{"words": "one"}, {"words": "tw')
    first, second = found.value["pages"]
    assert id(first) in found.closed and id(second) not in found.closed and second == {"words": "tw"}


@pytest.mark.parametrize("text, fault", [
    ("Once upon a time", "no JSON"), ("", "empty"), ('{title: "x"}', "name in quotes"), ('{"a" "b"}', "':'"),
    ('{"a": \\x}', "a value"), ('{"a": "\\x"}', "means nothing"), ("[" * 99, f"more than {DEEPEST}"),
    ('["\\u12G4"]', "no letter"),
])  # fmt: skip
def test_why_it_is_none(text, fault):
    assert fault in read(text).fault


def test_a_fence_a_preamble_and_a_comma_too_many_are_passed_over():
    assert read('Here:\n```json\n{"a": [1, 2,],}\n```').value == {"a": [1, 2]}
    assert read('{"a": "two\nlines"}').value == {"a": "two\nlines"}
    assert read('["\\ud83d\\ude00", "\\ud83d"]').value == ["😀", ""]

"""Thirty ideas per language, as teachers and children type them, written before anybody had read the reader."""

import json
from collections import Counter
from pathlib import Path

import pytest

from storyhelpers.scenegraph import COLOURS, Clothing, Figure, Relation, Scene

from .score_ideas import score

ENTRIES = json.loads((Path(__file__).parents[1] / "data" / "ideas.json").read_text(encoding="utf-8"))
LANGUAGES = ("en", "zh-TW", "es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reader_understands_most_of_what_people_type(language):
    from storyhelpers.papertown.reader import read

    right, total, misses = score([entry for entry in ENTRIES if entry["language"] == language], read)
    print(f"{language}: {right} of {total} parts", *misses, sep="\n  ")
    assert right >= 0.85 * total, "\n".join([f"{right} of {total} parts", *misses])


def test_there_are_thirty_ideas_per_language_with_things_nobody_can_draw():
    assert Counter(entry["language"] for entry in ENTRIES) == dict.fromkeys(LANGUAGES, 30)
    assert len({entry["idea"] for entry in ENTRIES}) == 90
    for language in LANGUAGES:
        assert sum(bool(entry["unknown"]) for entry in ENTRIES if entry["language"] == language) >= 6


def test_relations_and_colours_of_the_data_are_sound():
    for entry in ENTRIES:
        names = {figure["name"] for figure in entry["figures"]}
        for relation in entry["relations"]:
            objects = relation["object"] if isinstance(relation["object"], list) else [relation["object"]]
            assert relation["subject"] in names and set(objects) <= names, entry["idea"]
        for thing in [*entry["figures"], *(item for figure in entry["figures"] for item in figure.get("clothes", ()))]:
            assert thing.get("colour", "red") in COLOURS, entry["idea"]


def the_truth(idea):
    """A reader that has seen the answers, to test the scorer with."""
    entry = next(entry for entry in ENTRIES if entry["idea"] == idea)
    figures = []
    for said in entry["figures"]:
        clothes = tuple(Clothing(item["name"], item.get("colour", "")) for item in said.get("clothes", ()))
        looks = {what: said[what] for what in ("colour", "pattern", "pose", "size", "hidden") if what in said}
        count = 2 if said.get("count") == "any" else said.get("count", 1)
        figures += [Figure(said["name"], clothes=clothes, **looks)] * count
    names = [figure.name for figure in figures]

    def first(words):
        return names.index(words if isinstance(words, str) else words[0])

    relations = tuple(
        Relation(first(r["subject"]), r["how"] if isinstance(r["how"], str) else r["how"][0], first(r["object"]))
        for r in entry["relations"]
    )
    rest = {what: entry[what] for what in ("place", "time", "weather", "crowd", "view") if what in entry}
    return Scene(tuple(figures), relations, unknown=tuple(entry["unknown"]), **rest)


def test_the_truth_scores_everything():
    right, total, misses = score(ENTRIES, the_truth)
    assert (right, misses) == (total, [])


def test_a_reader_that_understands_nothing_scores_almost_nothing():
    right, total, _ = score(ENTRIES, lambda idea: Scene())
    assert right == 0 and total > 450


def test_inventing_things_costs():
    def inventor(idea):
        scene = the_truth(idea)
        return Scene((*scene.figures, Figure("lighthouse")), scene.relations, unknown=("xyzzy",))

    entry = [
        next(
            entry for entry in ENTRIES if not entry["unknown"] and not {"place", "time", "weather", "view"} & set(entry)
        )
    ]
    right, total, misses = score(entry, inventor)
    assert total - right == len(misses) == 2
    assert "lighthouse" in misses[0] and "xyzzy" in misses[1]


def test_two_of_a_kind_may_come_in_any_order_but_not_in_the_wrong_number():
    entry = {"language": "en", "idea": "a red car and a blue car", "relations": [], "unknown": []}
    entry["figures"] = [{"name": "car", "colour": "red"}, {"name": "car", "colour": "blue"}]

    def cars(*colours):
        right, total, _ = score([entry], lambda idea: Scene(tuple(Figure("car", colour=colour) for colour in colours)))
        return right, total

    assert cars("blue", "red") == (4, 4)
    assert cars("blue") == (2, 4)
    assert cars("blue", "red", "red") == (3, 4)
    assert cars("green", "red") == (3, 4)

"""Where we are and what the doctor says."""

import pytest

from storyhelpers import BadInput, doctor, environment, language
from storyhelpers.__main__ import main
from storyhelpers.locale import language_of


def test_a_healthy_machine(capsys):
    report = doctor()
    assert report.healthy, report
    assert {"Python", "numpy", "resvg_py", "books folder", "GPU"} <= {f.what for f in report}
    assert main(["doctor"]) == 0 and "works" in capsys.readouterr().out


def test_a_missing_package_says_what_to_type(monkeypatch):
    monkeypatch.setitem(environment.NEEDED, "no_such_package", "a test")
    report = doctor()
    (finding,) = (f for f in report if f.what == "no_such_package")
    assert finding.works is False and finding.cure == "pip install no_such_package"
    assert not report.healthy and "✘" in report._repr_html_()


def test_keys_are_never_shown(monkeypatch):
    monkeypatch.setenv("GEMINI_API_KEY", "AIza-secret-123")
    shown = repr(doctor()) + doctor()._repr_html_()
    assert "AIza" not in shown and "set" in shown


def test_a_books_folder_of_ones_own(monkeypatch, tmp_path, somebody_else):
    monkeypatch.setenv("STORY_BOOKS", str(tmp_path / "x" / "y"))
    assert environment.books_folder() == tmp_path / "x" / "y"
    monkeypatch.delenv("STORY_BOOKS")
    monkeypatch.chdir(tmp_path)
    assert environment.books_folder() == tmp_path / "books"


@pytest.mark.parametrize(
    "given, tag", [("zh", "zh-TW"), ("zh_Hant", "zh-TW"), ("EN", "en"), ("es-MX", "es"), ("es", "es")]
)
def test_language_tags(given, tag):
    assert language(given) == tag == language()


@pytest.mark.parametrize("given", ["fr", "", "englisch", "z"])
def test_unknown_languages(given):
    with pytest.raises(BadInput, match="English"):
        language(given)


def test_language_from_the_environment(monkeypatch):
    assert language() == "en"
    monkeypatch.setenv("STORY_LANGUAGE", "es")
    assert language() == "es"


@pytest.mark.parametrize("text, tag", [
    ("a cat in the snow", "en"), ("一隻貓", "zh-TW"), ("un gato en la nieve", "es"), ("dos coches rojos", "es"),
    ("¿dónde está el ratón?", "es"), ("", "en"), ("🐱", "en"), ("a cat named 小花 in the street", "en"),
])  # fmt: skip
def test_language_of_an_idea(text, tag):
    assert language_of(text) == tag


# ---- who could work here ----


def said(what):
    """The doctor's finding of this name."""
    return next(finding for finding in doctor() if finding.what == what)


def test_the_doctor_says_what_each_cast_lacks(monkeypatch):
    assert said('Studio("offline")').works
    monkeypatch.setattr(environment, "missing", lambda cast: ("torch", "diffusers") if cast == "gpu" else ())
    assert said('Studio("gpu")').found == "needs torch, diffusers" and "pip install" in said('Studio("gpu")').cure
    assert "key" in said('Studio("gemini")').found
    monkeypatch.setenv("GEMINI_API_KEY", "a-key-of-nobody")
    assert said('Studio("gemini")').works and "a-key-of-nobody" not in repr(doctor()) + doctor()._repr_html_()


def test_the_doctor_says_what_fits_on_the_cards(monkeypatch):
    from storyhelpers import checkup
    from storyhelpers.devices import Seat, Seating

    t4 = 15_828_320_256
    old = Seat("cuda:1", "Tesla P100", t4, t4, usable=False, why="Tesla P100 is too old for this torch.")
    seats = [Seat("cuda:0", "Tesla T4", t4, t4), old, Seat("cpu", "processor", 31 * 10**9, 31 * 10**9)]
    monkeypatch.setattr(environment, "has_card", lambda: True)
    monkeypatch.setattr(environment, "missing", lambda cast: ())
    monkeypatch.setattr(checkup, "house", lambda: Seating(seats))
    assert said("cuda:0").works and "15.8 GB" in said("cuda:0").found
    assert said("cuda:1").works is None and "too old" in said("cuda:1").cure
    assert said('Studio("gpu")').works and "plan()" in said('Studio("gpu")').cure
    monkeypatch.setattr(checkup, "house", lambda: Seating([Seat("cuda:0", "a toy", 10**9, 10**9), seats[2]]))
    assert not said('Studio("gpu")').works and "does not fit" in said('Studio("gpu")').found

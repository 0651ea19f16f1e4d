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

"""The report: what is on the page for what was given, that it needs nothing else and says what it cannot tell."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest
from evaluate.grids import PROMPTS, Eye, painter

from storyhelpers.engine import BadInput, BookTrouble, NotHere
from storyhelpers.evaluate.grid import Grid
from storyhelpers.evaluate.report import measures_of, report
from storyhelpers.evaluate.statistics import share


class Judge:
    """Stands for a StyleJudge: what is dark is of the style."""

    error = (share(1, 20), share(0, 20))
    seen_by = "the eye of the tests"

    def says(self, pictures):
        return np.array([np.asarray(picture.image).mean() < 90 for picture in pictures])


def describer(picture):
    return f"{'a dark sketch' if np.asarray(picture.image).mean() < 90 else 'a photo'} of <something> & more"


@pytest.fixture
def grid(tmp_path):
    prompts = [*PROMPTS, *(f"a thing, the {number}th" for number in range(4, 13))]
    return Grid(
        tmp_path / "g", prompts, [1, 2], {"base": painter("plain", 160), "tuned <v2>": painter("dark", 40)}
    ).draw()


EVERYTHING = {
    "clip": Eye(), "style": "at night", "judge": Judge(), "captions": describer, "words": ["sketch"],
    "pickscore": Eye(),
}  # fmt: skip


class Outline(HTMLParser):
    """The texts of a page, its addresses, and whether its elements are closed in order."""

    VOID = {"meta", "link", "img", "input", "br", "path", "line", "circle"}

    def __init__(self, page):
        super().__init__()
        self.open, self.text, self.addresses, self.styled = [], [], [], []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href") and value]
        self.styled += [tag for name, _ in attrs if name == "style" or name.startswith("on")]

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.text.append(data)

    @property
    def words(self):
        return re.sub(r"\s+", " ", "".join(self.text))


def test_all_that_was_measured_is_on_one_page_that_needs_nothing_else(grid, tmp_path):
    path = report(grid, tmp_path / "report.html", **EVERYTHING, training=[p for r in grid.pictures["base"] for p in r])
    page = path.read_text("utf-8")
    outline = Outline(page)
    assert all(address.startswith(("data:", "#")) for address in outline.addresses) and outline.styled == []
    assert "://" not in re.sub(r'data:[^"]+', "", page)
    said = ["“base” beside “tuned <v2>”", "12 prompts × 2 seeds (1, 2)", "CLIP cosine", "says the judge", "sketch"]
    said += ["Style distance", "PickScore", "Seconds a picture", "p < 0.001", "a dark sketch of <something> & more"]
    said += ["takes all 24 pictures of a model for independent", " points on in four of five tries"]
    said += ["errs itself", "1 of 20", "not stated", "dark by hand", "Look at the hands", PROMPTS[2]]
    for words in said:
        assert words in outline.words, words
    assert page.count("<img") == 48 and page.count('<input type="range"') == 12 and page.count('class="mean"') == 2
    assert "4 more prompts" in outline.words


def test_the_figures_are_those_of_the_pictures(grid):
    fit, judged, captioned, picked = measures_of(grid, **EVERYTHING)
    eye = Eye()
    first = [eye.scores([picture], [""])[0] for row in grid.pictures["base"] for picture in row]
    assert fit.estimates["base"].mean == pytest.approx(np.mean(first)) and fit.values["base"].shape == (12, 2)
    gap = fit.differences["tuned <v2>"]
    assert gap.shown and gap.low < gap.mean < gap.high and gap.mean == pytest.approx(0.1 * 120 / 255, abs=0.004)
    for measure in (judged, captioned):
        assert [figure.mean for figure in measure.estimates.values()] == [0, 1]
        assert measure.estimates["base"].high > 0.05  # no share of 24 pictures is surely 0
        assert not measure.values
    assert captioned.said["tuned <v2>"].shape == (12, 2)
    assert "100% (" in picked.notes[0] or "99% (" in picked.notes[0]
    assert fit.say(0.3648) == "36.5 %" and fit.say(-0.02, sign=True, points=True) == "−2.0 points"
    assert judged.say(0.0, sign=True, points=True) == "0 points"


def test_five_prompts_are_said_to_be_too_few(tmp_path):
    models = {"base": painter("plain", 160), "tuned": painter("dark", 40)}
    grid = Grid(tmp_path / "g", [f"thing {n}" for n in range(5)], [1], models).draw()
    words = Outline(report(grid, tmp_path / "r.html", clip=Eye()).read_text("utf-8")).words
    assert "5 prompts cannot show that it is on others" in words and "the smallest p is 0.0625" in words


def test_no_difference_is_not_sold_as_one(tmp_path):
    models = {"one": painter("plain", 120), "same": painter("other", 120)}
    grid = Grid(tmp_path / "g", [f"thing {n}" for n in range(12)], [1], models).draw()
    measure = measures_of(grid, clip=Eye())[0]
    assert not measure.differences["same"].shown
    assert "which does not mean that there is none" in report(grid, tmp_path / "r.html", clip=Eye()).read_text(
        "utf-8"
    ) or ("exactly the same" in measure.differences["same"].note)


@pytest.mark.parametrize("names", [["alone"], ["a", "b", "c"]])
def test_one_model_or_three(tmp_path, names):
    grid = Grid(tmp_path / "g", PROMPTS, [1, 2, 3], {n: painter(n, 50 * i + 50) for i, n in enumerate(names)}).draw()
    page = report(grid, tmp_path / "r.html", clip=Eye()).read_text("utf-8")
    assert page.count("<img") == 9 * len(names) and '<input type="range"' not in page
    assert f"--models: {len(names)};" in page
    assert page.count('class="gap"') == len(names) - 1 and page.count('class="mean"') == 1
    Outline(page)


def test_one_prompt_has_no_interval_and_says_so(tmp_path):
    grid = Grid(tmp_path / "g", PROMPTS[:1], [1], {"a": painter("a"), "b": painter("b", 30)}).draw()
    words = Outline(report(grid, tmp_path / "r.html", clip=Eye()).read_text("utf-8")).words
    assert "One prompt says nothing about others" in words and "nan" not in words


def test_nothing_measured_is_said(grid, tmp_path):
    assert "Nothing was measured" in report(grid, tmp_path / "r.html").read_text("utf-8")


def test_a_missing_picture_is_said_before_anything_is_measured(grid, tmp_path):
    (grid.folder / "base" / "002-1.png").unlink()
    with pytest.raises(NotHere, match=r"1 of 48 .* base, prompt 2, seed 1.* grid.draw"):
        report(grid, tmp_path / "r.html", clip=Eye())


@pytest.mark.parametrize("given, said", [
    ({"words": "sketch"}, "a list of words"), ({"words": []}, "a list of words"), ({"training": [1]}, "give clip="),
])  # fmt: skip
def test_what_cannot_be_is_one_sentence(grid, tmp_path, given, said):
    with pytest.raises(BadInput, match=said):
        report(grid, tmp_path / "r.html", **given)


def test_a_full_disk_leaves_the_old_page(grid, tmp_path, full_disk):
    path = report(grid, tmp_path / "r.html")
    before = path.read_bytes()
    with full_disk(), pytest.raises(BookTrouble, match="disk is full"):
        report(grid, path, clip=Eye())
    assert path.read_bytes() == before


def test_into_a_folder_and_with_a_title(grid, tmp_path):
    path = report(grid, tmp_path, title="Sketches <first try>")
    assert path.name == "report.html" and '<h1 dir="auto">Sketches &lt;first try&gt;</h1>' in path.read_text("utf-8")


def test_progress_is_told_and_can_stop_it(grid, tmp_path):
    told = []
    report(grid, tmp_path / "r.html", clip=Eye(), on_step=lambda *at: told.append(at))
    assert told[0] == (0, 48) and told[-1] == (48, 48)


@pytest.mark.models
def test_with_the_clip_the_judge_and_the_describer_of_the_house(tmp_path, zoo, fresh_house):
    from storyhelpers.clip import Clip
    from storyhelpers.evaluate.protocols import scored
    from storyhelpers.evaluate.style import StyleJudge

    zoo["openai/clip-vit-base-patch32"]
    models = {"base": painter("plain", 160), "tuned": painter("dark", 40)}
    grid = Grid(tmp_path / "g", [f"a red cat, number {n}" for n in range(6)], [1, 2], models).draw()
    dark, light = ([painter(side=32, light=tone)("x", seed) for seed in range(100, 112)] for tone in (40, 160))
    eye = Clip("clip")
    judge = StyleJudge.fit(dark, light, eye)
    given = {"clip": eye, "judge": judge, "training": dark, "captions": "offline", "pickscore": eye, "words": ["dark"]}
    fit, judged, captioned, distance, picked = measures_of(grid, **given)
    assert np.allclose(100 * fit.values["tuned"], scored(grid.pictures, grid.prompts, eye).values["tuned"], atol=1e-3)
    assert judged.estimates["base"].mean == 0 and judged.estimates["tuned"].mean == 1
    assert distance.estimates["tuned"].mean < distance.estimates["base"].mean
    assert "people would take the picture" in picked.notes[0] and captioned.said["base"].shape == (6, 2)
    words = Outline(report(grid, tmp_path / "r.html", **given).read_text("utf-8")).words
    assert "Style distance" in words and "nan" not in words.split()

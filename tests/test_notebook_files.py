"""The lessons as files: the same rooms in all, forms that fit, links that lead somewhere, and nothing left over."""

import ast
import re

import pytest
from lesson_files import NAMES, PATHS, ROOT, anchors, cells, each_lesson, form, links, notebook, parameters, text

from storyhelpers import clip, studio
from storyhelpers.crafts import listener, narrator
from storyhelpers.crafts.illustrator import models as painters
from storyhelpers.publish import sheets
from storysetup import needs

SLIDER = re.compile(r'\{type:"slider", min:([\d.]+), max:([\d.]+), step:([\d.]+)\}')
LIST = re.compile(r"(\[.*\])( \{allow-input: true\})?")
FIELDS = {'{type:"string"}': str, '{type:"integer"}': int, '{type:"number"}': float}


def test_the_lessons_are_there():
    assert [path.stem for path in PATHS] == NAMES


# ---- rooms


@each_lesson
def test_the_same_rooms_in_the_same_order(path):
    body = notebook(path)["cells"]
    heads = [(number, line) for number, cell in enumerate(body) if cell["cell_type"] == "markdown"
             for line in text(cell).splitlines() if line.startswith("#")]  # fmt: skip
    levels, titles = zip(*((len(line) - len(line.lstrip("#")), line.strip("# ")) for _, line in heads), strict=True)
    assert levels == (1, *[2] * (len(levels) - 1)) and len(set(titles)) == len(titles)
    assert titles[1:3] == ("Set up", "Who works today?") and titles[-3:] == ("Look inside", "Your turn", "Keep it")
    assert len(titles) >= 7 or path.stem == "studio", "there are steps in between"
    kinds = {title: [cell["cell_type"] for cell in body[number:end]] for (number, _), title, end in
             zip(heads, titles, [number for number, _ in heads[1:]] + [len(body)], strict=True)}  # fmt: skip
    assert kinds["Set up"] == ["markdown", "code"], "the only plumbing, one cell"
    assert "code" not in kinds[titles[0]] + kinds["Your turn"] and "code" in kinds["Look inside"]
    assert kinds["Keep it"][-1] == "code", "what is kept is the last thing done"


@each_lesson
def test_the_promise_is_short_and_has_one_picture_that_says_what_it_shows(path):
    title, line, said, about, picture = text(notebook(path)["cells"][0]).split("\n\n")
    assert title.startswith("# ") and line.count("](https://") == 2
    assert 40 < len(said) < 330 and re.fullmatch(r"\*.*\b(minutes?|any machine)\b.*\*", about)
    assert re.fullmatch(r"!\[[^\]]{8,}\]\(pictures/\d\d\.webp\)", picture)


@each_lesson
def test_cells_are_sentences_and_outputs_are_stripped(path):
    made, written = cells(path, "code"), form(path)
    for cell in made:
        assert not cell["outputs"] and cell["execution_count"] is None
        lines = [line for line in cell["source"] if line.strip()]
        assert len(lines) <= 8 or (cell in (made[0], written) and len(lines) <= 12), text(cell)
    assert "widgets" not in notebook(path)["metadata"]
    assert not any("attachments" in cell for cell in notebook(path)["cells"]), "kaggle/push.py makes those"


@each_lesson
def test_the_last_cell_shows_something(path):
    last = ast.parse(text(cells(path, "code")[-1])).body
    shown = [node for node in last if isinstance(node, ast.Expr)]
    assert shown and (isinstance(last[-1], ast.Expr))


# ---- forms


@each_lesson
def test_every_parameter_is_a_literal_with_a_field_of_its_kind(path):
    names = [name for name, _, _ in parameters(path)]
    assert len(set(names)) == len(names)
    for name, value, field in parameters(path):
        if slider := SLIDER.fullmatch(field):
            least, most, step = map(float, slider.groups())
            assert type(value) in (int, float) and least <= value <= most, name
            assert abs((value - least) / step - round((value - least) / step)) < 1e-9, f"{name}: between two marks"
            assert isinstance(value, float) or least == int(least) and step == int(step)
        elif choices := LIST.fullmatch(field):
            offered = ast.literal_eval(choices[1])
            assert value in offered and len(set(offered)) == len(offered) >= 2, name
        else:
            assert type(value) is FIELDS[field], name


@pytest.mark.notebooks  # both take seconds to import
def test_papermill_reads_the_same_parameters_and_nbformat_finds_nothing_wrong():
    papermill, nbformat = pytest.importorskip("papermill"), pytest.importorskip("nbformat")
    for path in PATHS:
        nbformat.validate(nbformat.read(path, as_version=4))
        read = papermill.inspect_notebook(str(path))
        assert {name: ast.literal_eval(one["default"]) for name, one in read.items()} == {
            name: value for name, value, _ in parameters(path)
        }


WITHIN = {  # parameter → what the verb that gets it takes
    "PAGES": (1, studio.MOST_PAGES), "AGE": studio.AGES, "ENLARGE": (1.0, 4.0), "SPEED": (0.5, 2.0), "THINGS": (1, 60),
    "SECONDS": (studio.SHORTEST_SOUND, studio.LONGEST_SOUND), "TRIES": (1, 100), "MINUTES": (0, 720),
}  # fmt: skip
AMONG = {
    "VOICE": {"", *narrator.VOICES}, "LISTENER": {"", *listener.ENGINES}, "SIZE": set(sheets.SIZES),
    "LAYOUT": set(sheets.LAYOUTS), "BASE": {"tiny", *painters.MODELS}, "CLIP": set(clip.MODELS),
    "LANGUAGE": {"", "en", "zh-TW", "es"}, "TO": {"", "en", "zh-TW", "es"}, "BILINGUAL": {"", "en", "zh-TW", "es"},
    "TONE": {"", "funny", "calm", "exciting"},
}  # fmt: skip


@each_lesson
def test_what_a_form_offers_is_taken(path):
    for name, _, field in parameters(path):
        if slider := SLIDER.fullmatch(field):
            least, most = WITHIN[name]
            assert least <= float(slider[1]) and float(slider[2]) <= most, name
        elif (choices := LIST.fullmatch(field)) and name in AMONG:
            assert set(ast.literal_eval(choices[1])) <= AMONG[name], name


@each_lesson
def test_every_parameter_is_used(path):
    loaded = {node.id for cell in cells(path, "code")[1:] if cell != form(path)
              for node in ast.walk(ast.parse(text(cell))) if isinstance(node, ast.Name)}  # fmt: skip
    assert {name for name, _, _ in parameters(path)} <= loaded


# ---- what a lesson needs beyond the light package


@pytest.mark.parametrize("stem, extra", [
    ("10_teach_a_style", "train"), ("11_judge_the_results", "train"), ("12_serve_the_class", "serve"),
])  # fmt: skip
def test_a_lesson_that_needs_more_sets_it_up_before_it_imports_it(stem, extra):
    path = ROOT / "notebooks" / f"{stem}.ipynb"
    code = [text(cell) for cell in cells(path, "code")[1:] if cell != form(path)]
    assert code[0].startswith(f'set_up("{extra}")\n') and "import" in code[0] and needs.requirements([extra])
    said = [text(cell) for cell in cells(path, "markdown") if f'`set_up("{extra}")`' in text(cell)]
    assert len(said) == 1 and "where it is missing" in said[0]


# ---- links


@each_lesson
def test_every_link_leads_somewhere(path):
    for cell in cells(path, "markdown"):
        for target in re.findall(r"\]\(([^)\s]+)\)", text(cell)):
            if target.startswith("https://"):
                assert target.startswith(tuple(links.PLACES.values())), "a lesson needs no network"
                continue
            file, _, anchor = target.partition("#")
            there = path.parent / file if file else path
            assert there.exists(), target
            assert not anchor or anchor in anchors(there), target


@each_lesson
def test_lessons_named_in_a_lesson_are_there(path):
    for cell in cells(path, "markdown"):
        for name in re.findall(r"\b\d\d_[a-z_]+\b", text(cell)):
            assert name in NAMES, name
        for number in re.findall(r"[Ll]essons? (\d\d)", text(cell)):
            assert any(stem.startswith(number) for stem in NAMES), number


def test_the_readme_lists_them_all():
    table = (ROOT / "README.md").read_text("utf-8")
    assert [stem for stem in NAMES if f"](notebooks/{stem}.ipynb)" not in table] == []

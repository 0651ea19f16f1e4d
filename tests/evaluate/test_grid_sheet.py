"""The contact sheet: every picture in its place, its words beside it, in any language and shape."""

import numpy as np
import pytest
from evaluate.grids import PROMPTS, painter

from storyhelpers.engine import BadInput
from storyhelpers.evaluate.grid import Grid

EDGE, STEP = 24, 64 + 6  # px around the sheet; from one picture to the next


def test_columns_are_models_and_rows_are_prompts(tmp_path):
    grid = Grid(tmp_path, PROMPTS, [1, 2], {"light": painter("light", 230), "dark": painter("dark", 10)}).draw()
    sheet = grid.sheet(side=64)
    assert sheet.size[0] == grid.sheet(side=64, prompts=[0]).size[0] and grid.sheet(side=64, prompts=[0]).size[1] < 200
    grey = np.asarray(sheet.image.convert("L"))
    for row in range(3):
        middle = sheet.size[1] - EDGE - 32 - row * STEP
        dark, light = grey[middle, sheet.size[0] - EDGE - 40], grey[middle, sheet.size[0] - EDGE - 40 - 2 * STEP - 14]
        assert dark < 60 < 180 < light
    one = grid.sheet(side=64, models=["dark"])
    assert one.size[0] < sheet.size[0]


def test_the_words_are_on_it(tmp_path):
    pages = [
        Grid(tmp_path / name, [name], [1], {"m": painter()}).draw().sheet(side=64).array for name in ("a cat", "一隻貓")
    ]
    assert (pages[0][:, :150] != pages[1][:, :150]).any()
    assert all((page[60:, :150].min(2) < 120).any() for page in pages)


def test_what_is_missing_has_an_empty_place(tmp_path):
    grid = Grid(tmp_path, PROMPTS, [1], {"m": painter()})
    empty = grid.sheet(side=64).array
    assert (
        (grid.draw().sheet(side=64).array != empty).any()
        and "png" in grid._repr_html_()
        or "webp" in grid._repr_html_()
    )


@pytest.mark.parametrize("aspect", ["16:9", "9:16"])
def test_the_places_have_the_shape_of_the_pictures(tmp_path, aspect):
    grid = Grid(tmp_path, PROMPTS, [1], {"m": painter()}, aspect=aspect)
    tall, flat = (
        grid.sheet(side=128).size[1],
        Grid(tmp_path / "b", PROMPTS, [1], {"m": painter()}).sheet(side=128).size[1],
    )
    assert tall == flat if aspect == "9:16" else tall < flat


@pytest.mark.parametrize("options, said", [
    ({"models": ["lihgt"]}, 'Did you mean "light"'), ({"prompts": [3]}, "from 0 to 2"), ({"side": 4}, "from 16"),
    ({"side": 1024, "prompts": [0, 1, 2] * 9}, "a part"),
])  # fmt: skip
def test_what_cannot_be_shown_is_said(tmp_path, options, said):
    grid = Grid(tmp_path, PROMPTS, [1], {"light": painter()})
    with pytest.raises(BadInput) as refused:
        grid.sheet(**options)
    assert said in str(refused.value)


def test_a_large_grid_shows_what_fits(tmp_path):
    grid = Grid(tmp_path / "long", [f"thing {n}" for n in range(100)], [1], {"m": painter()})
    assert "100 prompts" in grid._repr_html_() and "img" in grid._repr_html_()
    assert max(grid.sheet().size) <= 12_000
    wide = Grid(tmp_path / "wide", ["a cat"], range(200), {"m": painter()})
    assert "200 seeds" in wide._repr_html_() and "img" not in wide._repr_html_()


def test_a_grid_names_its_files_once(tmp_path, monkeypatch):
    from storyhelpers.evaluate.grid import cells

    grid, named = Grid(tmp_path, [f"thing {n}" for n in range(20)], [1, 2], {"m": painter()}), []
    real = cells.folder_of
    monkeypatch.setattr(cells, "folder_of", lambda model: named.append(model) or real(model))
    grid.sheet(side=16)
    assert len(named) <= 3 * len(grid.cells)

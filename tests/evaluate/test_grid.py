"""A grid is drawn once, goes on after a kill, is shared between processes, and is never mixed with another."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from evaluate.grids import CALLS, PROMPTS, painter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyhelpers import Studio
from storyhelpers.crafts.illustrator import Diffusion, paper_town
from storyhelpers.engine import BadInput, BookTrouble, Cancelled, NoAnswer, NotHere
from storyhelpers.evaluate.grid import Grid
from storyhelpers.evaluate.grid.__main__ import main

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def no_calls():
    CALLS.clear()


def two(folder, **changes):
    asked = {"prompts": PROMPTS, "seeds": [1, 2], "models": {"base": painter("plain"), "tuned": painter("dark", 40)}}
    return Grid(folder, **{**asked, **changes})


def test_every_cell_is_drawn_once_and_never_again(tmp_path):
    grid = two(tmp_path / "g")
    assert len(grid.missing) == 12
    told = []
    assert grid.draw(on_step=lambda *at: told.append(at)) is grid
    assert len(CALLS) == len(set(CALLS)) == 12 and grid.missing == []
    assert told[0] == (0, 12) and told[-1] == (12, 12) and told == sorted(told)
    files = {file: file.read_bytes() for file in (tmp_path / "g").glob("*/*.png")}
    assert len(files) == 12
    two(tmp_path / "g").draw()
    assert len(CALLS) == 12 and files == {file: file.read_bytes() for file in files}


def test_pictures_are_found_by_model_prompt_and_seed(tmp_path):
    grid = two(tmp_path).draw()
    picture = grid.pictures["tuned"][2][1]
    assert (picture.words, picture.seed, picture.made_by) == (PROMPTS[2], 2, "dark by hand")
    assert [len(grid.pictures), len(grid.pictures["base"]), len(grid.pictures["base"][0])] == [2, 3, 2]
    assert grid.pictures["base"][0][0].fingerprint != grid.pictures["tuned"][0][0].fingerprint
    assert [one.seed for one in grid.pictures["base"][-1]] == [1, 2] and len(grid.pictures["base"][:2]) == 2


def test_a_picture_that_is_not_drawn_yet_says_so(tmp_path):
    with pytest.raises(NotHere, match="grid.draw"):
        two(tmp_path).pictures["base"][0][0]


def test_it_says_who_draws(tmp_path):
    two(tmp_path, models={"paper": "offline", "mine": painter("plain"), "studio": Studio("offline")})
    kept = json.loads((tmp_path / "grid.json").read_text("utf-8"))
    assert kept["prompts"] == PROMPTS and kept["seeds"] == [1, 2] and kept["steps"] is None and kept["aspect"] == "1:1"
    assert kept["models"]["paper"]["draws"] == kept["models"]["studio"]["draws"] == {"engine": "offline"}
    assert kept["models"]["paper"]["licence"] == "Apache-2.0"
    assert kept["models"]["mine"] == {"draws": None, "name": "plain", "licence": "", "source": ""}


@pytest.mark.parametrize("cut", [0, 7, 100, -1])
def test_a_half_written_picture_is_drawn_again(tmp_path, cut):
    grid = two(tmp_path).draw()
    file = tmp_path / "base" / "002-2.png"
    whole = file.read_bytes()
    file.write_bytes(whole[:cut])
    assert [cell.file for cell in grid.missing] == ["base/002-2.png"]
    CALLS.clear()
    grid.draw()
    assert [("plain", PROMPTS[1], 2)] == CALLS and file.read_bytes() == whole


def test_a_picture_of_another_prompt_in_a_cells_place_is_drawn_again(tmp_path):
    grid = two(tmp_path).draw()
    shutil.copy(tmp_path / "base" / "001-1.png", tmp_path / "base" / "002-1.png")
    assert [cell.file for cell in grid.missing] == ["base/002-1.png"]
    assert grid.draw().pictures["base"][1][0].words == PROMPTS[1]


@pytest.mark.parametrize("after", [0, 1, 5, 11])
def test_cancelled_it_goes_on_where_it_was(tmp_path, after):
    def stop(done, total):
        if done == after:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        two(tmp_path).draw(on_step=stop)
    assert len(CALLS) == after
    two(tmp_path).draw()
    assert len(CALLS) == len(set(CALLS)) == 12


def test_it_can_be_cancelled_inside_a_picture(tmp_path):
    seen = []

    def slow(prompt, seed=0, on_step=None):
        for step in range(5):
            seen.append(step)
            on_step(step, 5)

    def stop(done, total):
        if len(seen) == 3:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        two(tmp_path, models={"slow": slow}).draw(on_step=stop)
    assert seen == [0, 1, 2] and list(tmp_path.glob("slow/*")) == []


def test_shards_in_one_folder_make_the_whole(tmp_path):
    for part in (1, 2, 3):
        two(tmp_path).draw(f"{part}/3")
        assert len(CALLS) == len(set(CALLS)) == 4 * part
    assert two(tmp_path).missing == [] and len(list((tmp_path / "times").glob("*.jsonl"))) == 3


def test_shards_in_folders_of_their_own_are_copied_together(tmp_path):
    one, other = two(tmp_path / "one").draw("1/2"), two(tmp_path / "other").draw("2/2")
    assert len(one.missing) == len(other.missing) == 6
    shutil.copytree(other.folder, one.folder, dirs_exist_ok=True)
    assert one.missing == [] and len(one.notes("base")) == 6


def test_a_picture_that_does_not_come_out_does_not_stop_the_others(tmp_path):
    broken = [True]

    def moody(prompt, seed=0):
        if broken[0] and seed == 2:
            raise NoAnswer("The picture was black")
        return painter("moody")(prompt, seed)

    with pytest.raises(NoAnswer, match=r"3 of 6 pictures did not come out.*moody, prompt 1, seed 2.*black"):
        two(tmp_path, models={"moody": moody}).draw()
    broken[0] = False
    assert two(tmp_path, models={"moody": moody}).draw().missing == [] and len(CALLS) == 6


def test_a_grid_may_grow(tmp_path):
    two(tmp_path).draw()
    models = {"base": painter("plain"), "tuned": painter("dark", 40), "third": painter("third")}
    grid = two(tmp_path, prompts=[*PROMPTS, "a fourth"], seeds=[1, 2, 9], models=models)
    assert len(grid.missing) == 36 - 12
    CALLS.clear()
    assert len(grid.draw().cells) == 36 and len(CALLS) == 24 and Grid.open(tmp_path).prompts[-1] == "a fourth"


@pytest.mark.parametrize("changes, said", [
    ({"prompts": PROMPTS[:2]}, "it has 3 prompts, not 2"), ({"prompts": ["other", *PROMPTS[1:]]}, "its prompt 1 is"),
    ({"seeds": [1]}, "the seed 2 too"), ({"steps": 9}, "its steps are None, not 9"),
    ({"aspect": "16:9"}, "its aspect are '1:1', not '16:9'"), ({"models": {"base": painter("plain")}}, '"tuned" too'),
    ({"models": {"base": painter("plain"), "tuned": painter("bright")}}, 'its "tuned" is dark, not bright'),
])  # fmt: skip
def test_another_grid_in_the_folder_is_refused_and_left_alone(tmp_path, changes, said):
    two(tmp_path)
    before = (tmp_path / "grid.json").read_bytes()
    with pytest.raises(BadInput, match="holds another grid") as refused:
        two(tmp_path, **changes)
    assert said in str(refused.value) and (tmp_path / "grid.json").read_bytes() == before


@pytest.mark.parametrize("changes, said", [
    ({"prompts": []}, "no prompt"), ({"prompts": "a cat"}, "prompts is a list"), ({"prompts": ["a", ""]}, "number 2"),
    ({"prompts": ["a", 3]}, "number 2"), ({"prompts": ["a", "b", " a "]}, "1 and 3 are the same"),
    ({"prompts": ["x" * 20_000]}, "characters"), ({"prompts": 5}, "prompts is a list"), ({"seeds": []}, "no seed"),
    ({"seeds": [1, 1]}, "there twice"), ({"seeds": [-1]}, "seed"), ({"seeds": [1.5]}, "seed"), ({"seeds": 3}, "list"),
    ({"seeds": "12"}, "list"), ({"models": {}}, "models says"), ({"models": ["tiny"]}, "models says"),
    ({"models": {"": "offline"}}, "empty"), ({"models": {"a": 3}}, "cannot draw"),
    ({"models": {"a\nb": "offline"}}, "blanks"), ({"models": {"a": {"lora": "x"}}}, "no engine"),
    ({"models": {"Base": "offline", "base": "offline"}}, "share a folder"),
    ({"models": {"a": {"engine": "sd15", "strenght": 1}}}, 'Did you mean "strength"'),
    ({"models": {"a": {"engine": "offline", "guidance": 1}}}, "takes no guidance"),
    ({"steps": 0}, "steps"), ({"aspect": "round"}, "aspect"), ({"seeds": range(50_000)}, "up to 100,000"),
])  # fmt: skip
def test_what_cannot_be_is_one_sentence(tmp_path, changes, said):
    with pytest.raises(BadInput, match=".") as refused:
        two(tmp_path / "g", **changes)
    assert said in str(refused.value) and not (tmp_path / "g").exists()


def test_a_name_of_no_illustrator_is_said(tmp_path):
    with pytest.raises(NotHere, match="sd15"):
        two(tmp_path, models={"a": "sd51"})


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 1}', "null", '{"format": 1, "prompts": [], "seeds": [1]}'])
def test_a_damaged_grid_file_is_refused(tmp_path, text):
    (tmp_path / "grid.json").write_text(text)
    for begin in (two, Grid.open):
        with pytest.raises(BadInput):
            begin(tmp_path)
    assert (tmp_path / "grid.json").read_text() == text


def test_a_newer_grid_is_refused(tmp_path):
    two(tmp_path)
    file = tmp_path / "grid.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "format": 2}))
    with pytest.raises(BadInput, match="newer"):
        Grid.open(tmp_path)


def test_where_there_is_no_grid_that_is_said(tmp_path):
    with pytest.raises(BadInput, match="no grid.json"):
        Grid.open(tmp_path / "nothing")


def test_a_full_disk_is_said_and_leaves_no_half_picture(tmp_path, full_disk):
    grid = two(tmp_path, models={"large": painter("large", side=200)})
    with full_disk(), pytest.raises(BookTrouble, match="disk is full"):
        grid.draw()
    assert list(tmp_path.glob("large/*")) == [] and grid.draw().missing == []


def test_a_closed_folder_is_said(tmp_path, somebody_else):
    (tmp_path / "closed").mkdir(mode=0o555)
    for path in (tmp_path, *tmp_path.parents):  # the other user must be able to come here
        if path.owner() == "root" and not path.stat().st_mode & 0o001:
            path.chmod(path.stat().st_mode | 0o011)
    with somebody_else(), pytest.raises(BookTrouble, match="for the grid"):
        two(tmp_path / "closed")


def test_side_files_of_a_kill_are_cleared_away_but_not_those_of_others(tmp_path):
    grid = two(tmp_path).draw()
    old, new = tmp_path / "base" / ".001-1.png.x.part", tmp_path / "base" / ".001-2.png.y.part"
    for file in (old, new):
        file.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    grid.draw()
    assert not old.exists() and new.exists()


def test_what_a_picture_took_is_noted_even_after_a_torn_line(tmp_path):
    grid = two(tmp_path).draw()
    assert len(grid.seconds("base")) == 5 and all(0 <= s < 10 for s in grid.seconds("base"))  # the first is left out
    assert grid.memory("base") is None
    file = tmp_path / "times" / "1-of-1.jsonl"
    file.write_text(file.read_text()[:-9])
    assert len(grid.notes("tuned")) == 5
    (tmp_path / "base" / "001-1.png").unlink()
    grid.draw()
    assert len(grid.notes("base")) == 6 and len(grid.notes("tuned")) == 5


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=3), st.text(min_size=1, max_size=60))
def test_any_words_and_names_are_drawn_or_refused_in_a_sentence(tmp_path_factory, prompts, name):
    folder = tmp_path_factory.mktemp("any")
    try:
        grid = Grid(folder, prompts, [4294967295], {name: painter(side=16)})
    except BadInput as error:
        assert str(error).strip()
        return
    try:
        grid.draw()
    except BadInput as error:
        assert "stop" in str(error).casefold() or error.kind
        return
    assert Grid.open(folder).missing == [] and Grid.open(folder).prompts == grid.prompts
    assert grid.pictures[name][0][0].words == grid.prompts[0]


# ---- Descriptions, and the command


def test_an_illustrator_is_described_so_that_another_process_can_make_it(tmp_path):
    folder = tmp_path / "style"
    folder.mkdir()
    (folder / "pytorch_lora_weights.safetensors").write_bytes(b"weights")
    tuned = Diffusion("sd15", lora=str(folder), strength=0.8, guidance=4.0)
    two(tmp_path / "g", models={"base": "sd15", "tuned": tuned})
    kept = json.loads((tmp_path / "g" / "grid.json").read_text("utf-8"))["models"]
    assert kept["base"]["draws"] == {"engine": "sd15"}
    mark = kept["tuned"]["draws"].pop("lora_weights")
    assert kept["tuned"]["draws"] == {"engine": "sd15", "lora": str(folder), "strength": 0.8, "guidance": 4.0}
    drawer = Grid.open(tmp_path / "g").drawers["tuned"].awake("tuned")
    again = drawer.studio.illustrator
    assert (again.repo, again.lora, again.strength, again.guidance) == (tuned.repo, str(folder), 0.8, 4.0)
    two(tmp_path / "g", models={"base": Diffusion("sd15"), "tuned": drawer.description | {"lora_weights": mark}})
    (folder / "pytorch_lora_weights.safetensors").write_bytes(b"learned more")
    with pytest.raises(BadInput, match="another grid"):
        two(
            tmp_path / "g",
            models={"base": "sd15", "tuned": Diffusion("sd15", lora=str(folder), strength=0.8, guidance=4.0)},
        )
    told = []
    with pytest.raises(BadInput, match="has changed"):
        Grid.open(tmp_path / "g").draw(on_step=lambda *at: told.append(at))
    assert told == []  # before the first picture of any model


def test_the_device_is_no_part_of_what_a_model_is(tmp_path):
    before = two(tmp_path, models={"a": Diffusion("sd15", device="cpu")})
    notes = (before.folder / "grid.json").read_text("utf-8")
    two(tmp_path, models={"a": Diffusion("sd15")})  # another model in this folder would be refused
    assert (before.folder / "grid.json").read_text("utf-8") == notes


def test_the_command_draws_a_share_and_a_sheet(tmp_path, capsys):
    Grid(tmp_path / "g", PROMPTS[:2], [1], {"paper": paper_town})
    assert main([str(tmp_path / "g"), "--shard", "1/2"]) == 0
    assert "1 of 2 pictures drawn" in capsys.readouterr().out
    assert main([str(tmp_path / "g"), "--shard", "2/2", "--sheet", str(tmp_path / "sheet.png")]) == 0
    assert "2 of 2 pictures drawn" in capsys.readouterr().out and (tmp_path / "sheet.png").stat().st_size > 10_000


@pytest.mark.parametrize("given, said", [(["--shard", "5/2"], "A shard is"), ([], "function or a Studio")])
def test_the_command_says_what_is_wrong(tmp_path, capsys, given, said):
    two(tmp_path)
    assert main([str(tmp_path), *given]) == 1
    assert said in capsys.readouterr().err
    assert main([str(tmp_path / "none")]) == 1 and "no grid.json" in capsys.readouterr().err


def test_killed_in_the_middle_the_command_goes_on(tmp_path):
    Grid(tmp_path, PROMPTS, [1, 2], {"paper": "offline"})
    command = [sys.executable, "-m", "storyhelpers.evaluate.grid", str(tmp_path)]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not list(tmp_path.glob("paper/*.png")) and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        running.kill()
        running.wait()
    grid = Grid.open(tmp_path)
    there = {file: file.stat().st_mtime_ns for file in tmp_path.glob("paper/*.png")}
    assert 1 <= len(there) < 6 and len(grid.missing) == 6 - len(there)
    grid.draw()
    assert grid.missing == [] and all(file.stat().st_mtime_ns == when for file, when in there.items())


@pytest.mark.models
def test_a_model_of_the_table_draws_a_grid(tmp_path, zoo, fresh_house):
    zoo["stable-diffusion-v1-5/stable-diffusion-v1-5"]
    models = {"base": "sd15", "bold": {"engine": "sd15", "guidance": 12}}
    grid = Grid(tmp_path, ["a red cat on a bench"], [1, 2], models, steps=2)
    Grid.open(tmp_path).draw("1/2")
    Grid.open(tmp_path).draw("2/2")
    first, bold = grid.pictures["base"][0][0], grid.pictures["bold"][0][0]
    assert grid.missing == [] and first.size == (64, 64) and first.fingerprint != bold.fingerprint
    assert "Stable Diffusion 1.5" in first.made_by

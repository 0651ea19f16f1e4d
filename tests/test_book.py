"""Book folders: saved after every step, reopened after a kill at any moment, refused when they are not whole."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from conftest import square_picture
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyhelpers import BadInput, Book, BookTrouble, Page, Picture, Point, Region, StoryError


def snapshot(folder):
    """Every file's bytes, to show that nothing was touched."""
    return {p.name: p.read_bytes() for p in Path(folder).iterdir() if not p.name.endswith(".lock")}


@pytest.fixture
def book(picture, region, sound):
    book = Book.open("the-sea", title="The sea", author="Ana", language="es")
    page = book.page("a ship")
    page.words, page.prompt, page.picture = "Once upon a time.", "a ship at sea", picture
    page.keep(region, sound)
    return book.save()


def test_everything_comes_back(book, picture, region, sound):
    again = Book.open("the-sea")
    page = again.page()
    assert (again.title, again.author, again.language) == ("The sea", "Ana", "es")
    assert (page.about, page.words, page.prompt) == ("a ship", "Once upon a time.", "a ship at sea")
    assert (page.picture.array == picture.array).all()
    (kept,) = page.regions
    assert (kept.mask == region.mask).all() and kept.words == region.words and kept.points == region.points
    assert np.abs(page.sounds[0].samples - sound.samples).max() < 1e-3
    assert page.sounds[0].words == "a tone"


def test_a_title_is_made_from_the_name():
    assert Book.open("the-lost_hat").title == "The lost hat"


def test_saving_again_rewrites_nothing_but_the_index(book):
    times = {p.name: p.stat().st_mtime_ns for p in book.folder.iterdir()}
    time.sleep(0.02)
    again = Book.open("the-sea")
    again.title = "The wide sea"
    again.save()
    changed = {p.name for p in book.folder.iterdir() if times.get(p.name) != p.stat().st_mtime_ns}
    assert changed <= {"book.json", ".book.lock"}
    assert Book.open("the-sea").title == "The wide sea"


def test_one_step_is_redone_alone(book, sound):
    again = Book.open("the-sea")
    picture_file = next(again.folder.glob("page-*-picture-*.png"))
    before = picture_file.stat().st_mtime_ns
    again.page().forget("sounds")
    assert again.page().sounds == [] and len(again.page().regions) == 1
    again.page().keep(again.page().regions[0], sound.fit(0.25))
    again.save()
    assert picture_file.stat().st_mtime_ns == before
    assert Book.open("the-sea").page().sounds[0].seconds == 0.25
    assert len(list(again.folder.glob("*.wav"))) == 1  # the old one is gone


def test_forget_takes_what_came_after(book):
    page = book.page().forget("picture")
    assert page.picture is None and not page.regions and not page.sounds and page.prompt == "a ship at sea"
    with pytest.raises(BadInput, match="no step"):
        page.forget("title")


def test_keeping_a_thing_again_keeps_its_words_and_sound(book, region, sound):
    page = book.page()
    page.keep(Region(page.picture, region.mask))
    assert len(page.regions) == 1 and page.regions[0].words == region.words and page.sounds == [sound]
    assert page.thing_at(Point(30, 30)) is page.regions[0] and page.thing_at(Point(1, 1)) is None
    assert page.sound_of(region) is sound


def test_things_of_another_picture_are_refused(book, region):
    page = book.page()
    other = square_picture(100, 70)
    with pytest.raises(BadInput, match="another picture"):
        page.keep(Region(other, np.ones((70, 100), bool)))
    before = snapshot(book.folder)
    page.picture = other
    with pytest.raises(BookTrouble, match=r"forget\(\"regions\"\)"):
        book.save()
    assert snapshot(book.folder) == before


def test_a_new_idea_is_a_new_page(book):
    book.page("a storm")
    assert [p.about for p in book.pages] == ["a ship", "a storm"]
    assert book.page().about == "a storm"
    assert book.page("a ship").picture is not None
    book.save()
    assert Book.open("the-sea").page().about == "a ship"


@pytest.mark.parametrize(
    "about, title",
    [
        ("a cat on a bench.", "A cat on a bench"),
        ("/home/ana/My-first_trip.JPG", "My first trip"),
        ("街上很多大大小小的人、事、物，" + "一隻小花貓躲在圖片裡。" * 4, "街上很多大大小小的人、事、物"),
        ("a long idea without any comma " * 5, "A long idea without any comma a long idea without any comma a long …"),
    ],
)  # fmt: skip
def test_titles_are_the_persons_own_words(about, title):
    assert Page(about).title == title


def test_an_empty_book_says_where_to_begin():
    with pytest.raises(BadInput, match="no page yet"):
        Book.open("new").page()


# ---- what is refused ----


@pytest.mark.parametrize("name", ["", " ", ".", "..", "a\0b", "x" * 2000])
def test_names_that_are_none(name):
    with pytest.raises(BadInput, match="needs a name"):
        Book.open(name)


def test_a_folder_that_is_no_book(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "me.jpg").write_bytes(b"x")
    with pytest.raises(BookTrouble, match="not a book"):
        Book.open(str(tmp_path / "photos"))
    assert os.listdir(tmp_path / "photos") == ["me.jpg"]


def test_a_file_is_no_book(tmp_path):
    (tmp_path / "note").write_text("x")
    with pytest.raises(BookTrouble, match="is a file"):
        Book.open(str(tmp_path / "note"))


def test_a_newer_book_is_refused_untouched(book):
    index = json.loads((book.folder / "book.json").read_text("utf-8")) | {"format": 2}
    (book.folder / "book.json").write_text(json.dumps(index))
    before = snapshot(book.folder)
    with pytest.raises(BookTrouble, match=r"format 2.*reads format 1"):
        Book.open("the-sea")
    with pytest.raises(BookTrouble):
        book.save()
    assert snapshot(book.folder) == before


@pytest.mark.parametrize("ending", [".png", ".wav"])
@pytest.mark.parametrize("harm", ["missing", "cut", "empty"])
def test_a_damaged_file_is_named_and_left(book, ending, harm):
    path = next(p for p in book.folder.iterdir() if p.suffix == ending)
    data = path.read_bytes()
    path.unlink() if harm == "missing" else path.write_bytes(data[: len(data) // 2] if harm == "cut" else b"")
    if harm == "cut" and ending == ".wav":
        path.write_bytes(data[:20])
    before = snapshot(book.folder)
    with pytest.raises(BookTrouble, match=r"is damaged.*left as it is|is damaged.*left as it was"):
        Book.open("the-sea")
    assert snapshot(book.folder) == before


def test_a_book_may_not_name_files_elsewhere(book):
    text = (book.folder / "book.json").read_text("utf-8")
    name = next(book.folder.glob("*picture*")).name
    (book.folder / "book.json").write_text(text.replace(name, "../" + name), "utf-8")
    with pytest.raises(BookTrouble, match="plain file name"):
        Book.open("the-sea")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_damage_to_the_index_is_a_book_or_one_sentence(book, data):
    good = bytearray((book.folder / "book.json").read_bytes())
    bad = bytearray(good)
    for _ in range(data.draw(st.integers(1, 3))):
        where = data.draw(st.integers(0, len(bad) - 1))
        if data.draw(st.booleans()):
            bad[where] = data.draw(st.integers(0, 255))
        else:
            del bad[where : where + data.draw(st.integers(1, 200))]
            bad = bad or bytearray(b" ")
    (book.folder / "book.json").write_bytes(bad)
    files = snapshot(book.folder)
    try:
        Book.open("the-sea")
    except StoryError as error:
        assert str(error)
    assert snapshot(book.folder) == files
    (book.folder / "book.json").write_bytes(good)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from(["format", "revision", "pages", "title", "current", "regions"]), inner),
                    max_leaves=8))  # fmt: skip
def test_any_json_is_a_book_or_one_sentence(book, value):
    good = (book.folder / "book.json").read_bytes()
    (book.folder / "book.json").write_text(json.dumps(value))
    try:
        Book.open("the-sea")
    except StoryError as error:
        assert str(error)
    (book.folder / "book.json").write_bytes(good)


# ---- two at once, no room, no rights ----


def test_a_book_opened_twice_loses_nothing(book):
    first, second = Book.open("the-sea"), Book.open("the-sea")
    first.page("one").prompt = "first"
    first.save()
    before = snapshot(book.folder)
    second.page("two").prompt = "second"
    with pytest.raises(BookTrouble, match="changed by another notebook.*open it again"):
        second.save()
    assert snapshot(book.folder) == before
    assert second.page("two").prompt == "second"  # what the person made is still in memory


def test_a_full_disk_leaves_the_book_whole(book, full_disk):
    before = snapshot(book.folder)
    from PIL import Image

    book.page("noise").picture = Picture(Image.effect_noise((500, 500), 90))
    with full_disk(), pytest.raises(BookTrouble, match="disk is full"):
        book.save()
    assert snapshot(book.folder) == before
    book.save()  # with room again, nothing was lost
    assert Book.open("the-sea").page("noise").picture.size == (500, 500)


def test_a_folder_without_rights(book, somebody_else, tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(0o755)
    before = snapshot(book.folder)
    book.folder.chmod(0o555)
    for path in (tmp_path, *tmp_path.parents):  # the other user must be able to come here
        if path.owner() == "root" and not path.stat().st_mode & 0o001:
            path.chmod(path.stat().st_mode | 0o011)
    try:
        with somebody_else(), pytest.raises(BookTrouble, match="may not be written to"):
            Book.open(str(locked / "mine"))
        with somebody_else(), pytest.raises(BookTrouble, match="may not be written to"):
            book.save()
    finally:
        book.folder.chmod(0o755)
    assert snapshot(book.folder) == before
    assert not list(locked.iterdir())


WRITER = """
import sys
import numpy as np
from PIL import Image
from storyhelpers import Book, Picture, Region, Sound
book = Book.open("killed")
for number in range(1000):
    page = book.page(f"page {len(book.pages)}" if len(book.pages) < 3 else book.pages[number % 3].about)
    page.forget("picture")
    page.picture = Picture(Image.effect_noise((120, 80), 60))
    mask = np.zeros((80, 120), bool); mask[10:40, 10:50] = True
    page.keep(Region(page.picture, mask), Sound(np.random.default_rng(number).normal(0, .1, (4000, 2))))
    book.save()
    print(number, flush=True)
"""


def kill_and_reopen(rounds):
    rng = random.Random(3)
    for _ in range(rounds):
        writer = subprocess.Popen([sys.executable, "-c", WRITER], stdout=subprocess.PIPE, env=dict(os.environ))
        writer.stdout.readline()
        time.sleep(rng.random() * 0.08)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        book = Book.open("killed")
        assert book.pages and all(p.picture and len(p.regions) == len(p.sounds) == 1 for p in book.pages)
        book.save()
        named = (book.folder / "book.json").read_text("utf-8")
        loose = [p.name for p in book.folder.iterdir() if p.suffix in (".png", ".wav", ".part") and p.name not in named]
        assert not loose


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_kill_while_saving_leaves_a_whole_book():
    kill_and_reopen(6)


@pytest.mark.soak
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_many_kills():
    kill_and_reopen(120)


def test_a_book_can_be_moved(book, tmp_path):
    shutil.move(book.folder, tmp_path / "elsewhere")
    assert len(Book.open(str(tmp_path / "elsewhere")).pages) == 1

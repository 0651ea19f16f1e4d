"""Studio("remote", link) against the real server: every verb, two servers, a restart."""

import contextlib
import dataclasses
import threading
import time

import numpy as np
import pytest
from classroom import fake_class as fake
from classroom.bad_line import BadLine
from classroom.fake_class import FakeClass
from conftest import square_picture
from PIL import Image

from storyhelpers import BadInput, Cancelled, NotHere, Picture, Point, Sound, StoryError, Studio
from storyhelpers.casts import CRAFTS, elsewhere
from storyhelpers.classroom.far import client, patience, remotes
from storyhelpers.classroom.far.remotes import Remote, remote
from storyhelpers.classroom.far.troubles import ClassAnew, Full, Unreachable
from storyhelpers.engine import options_of
from storyhelpers.heard import Heard, Moment

pytestmark = pytest.mark.served

pytest.importorskip("gradio")

WORDS = "a small cat with a Santa hat hides in a crowded street"


def slowly(words, *, seconds=5.0, seed=0, on_step=None):
    """A sound maker that takes its time, and notices a Cancel."""
    for step in range(200):
        time.sleep(0.02)
        if on_step:
            on_step(step, 200)
    raise AssertionError("nobody waits so long")


class Ears:
    """A listener that needs not learn first."""

    name, licence, source = "quick ears", "MIT", "here"

    def __call__(self, sound, *, on_step=None):
        return Heard(sound, (Moment(0.0, 0.25, (("Dog", 0.9),)),), (("Dog", 0.9), ("Animal", 0.4)), note="quickly")


@contextlib.contextmanager
def served(**engines):
    from storyhelpers.classroom.server import serve

    server = serve(Studio("offline", **{"listener": Ears(), **engines}))
    try:
        yield server
    finally:
        server.close()


@pytest.fixture(scope="module")
def room():
    with served() as server:
        yield server


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(patience, "FIRST", 0.02)
    monkeypatch.setattr(patience, "LONGEST", 0.1)
    monkeypatch.setattr(client, "FIRST_PATIENCE", 0.3)
    monkeypatch.setattr(remotes, "HASTE", 0.3)


@pytest.fixture
def far(room):
    return Studio("remote", room.link)


@pytest.fixture(scope="module")
def near():
    return Studio("offline", listener=Ears())


@pytest.fixture(scope="module")
def street(near):
    return near.draw(near.write_prompt(WORDS), seed=7)


def same_picture(far, near):
    for name in ("words", "made_by", "seed", "note", "origin", "words_by", "name", "fingerprint"):
        assert getattr(far, name) == getattr(near, name), name
    assert (far.scene is None) == (near.scene is None)
    if near.scene is not None:
        assert far.scene.to_json() == near.scene.to_json()


def same_region(far, near):
    assert (far.mask == near.mask).all()
    for name in ("points", "box", "score", "words", "name", "made_by", "note", "origin", "words_by"):
        assert getattr(far, name) == getattr(near, name), name


def same_sound(far, near):
    assert far.samples.shape == near.samples.shape and np.abs(far.samples - near.samples).max() < 1e-4
    for field in dataclasses.fields(Sound):
        if field.name != "samples":
            assert getattr(far, field.name) == getattr(near, field.name), field.name


# ---- every verb


def test_prompts_and_pictures_are_the_same_as_here(far, near, street):
    prompt = far.write_prompt(WORDS)
    assert prompt == near.write_prompt(WORDS) and prompt.by == near.write_prompt(WORDS).by
    assert far.write_sound_prompt("a dog barks") == near.write_sound_prompt("a dog barks")
    steps = []
    same_picture(far.draw(prompt, seed=7, on_step=lambda done, total: steps.append((done, total))), street)
    assert steps and steps[-1][0] <= steps[-1][1] and all(total for _, total in steps)


def test_two_pictures_and_a_larger_one(far, near):
    two = far.draw("a cat on a bench", n=2, aspect="1:1", seed=3)
    for one, other in zip(two, near.draw("a cat on a bench", n=2, aspect="1:1", seed=3), strict=True):
        same_picture(one, other)
    small = square_picture()
    same_picture(far.upscale(small, times=1.5), near.upscale(small, times=1.5))


def test_clicks_and_descriptions_are_the_same_as_here(far, near, street):
    spots = near.find_things(street, 3)
    assert far.find_things(street, 3) == spots
    for points, box in ((spots[0], None), ([spots[1], Point(spots[2].x, spots[2].y, keep=False)], None),
                        ((), (20, 30, 200, 300))):  # fmt: skip
        cut = far.cut_out(street, points, box=box)
        same_region(cut, near.cut_out(street, points, box=box))
        assert cut.picture is street, "the picture itself, not a copy"
    for thing in (cut, street):
        for language in ("en", "zh-TW", "es"):
            words = far.describe(thing, language=language, length="long")
            assert words == near.describe(thing, language=language, length="long") and words.by.startswith("plain_eye")


def test_a_photograph_is_cut_and_described_as_here(far, near):
    picture = Picture(square_picture().image)
    cut = far.cut_out(picture, (30, 30))
    same_region(cut, near.cut_out(picture, (30, 30)))
    assert far.describe(cut) == near.describe(cut)


def test_sounds_are_the_same_as_here(far, near):
    made = far.make_sound("a dog barks twice", seconds=2.5, seed=3)
    same_sound(made, near.make_sound("a dog barks twice", seconds=2.5, seed=3))
    read, here = (one.read_aloud("Once there was a cat.", speed=1.2) for one in (far, near))
    same_sound(read, here)
    assert read.timings
    heard, here = far.listen(made), near.listen(made)
    assert (heard.moments, heard.overall, heard.made_by, heard.note, heard.origin) == (
        here.moments, here.overall, here.made_by, here.note, here.origin
    )  # fmt: skip
    assert heard.sound is made


def test_stories_are_the_same_as_here(far, near, street):
    for given in ("a cat wants to fly", street):
        texts = []
        story = far.tell_story(given, pages=2, language="es", age=4, tone="funny", on_text=texts.append)
        here = near.tell_story(given, pages=2, language="es", age=4, tone="funny")
        assert vars(story) == vars(here) and story.text() == here.text()
        for page, other in zip(story, here, strict=True):
            assert (page.prompt, page.words.by, page.prompt.by) == (other.prompt, other.words.by, other.prompt.by)
    story[0].picture = street
    again = far.retell(story, "shorten", page=2)
    assert again[0].picture is street, "what is not sent stays"
    assert again.text() == near.retell(story, "shorten", page=2).text()


def test_translations_are_the_same_as_here(far, near):
    made = far.translate("a cat sits on a bench", "es")
    assert made == near.translate("a cat sits on a bench", "es") == "Un gato está sentado en un banco."
    assert made.by == near.translate("a cat sits on a bench", "es").by


def test_errors_keep_their_class_and_sentence(far, near):
    for do in (lambda one: one.describe(square_picture(), language="es", length="long") and one.translate("a", "xx-"),
               lambda one: one.translate("Das Haus ist sehr groß und alt.", "zu"),
               lambda one: one.read_aloud("hello", voice="nobody")):  # fmt: skip
        errors = []
        for one in (far, near):
            with pytest.raises(StoryError) as caught:
                do(one)
            errors.append(caught.value)
        assert type(errors[0]) is type(errors[1]) and str(errors[0]) == str(errors[1])


# ---- who works there


def test_the_card_says_who_works_there_and_never_the_code(room, far):
    alone = Studio("offline", describer=remote(room.link))
    for studio in (far, alone, far.recast(describer="offline"), Studio(room.link)):
        shown = repr(studio) + studio._repr_html_() + repr(studio.describer) + repr(elsewhere(studio)) + studio.why
        assert room.code not in shown and "code=" not in shown
        assert f"at 127.0.0.1:{room.port}" in shown
    assert "paper town (class)" in repr(far) and "Storybook Studio" in far._repr_html_()
    assert far.listener.name == "quick ears (class)" and (far.listener.licence, far.listener.source) == ("MIT", "here")
    assert not far.models and far.cast == "remote"


def test_the_ways_to_say_it(room, monkeypatch):
    plain = room.link.split("?")[0]
    for studio in (Studio("remote", room.link), Studio("remote", plain, room.code), Studio(room.link),
                   Studio(url=plain, code=room.code), Studio("remote", [room.link]),
                   Studio("remote", remote(room.link))):  # fmt: skip
        assert studio.cast == "remote" and studio.translator.name == "phrase_book (class)"
        assert len(elsewhere(studio)) == 1
    monkeypatch.setenv("STORY_CAST", room.link)
    studio = Studio()
    assert studio.cast == "remote" and studio.why == "STORY_CAST says so" and room.code not in repr(studio)
    assert Studio("offline", describer=room.link).describer.name == "plain_eye (class)"


def test_what_is_no_way_to_say_it():
    with pytest.raises(BadInput, match="A class has a link"):
        Studio("remote")
    with pytest.raises(BadInput, match="no link of a class"):
        Studio("ftp://a/?code=secret")
    with pytest.raises(BadInput, match='goes with the cast "remote"'):
        Studio("offline", "https://a.example")
    with pytest.raises(BadInput, match="does not know this code"), FakeClass() as other:
        Studio("remote", other.link, "wrong")


def test_recast_keeps_the_class(far, street):
    studio = far.recast(describer="offline")
    assert studio.cast == "remote" and elsewhere(studio) == elsewhere(far)
    assert studio.describe(street) == far.describe(street)


def test_every_engine_has_the_signature_of_its_craft(room):
    import inspect

    there = remote(room.link)
    for craft, home in CRAFTS.items():
        protocol = next(kind for name, kind in vars(home).items() if name.replace("_", "").lower() ==
                        craft.replace("_", "") and inspect.isclass(kind))  # fmt: skip
        wanted = inspect.signature(protocol.__call__).parameters
        has = inspect.signature(there.engine_for(craft)).parameters
        for name in list(wanted)[1:]:
            assert has[name].kind == wanted[name].kind and has[name].default == wanted[name].default, (craft, name)
        assert craft == "segmenter" or "on_step" in options_of(there.engine_for(craft)), craft


def test_a_craft_that_nobody_has_there():
    with FakeClass() as small:
        small.crafts = {"describer": {"engine": "eye"}}
        there = Remote(small.link)
        assert there.engine_for("describer").name == "eye (class)"
        with pytest.raises(NotHere, match=r'works as sound maker. There is: describer. .*sound_maker="offline"'):
            there.engine_for("sound_maker")
        with pytest.raises(BadInput, match="no craft"):
            there.engine_for("cook")


# ---- uploads


def brought(monkeypatch):
    """Counts what is uploaded."""
    names, upload = [], client.Connection.upload

    def counting(self, data, name, tick=None):
        names.append(name)
        return upload(self, data, name, tick)

    monkeypatch.setattr(client.Connection, "upload", counting)
    return names


def test_a_picture_is_brought_once_and_one_made_there_never(far, near, street, monkeypatch):
    names = brought(monkeypatch)
    far.prepare(street)
    thing = far.cut_out(street, near.find_things(street, 1)[0])
    far.describe(thing), far.describe(street), far.tell_story(street, pages=1)
    assert names == [f"{street.fingerprint}.png"]
    drawn = far.draw("a cat on a bench", seed=1)
    far.describe(drawn)
    far.listen(far.make_sound("a dog barks", seconds=1))
    assert len(names) == 1


def test_a_file_that_is_not_there_any_more_is_brought_again(room, far, street, monkeypatch):
    import os
    from pathlib import Path

    names = brought(monkeypatch)
    words = far.describe(street)
    for file in Path(os.environ["GRADIO_TEMP_DIR"]).rglob("*.png"):
        file.unlink()
    assert far.describe(street) == words and len(names) == 2


def test_large_photographs_and_long_sounds_go_packed(monkeypatch):
    from storyhelpers.classroom.far import servers

    monkeypatch.setattr(servers, "LARGE", 1000)
    monkeypatch.setattr(servers, "LONG", 1000)
    noise = Picture(Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)))
    data, name = servers._file(noise)
    assert name.endswith(".webp") and Picture.open(data).size == (64, 64)
    data, name = servers._file(Sound(np.zeros(4000, np.float32) + 0.1, 8000))
    assert name.endswith(".mp3") and Sound.open(data).rate == 8000


# ---- waiting, cancelling


def test_cancel_frees_the_seat(monkeypatch):
    with served(sound_maker=slowly) as server:
        studio, begun = Studio("remote", server.link), time.monotonic()

        def step(done, total):
            if time.monotonic() > begun + 0.5:
                raise Cancelled("Enough.")

        with pytest.raises(Cancelled, match="Enough"):
            studio.make_sound("a dog", on_step=step)
        deadline = time.monotonic() + 10
        while (busy := server.health()["line"])["waiting"] or "'working': 'sound_maker'" in str(busy):
            assert time.monotonic() < deadline, busy
            time.sleep(0.02)
            assert time.monotonic() - begun < 10


def test_a_line_that_is_cut_again_and_again_does_no_work_twice():
    begun, let_go = [], threading.Event()

    def steady(words, *, seconds=5.0, seed=0, on_step=None):
        begun.append(words)
        for step in range(400):
            if on_step:
                on_step(step, 400)
            if let_go.wait(0.02):
                break
        return Studio("offline").make_sound(words, seconds=seconds, seed=seed)

    with served(sound_maker=steady) as server, BadLine(server.port) as line:
        studio, cuts, steps = Studio("remote", f"http://127.0.0.1:{line.port}", server.code), [0, 30, 60], []

        def step(done, total):
            steps.append(done)
            if cuts and done >= cuts[0]:  # in the middle of the stream
                cuts.pop(0)
                line.cut()
            elif not cuts and done > 80:
                let_go.set()

        made = studio.make_sound("a dog barks", seconds=1, seed=5, on_step=step)
        assert line.count >= 4 and begun == ["a dog barks"], "one job, however often it was asked for"
        assert made.seed == 5 and max(steps) > 80 and steps == sorted(steps), "it went on where it was"


# ---- the class is started anew, is over, moves


def test_killed_and_restarted_it_says_so_and_goes_on_after_reconnect(near):
    with served() as first:
        studio = Studio("remote", first.link)
        other = studio.recast(describer="offline")
        picture = studio.draw("a cat on a bench", seed=1)
        address, port = first.link.split("?")[0], first.port
    with pytest.raises(Unreachable, match="Nobody answers at 127.0.0.1"):
        monkey = elsewhere(studio)[0]
        monkey.patience = 0.3
        studio.describe(picture)
    from storyhelpers.classroom.server import serve

    second = serve(Studio("offline"), port=port)
    try:
        assert second.link.split("?")[0] == address and second.code != first.code
        with pytest.raises(ClassAnew, match=r"ask your teacher for the new link, then type studio.reconnect\(link\)"):
            studio.describe(picture)
        with pytest.raises(BadInput, match="does not know this code"):
            studio.reconnect(first.link)
        assert studio.reconnect(second.link) is studio
        assert studio.describe(picture) == near.describe(picture), "what was brought to the old one is brought anew"
        assert other.write_prompt("a cat").startswith("Children"), "a studio that was recast from it goes on too"
    finally:
        second.close()


def test_reconnect_moves_the_class_that_was_lost():
    with FakeClass() as one, FakeClass() as two, FakeClass() as three:
        studio = Studio("offline", describer=remote(one.link), sound_maker=remote(two.link))
        two.code, two.session = "x-y-z", "second"
        with pytest.raises(ClassAnew):
            studio.make_sound("a dog", seconds=1)
        studio.reconnect(three.link)
        hosts = [getattr(studio, craft).remote.host for craft in ("describer", "sound_maker")]
        assert hosts == [f"127.0.0.1:{one.port}", f"127.0.0.1:{three.port}"]
        studio.reconnect(three.link)
        assert studio.describer.remote.host == f"127.0.0.1:{three.port}", "none was lost: both move"
    with pytest.raises(BadInput, match="No class works for this studio"):
        Studio("offline").reconnect("https://a.example/?code=x")


def test_a_reconnect_that_fails_changes_nothing():
    with FakeClass() as one:
        studio = Studio("remote", one.link)
        for link in ("http://127.0.0.1:9/?code=x", "nonsense://"):
            with pytest.raises(StoryError):
                studio.reconnect(link)
        assert studio.write_prompt("a cat") == "a prompt"


# ---- several servers


def test_two_addresses_as_in_the_first_system(room, street):
    with served(sound_maker="offline") as second:
        studio = Studio("offline", describer=remote(room.url, room.code), sound_maker=remote(second.url, second.code))
        assert studio.describe(street).startswith("A busy street")
        assert studio.make_sound("a dog barks", seconds=1).made_by == "foley"
        shown = repr(studio)
        assert room.code not in shown and second.code not in shown
        assert f"127.0.0.1:{room.port}" in shown and f"127.0.0.1:{second.port}" in shown


def test_servers_take_turns_and_a_picture_stays_where_it_was_brought():
    with FakeClass() as one, FakeClass() as two:
        studio = Studio("remote", [one.link, two.link])
        for _ in range(6):
            studio.write_prompt("a cat")
        counts = [sum(path == "call/write_prompt" for path in each.paths()) for each in (one, two)]
        assert counts == [3, 3]
        for each in (one, two):
            each.result = ("a red square", {"state": "done"})
        for _ in range(4):
            studio.describe(square_picture())
        uploads = [each.paths().count("upload") for each in (one, two)]
        assert sorted(uploads) == [0, 1]
        with pytest.raises(BadInput):
            Studio("remote", [])


def test_a_dead_server_is_left_out_its_job_moves_on_and_it_is_tried_again_later(monkeypatch):
    from storyhelpers.classroom.far import servers

    clock = [0.0]
    monkeypatch.setattr(servers.time, "monotonic", lambda: clock[0] + time.perf_counter())
    with FakeClass() as one, FakeClass() as two:
        studio = Studio("remote", [one.link, two.link])
        studio.write_prompt("a cat"), studio.write_prompt("a cat")
        one.faults["write_prompt"] = [fake.drop] * 1000
        assert [studio.write_prompt("a cat") for _ in range(4)] == ["a prompt"] * 4
        tried = one.paths().count("call/write_prompt")
        studio.write_prompt("a cat")
        studio.write_prompt("a cat")
        assert one.paths().count("call/write_prompt") == tried, "it is left out"
        one.faults.clear()
        clock[0] += 1000
        for _ in range(4):
            studio.write_prompt("a cat")
        assert one.paths().count("call/write_prompt") == tried + 2, "it is back in the round"


def test_a_full_server_sends_on_to_the_next_and_all_full_says_so():
    with FakeClass() as one, FakeClass() as two:
        studio = Studio("remote", [one.link, two.link])
        one.faults["write_prompt"] = [fake.status(503)] * 3
        assert [studio.write_prompt("a cat") for _ in range(3)] == ["a prompt"] * 3
        for each in (one, two):
            each.faults["write_prompt"] = [fake.status(503, {"detail": "64 wait already."})] * 3
        with pytest.raises(Full, match="64 wait already"):
            studio.write_prompt("a cat")


def test_one_of_two_is_enough_to_begin():
    with FakeClass() as one:
        dead = "http://127.0.0.1:9/?code=x"
        studio = Studio("remote", [dead, one.link])
        assert [studio.write_prompt("a cat") for _ in range(3)] == ["a prompt"] * 3
        assert studio.describer.name == "a describer (class)"
        with pytest.raises(Unreachable):
            Studio("remote", [dead, "http://127.0.0.1:10/?code=x"])


def test_the_front_says_remote_however_often_it_is_asked():
    import importlib

    front = importlib.import_module("storyhelpers.classroom")
    assert front.remote is remote and front.remote is remote and "remote" in dir(front)

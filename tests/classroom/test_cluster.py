"""Replicas in a real Ray on this machine: load, a replica killed under it, hangs, poison. Long: `make soak`."""

import json
import os
import signal
import threading
import time
from hashlib import sha256

import numpy as np
import pytest
from PIL import Image

from storyhelpers import BadInput, Cancelled, NoAnswer, NoRoom, Picture, StoryError, Studio
from storyhelpers.casts import CRAFTS
from storyhelpers.classroom import serve
from storyhelpers.classroom.cluster import Share, cluster_studio

pytestmark = pytest.mark.soak
PUPILS, EACH = 6, 12
SECONDS = 4.0  # that a description may take


def mark(prompt, seed):
    """Pixels that only this prompt with this seed has, (16, 16, 3)."""
    return np.frombuffer(sha256(f"{prompt} {seed}".encode()).digest() * 24, np.uint8).reshape(16, 16, 3)


def engines():
    """Two engines for replicas: inside a function, so that they travel as what they are and not as a name."""

    def draw(prompt, *, seed=0, on_step=None):
        if prompt == "poison":
            os._exit(1)
        if prompt == "wrong":
            raise BadInput("That cannot be drawn.", "some kind", name="wrong")
        for step in range(4):
            if on_step:
                on_step(step, 4)
            time.sleep(0.05)
        pixels = np.frombuffer(sha256(f"{prompt} {seed}".encode()).digest() * 24, np.uint8).reshape(16, 16, 3)
        return Picture(Image.fromarray(pixels), prompt, made_by=f"process {os.getpid()}", seed=seed)

    def describe(thing, *, language="en"):
        if thing.words == "a hang":
            time.sleep(3600)
        return f"{thing.words}, process {os.getpid()}"

    return draw, describe


@pytest.fixture(scope="module")
def studio():
    pytest.importorskip("ray", reason='the tests of the cluster need pip install "ray[serve]"')
    draw, describe = engines()
    crafts = {craft: None for craft in CRAFTS if craft not in ("illustrator", "describer")}
    crafts |= {"illustrator": Share(replicas=2, cpus=0.2), "describer": Share(replicas=1, cpus=0.2, seconds=SECONDS)}
    with cluster_studio("offline", illustrator=draw, describer=describe, crafts=crafts) as made:
        yield made


def running(studio, group):
    return studio.health()[group]["running"]


def until(condition, seconds=60):
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not come about"
        time.sleep(0.2)


def test_it_is_a_studio(studio):
    assert list(studio.seats) == ["illustrator 1", "illustrator 2", "describer 1", "here 1", "here 2"]
    assert studio.seats["illustrator 2"] == ("illustrator",) and "narrator" in studio.seats["here 1"]
    assert "process" in studio.draw("a cat", seed=1).made_by and str(os.getpid()) not in studio.draw("a cat").made_by
    assert studio.write_prompt("a cat") == Studio("offline").write_prompt("a cat")  # stayed here
    with pytest.raises(BadInput, match="cannot be drawn") as caught:
        studio.draw("wrong")
    assert (caught.value.kind, caught.value.facts) == ("some kind", {"name": "wrong"})


def load_and_kill(studio, asked):
    """Pupils who draw, each with a studio of `asked`, while one replica of `studio` is killed; how often it died.

    Fails when a picture is lost, or is not the one that this pupil wished for.
    """
    made, troubles, steps = {}, [], []

    def pupil(number):
        for turn in range(EACH):
            try:
                wish = f"pupil {number}, wish {turn}"
                made[number, turn] = asked[number].draw(wish, seed=turn, on_step=lambda *at: steps.append(at))
            except StoryError as error:
                troubles.append(error)

    deaths = studio.illustrator.deaths
    pupils = [threading.Thread(target=pupil, args=(number,)) for number in range(len(asked))]
    for one in pupils:
        one.start()
    until(lambda: len(made) >= len(asked) * EACH // 4)
    victim = int(made[next(iter(made))].made_by.split()[-1])
    os.kill(victim, signal.SIGKILL)
    for one in pupils:
        one.join(200)
    assert not troubles and len(made) == len(asked) * EACH and steps
    for (number, turn), picture in made.items():
        assert picture.words == f"pupil {number}, wish {turn}" and picture.seed == turn
        assert (picture.array == mark(f"pupil {number}, wish {turn}", turn)).all()
    until(lambda: running(studio, "illustrator") == 2)
    assert f"process {victim}" not in {studio.draw(f"after {n}").made_by for n in range(8)}
    return studio.illustrator.deaths - deaths


def test_nothing_is_lost_when_a_replica_is_killed_under_load(studio):
    assert load_and_kill(studio, [studio] * PUPILS) >= 1


def test_nor_behind_a_class_server_and_its_clients(studio):
    with serve(studio, seats=studio.seats, each=PUPILS) as server:  # one computer is one pupil
        load_and_kill(studio, [Studio("remote", server.link) for _ in range(PUPILS)])
        assert server.health()["line"]["waiting"] == 0


def test_who_cancels_frees_the_replica(studio):
    def stop(done, total):
        raise Cancelled("enough")

    for _ in range(4):
        with pytest.raises(Cancelled):
            studio.draw("a cat", on_step=stop)
    begun = time.monotonic()
    studio.draw("a dog")
    assert time.monotonic() - begun < 5


def test_what_hangs_is_given_up_and_its_replica_replaced(studio, picture):
    from dataclasses import replace

    before = studio.describe(replace(picture, words="a cat"))
    with pytest.raises(NoAnswer, match="did not end within 4 s"):
        studio.describe(replace(picture, words="a hang"))
    after = studio.describe(replace(picture, words="a cat"))  # waits for the new one
    assert after.startswith("a cat, process") and after != before


def test_work_that_kills_every_replica_is_given_up_and_the_others_go_on(studio):
    with pytest.raises(NoAnswer, match="Replicas of the illustrator draw died at this work"):
        studio.draw("poison")
    assert (studio.draw("a cat", seed=3).array == mark("a cat", 3)).all()
    until(lambda: running(studio, "illustrator") == 2)


def test_what_does_not_fit_is_said_at_once(studio):
    with pytest.raises(NoRoom, match="The replicas ask for 2 GPUs"):
        cluster_studio("offline", name="second", crafts={"illustrator": Share(gpus=1, cpus=0.1)}, cpus=0.1)
    with pytest.raises(BadInput, match='cluster studio "story" already'):
        cluster_studio("offline")
    with pytest.raises(NoRoom, match=r"only these replicas: 0 of 1 describer"):
        crafts = dict.fromkeys(CRAFTS) | {"describer": Share(replicas=1, gpus=1, cpus=0.1)}
        cluster_studio("offline", name="third", crafts=crafts, grows=True, wait=3)
    assert studio.draw("still here").words == "still here"


def test_books_of_a_list_go_on_when_a_process_is_killed(studio, tmp_path):
    pytest.importorskip("pyarrow", reason='the books of a list need pip install "ray[data]"')
    from storyhelpers.classroom.cluster.batch import read_rows
    from storyhelpers.classroom.cluster.batch.making import is_done
    from storyhelpers.classroom.cluster.batch.with_ray import make_books_with_ray

    ideas = ["a red cat", "a dog in the snow", "a blue boat", "a bird on a tree"]
    (tmp_path / "list.csv").write_text("idea,pages,things\n" + "".join(f"{idea},2,0\n" for idea in ideas) + ",2,0\n")
    rows, out, killed = read_rows(tmp_path / "list.csv"), tmp_path / "out", []

    def kill():
        until(lambda: list(out.glob("*/page-01-picture-*.png")), 120)
        book = next(out.glob("*/page-01-picture-*.png")).parent.name
        killed.append(json.loads((out / ".batch" / f"{book}.owner").read_text())["process"])
        os.kill(killed[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    outcomes = make_books_with_ray(rows, out, "offline", formats=("zip",), at_once=2)
    killer.join()
    assert killed and killed[0] != os.getpid()
    assert [one.state for one in outcomes] == ["made"] * 4 + ["broken"]
    assert all(is_done(row, out / row.name, ("zip",)) for row in rows[:4])
    with pytest.raises(NoRoom, match="8 books at a time ask for 4 GPUs"):
        make_books_with_ray(rows, out, "offline", formats=("zip",), at_once=8, gpus=0.5)

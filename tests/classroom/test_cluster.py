"""Replicas in a real Ray on this machine: load, a replica killed under it, hangs, poison. Long: `make soak`."""

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
from storyhelpers.classroom.cluster import Share, cluster_studio

pytestmark = pytest.mark.soak
PUPILS, EACH = 6, 12
SECONDS = 4.0  # that a description may take


def mark(prompt, seed):
    """Pixels that only this prompt with this seed has, (8, 8, 3)."""
    return np.frombuffer(sha256(f"{prompt} {seed}".encode()).digest() * 6, np.uint8).reshape(8, 8, 3)


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
        pixels = np.frombuffer(sha256(f"{prompt} {seed}".encode()).digest() * 6, np.uint8).reshape(8, 8, 3)
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
    assert studio.seats == {"illustrator 1": ("illustrator",), "illustrator 2": ("illustrator",),
                            "describer 1": ("describer",)}  # fmt: skip
    assert "process" in studio.draw("a cat", seed=1).made_by and str(os.getpid()) not in studio.draw("a cat").made_by
    assert studio.write_prompt("a cat") == Studio("offline").write_prompt("a cat")  # stayed here
    with pytest.raises(BadInput, match="cannot be drawn") as caught:
        studio.draw("wrong")
    assert (caught.value.kind, caught.value.facts) == ("some kind", {"name": "wrong"})


def test_nothing_is_lost_when_a_replica_is_killed_under_load(studio):
    made, troubles, steps = {}, [], []

    def pupil(number):
        for turn in range(EACH):
            prompt = f"pupil {number}, wish {turn}"
            try:
                made[number, turn] = studio.draw(prompt, seed=turn, on_step=lambda *at: steps.append(at))
            except StoryError as error:
                troubles.append(error)

    deaths = studio.illustrator.deaths
    pupils = [threading.Thread(target=pupil, args=(number,)) for number in range(PUPILS)]
    for one in pupils:
        one.start()
    until(lambda: len(made) >= PUPILS * EACH // 4)
    victim = int(made[next(iter(made))].made_by.split()[-1])
    os.kill(victim, signal.SIGKILL)
    for one in pupils:
        one.join(200)
    assert not troubles and len(made) == PUPILS * EACH
    for (number, turn), picture in made.items():
        assert picture.words == f"pupil {number}, wish {turn}" and picture.seed == turn
        assert (picture.array == mark(f"pupil {number}, wish {turn}", turn)).all()
    assert studio.illustrator.deaths > deaths and len(steps) >= 4 * PUPILS * EACH
    until(lambda: running(studio, "illustrator") == 2)
    processes = {studio.draw(f"after {n}").made_by for n in range(8)}
    assert f"process {victim}" not in processes


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

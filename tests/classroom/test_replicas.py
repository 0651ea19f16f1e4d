"""Engines in replicas, without Ray: the messages, the retries, the time limits, who gets how much. Quick."""

import asyncio
import threading
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as settings_of_tests
from hypothesis import strategies as st

from storyhelpers import BadInput, Cancelled, NoAnswer, NoRoom, NotHere, Picture, Region, Sound, Studio
from storyhelpers.casts import CRAFTS
from storyhelpers.classroom.cluster import Share, cluster_studio, engine, placing, replica, settings
from storyhelpers.classroom.cluster.engine import InReplicas
from storyhelpers.classroom.cluster.pump import Pump, Silence
from storyhelpers.classroom.cluster.replica import Replica
from storyhelpers.engine import options_of
from storyhelpers.heard import Heard


@pytest.fixture(scope="module")
def pump():
    made = Pump()
    yield made
    made.close()


class Gone(Exception):
    """How the cluster of these tests says that a replica died."""


def in_replicas(pump, craft, worker, *, seconds=20.0, ask=None):
    """The engine `worker` in a replica of this very process."""
    made = Replica({craft: worker}, seconds, leave=lambda status: None)
    return InReplicas(craft, worker, ask or made.ask, pump, seconds=seconds, died=(Gone,))


# ---- an engine in a replica is an engine


def test_it_answers_and_its_listeners_are_called_in_the_thread_that_waits(pump):
    def draw(prompt, *, seed=0, on_step=None):
        for step in range(3):
            on_step(step, 3)
        return f"{prompt} {seed}"

    heard = []
    made = in_replicas(pump, "illustrator", draw)
    assert made("a cat", seed=7, on_step=lambda *at: heard.append((at, threading.current_thread()))) == "a cat 7"
    assert heard == [((step, 3), threading.current_thread()) for step in range(3)]


def test_it_works_inside_a_running_event_loop_too(pump):
    made = in_replicas(pump, "prompt_writer", lambda idea, purpose="picture": idea.upper())

    async def cell():
        return made("a cat", purpose="picture")

    assert asyncio.run(cell()) == "A CAT"


def test_it_looks_like_the_engine_that_it_stands_for(pump):
    def poet(region, *, language="en"):
        """Says it in verse."""

    poet.licence, poet.languages = "CC0", ("en",)
    made = in_replicas(pump, "describer", poet)
    assert (made.name, made.licence, made.languages, made.__doc__) == ("poet", "CC0", ("en",), "Says it in verse.")
    assert options_of(made) == {"region", "language"} and not hasattr(made, "need")
    assert repr(made) == "InReplicas(describer: poet)"


def test_a_story_writer_that_cannot_retell_is_still_found_out(pump):
    def tell(given, *, pages=4):
        raise AssertionError("was asked")

    studio = Studio("offline", story_writer=in_replicas(pump, "story_writer", tell))
    story = Studio("offline").tell_story("a cat", pages=1)
    with pytest.raises(BadInput, match="cannot tell a story again"):
        studio.retell(story, "shorten")


def test_the_picture_that_was_given_is_the_one_that_comes_back(pump, picture, sound):
    from dataclasses import replace

    def cut(picture, points, *, box=None):
        return Region(replace(picture), np.ones(picture.size[::-1], bool))

    assert in_replicas(pump, "segmenter", cut)(picture, ()).picture is picture
    assert in_replicas(pump, "listener", lambda sound: Heard(replace(sound)))(sound).sound is sound


@pytest.mark.parametrize("kind", [BadInput, NoRoom, NoAnswer, NotHere])
def test_errors_keep_their_class_sentence_and_facts(pump, kind):
    def draw(prompt):
        raise kind("One clear sentence.", "some kind", name="cat", most=3)

    with pytest.raises(kind, match=r"^One clear sentence\.$") as caught:
        in_replicas(pump, "illustrator", draw)("a cat")
    assert (caught.value.kind, caught.value.facts) == ("some kind", {"name": "cat", "most": 3})


def test_an_engine_that_fails_is_told_in_a_sentence(pump):
    def draw(prompt):
        raise ZeroDivisionError("no such number")

    with pytest.raises(NoAnswer, match="illustrator draw failed: ZeroDivisionError: no such number"):
        in_replicas(pump, "illustrator", draw)("a cat")


def test_who_cancels_ends_the_engine_too(pump):
    ended = threading.Event()

    def draw(prompt, *, on_step=None):
        try:
            for step in range(1000):
                on_step(step, 1000)
                time.sleep(0.005)
        except Cancelled:
            ended.set()
            raise

    def stop(done, total):
        if done == 3:
            raise Cancelled("by the pupil")

    with pytest.raises(Cancelled, match="by the pupil"):
        in_replicas(pump, "illustrator", draw)("a cat", on_step=stop)
    assert ended.wait(5)


def test_the_language_in_use_goes_with_it(pump):
    from storyhelpers import language, locale

    language("es")
    assert in_replicas(pump, "describer", lambda region: locale.language())(None) == "es"


# ---- replicas die


def dying(times, worker, after=0):
    """What asks replicas of which the first `times` die after so many messages."""
    left, real = [times], Replica({"illustrator": worker}, 20.0, leave=lambda status: None)

    async def ask(*given):
        count = 0
        async for message in real.ask(*given):
            if left[0] and count >= after:
                left[0] -= 1
                raise Gone("The actor died unexpectedly.\nAnd much more.")
            count += 1
            yield message

    return ask


@given(times=st.integers(0, 2), after=st.integers(1, 3))
@settings_of_tests(deadline=None)
def test_what_a_dead_replica_did_is_done_by_another(pump, times, after):
    def draw(prompt, *, seed=0, on_step=None):
        for step in range(4):
            on_step(step, 4)
        return f"{prompt} {seed}"

    made = in_replicas(pump, "illustrator", draw, ask=dying(times, draw, after))
    assert made("a cat", seed=3, on_step=lambda *_: None) == "a cat 3" and made.deaths == times


def test_a_replica_that_was_dead_before_the_work_reached_it_hardly_counts(pump, monkeypatch):
    monkeypatch.setattr(engine, "PAUSE", 0.001)
    made = in_replicas(pump, "illustrator", lambda prompt: prompt, ask=dying(9, lambda prompt: prompt, after=0))
    assert made("a cat") == "a cat" and made.deaths == 0
    made = in_replicas(pump, "illustrator", lambda prompt: prompt, ask=dying(9999, lambda prompt: prompt, after=0))
    with pytest.raises(NoAnswer, match="again and again"):
        made("a cat")


def test_work_of_which_every_replica_dies_is_given_up(pump, capsys):
    made = in_replicas(pump, "illustrator", lambda prompt: prompt, ask=dying(9, lambda prompt: prompt, after=1))
    with pytest.raises(NoAnswer, match=r"died at this work again and again.*unexpectedly\. Ask"):
        made("a cat")
    assert made.deaths == 3 and "another one does its work" in capsys.readouterr().err


def test_a_replica_without_a_sign_of_life_counts_as_dead(pump, monkeypatch):
    monkeypatch.setattr(engine, "QUIET", 0.05)
    asked = []

    async def ask(*given):
        asked.append(given)
        if len(asked) == 3:  # the good one, which may be slow on a busy machine
            monkeypatch.setattr(engine, "QUIET", 60.0)
        yield ("alive",)
        if len(asked) < 3:
            await asyncio.sleep(60)
        yield ("result", "here")

    made = in_replicas(pump, "illustrator", lambda prompt: prompt, ask=ask)
    assert made("a cat") == "here" and made.deaths == 2


def test_an_engine_that_does_not_end_is_given_up_in_time(pump, monkeypatch):
    monkeypatch.setattr(replica, "BEAT", 0.02)
    woken = threading.Event()
    made = in_replicas(pump, "illustrator", lambda prompt: woken.wait(30), seconds=0.2)
    begun = time.monotonic()
    with pytest.raises(NoAnswer, match=r"did not end within 0\.2 s"):
        made("a cat")
    assert time.monotonic() - begun < 3
    woken.set()


def test_a_replica_whose_job_does_not_end_leaves_and_takes_no_other_before():
    left, woken = [], threading.Event()
    made = Replica({"illustrator": lambda prompt: woken.wait(30)}, 60, leave=left.append)

    async def until(true):
        end = time.monotonic() + 10
        while not true():
            assert time.monotonic() < end, "it never was"
            await asyncio.sleep(0.005)

    async def live():
        await made.check_health()
        stream = made.ask("illustrator", ("a cat",), {}, (), "en")
        await anext(stream)
        asking = asyncio.ensure_future(anext(stream))
        await until(lambda: made._since)
        asking.cancel()  # whoever asked has gone
        await asyncio.wait([asking], timeout=0.1)
        assert not asking.done() and left == []  # it may still end by itself
        made.seconds = 0.1
        await asyncio.wait([asking], timeout=5)
        assert asking.done() and left == [1]
        with pytest.raises(RuntimeError, match=r"more than 0\.1 s"):
            await made.check_health()
        woken.set()
        await until(lambda: not made._since)
        await made.check_health()

    asyncio.run(live())


def test_a_replica_whose_card_is_gone_says_so_and_another_does_the_work(pump, monkeypatch):
    import sys
    import types

    def gone():
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    card = types.SimpleNamespace(is_available=lambda: True, is_initialized=lambda: True, synchronize=gone)

    def draw(prompt):
        raise NotHere("The graphics card cuda:0 stopped answering.")

    left = threading.Event()
    made = Replica({"illustrator": draw}, 20.0, leave=lambda status: left.set())
    monkeypatch.setitem(sys.modules, "torch", types.SimpleNamespace(cuda=card))
    with pytest.raises(NoAnswer, match="its graphics card does not answer any more"):
        InReplicas("illustrator", draw, made.ask, pump, seconds=20, died=(Gone,))("a cat")
    assert left.wait(10)
    with pytest.raises(RuntimeError, match="illegal memory access"):
        asyncio.run(made.check_health())


def test_when_no_replica_takes_it_that_is_said(pump, monkeypatch):
    monkeypatch.setattr(engine, "WAIT", 0.05)

    async def ask(*given):
        await asyncio.sleep(60)
        yield ("alive",)

    with pytest.raises(NoRoom, match="No replica of the illustrator .* took the work"):
        in_replicas(pump, "illustrator", lambda prompt: prompt, ask=ask)("a cat")


def test_many_threads_each_get_their_own(pump):
    def draw(prompt, *, on_step=None):
        on_step(1, 2)
        time.sleep(0.01)
        return prompt

    made, found = in_replicas(pump, "illustrator", draw), {}
    threads = [threading.Thread(target=lambda n=n: found.update({n: made(f"mark {n}", on_step=lambda *_: None)}))
               for n in range(20)]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert found == {n: f"mark {n}" for n in range(20)}


def test_the_pump_closes_what_nobody_takes_any_more(pump):
    closed = threading.Event()

    async def stream():
        try:
            yield 1
            await asyncio.sleep(60)
        finally:
            closed.set()

    taken = pump.stream(stream, lambda begun: 5.0)
    assert next(taken) == 1
    taken.close()
    assert closed.wait(5)
    with pytest.raises(Silence):
        list(pump.stream(lambda: _never(), lambda begun: 0.01))


async def _never():
    await asyncio.sleep(60)
    yield 1


# ---- who gets how much


def engines(cast="offline", **own):
    studio = Studio(cast, **own)
    return {craft: getattr(studio, craft) for craft in CRAFTS}


def test_engines_that_are_no_models_share_replicas():
    (group,) = settings.groups_of(engines(), Share(replicas=3, gpus=0.5), {})
    assert group.name == "others" and set(group.crafts) == set(CRAFTS) and group.share.gpus == 0
    assert list(settings.seats_of([group])) == ["others 1", "others 2", "others 3"]


def test_each_model_has_replicas_of_its_own_with_what_it_needs_of_a_card(nothing_here):
    groups = settings.groups_of(engines("gpu"), Share(), {"illustrator": Share(replicas=(1, 4), gpus=1)})
    by_name = {group.name: group for group in groups}
    assert set(by_name) == set(CRAFTS)
    assert by_name["illustrator"].share == Share(replicas=(1, 4), gpus=1)
    assert all(0 < group.share.gpus <= 4 for group in groups)
    seats = settings.seats_of(groups)
    assert [seats[f"illustrator {n}"] for n in range(1, 5)] == [("illustrator",)] * 4 and "illustrator 5" not in seats


def test_what_needs_a_key_stays_here_and_so_does_what_is_told_to():
    found = settings.groups_of(engines("gemini"), Share(), {"listener": None})
    crafts = {craft for group in found for craft in group.crafts}
    seats = settings.seats_of(found)
    assert set(seats["here 1"]) == set(seats["here 2"]) == set(CRAFTS) - crafts
    assert not crafts & {"prompt_writer", "illustrator", "story_writer", "translator", "narrator", "listener"}
    with pytest.raises(BadInput, match="No engine is left"):
        settings.groups_of(engines(), Share(), dict.fromkeys(CRAFTS))


@pytest.mark.parametrize(
    ("crafts", "said"),
    [({"illustartor": Share()}, 'Did you mean "illustrator"'), ({"illustrator": 4}, "Share\\(replicas=4")],
)
def test_wrong_shares_are_said(crafts, said):
    with pytest.raises(BadInput, match=said):
        settings.groups_of(engines(), Share(), crafts)


@pytest.mark.parametrize(
    "wrong",
    [{"replicas": 0}, {"replicas": (3, 2)}, {"replicas": 1000}, {"replicas": 1.5}, {"gpus": -1}, {"gpus": 1.5},
     {"gpus": 99}, {"cpus": 0}, {"seconds": 0}],
)  # fmt: skip
def test_a_share_is_checked(wrong):
    with pytest.raises(BadInput):
        Share(**wrong)


@given(st.floats(0.01, 60))
def test_a_part_of_a_card_is_enough_and_hardly_more(gigabytes):
    class Model:
        def need(self, dtype):
            return type("Need", (), {"peak": int(gigabytes * 1e9)})

    part = settings.part_of_card(Model())
    assert part * settings.CARD >= gigabytes * 1e9 - 1
    assert part - gigabytes * 1e9 / settings.CARD < (0.1 + 1e-9 if part <= 1 else 1)
    Share(gpus=part)


@given(st.lists(st.tuples(st.integers(1, 8), st.sampled_from([0.1, 0.25, 0.5, 1, 2])), max_size=6), st.integers(0, 20))
def test_room_is_counted(asked, cards):
    groups = [
        settings.Group(f"g{n}", (), Share(replicas=many, gpus=gpus, cpus=0.1)) for n, (many, gpus) in enumerate(asked)
    ]
    fits = sum(many * gpus for many, gpus in asked) <= cards + 1e-6
    try:
        settings.check_room(groups, {"GPU": cards, "CPU": 1000})
    except NoRoom as error:
        assert not fits and f"this Ray cluster has {cards}" in str(error) and "gpus=0" in str(error)
    else:
        assert fits


def test_without_ray_it_says_what_to_type(monkeypatch):
    monkeypatch.setattr(placing, "is_installed", lambda package: False)
    with pytest.raises(NotHere, match=r"pip install \"ray\[serve\]\""):
        cluster_studio("offline")


def test_a_sound_engine_keeps_what_the_guard_asks_for(pump):
    def make(words, *, seconds=5.0, seed=0):
        return Sound(np.sin(np.arange(int(seconds * 8000)) / 3)[:, None] * 0.3, 8000)

    make.mastered = True
    made = in_replicas(pump, "sound_maker", make)
    assert made.mastered and Studio("offline", sound_maker=made).make_sound("a dog", seconds=0.5).seconds == 0.5


def test_a_picture_is_still_signed(pump, picture):
    def painter(prompt):
        return Picture(picture.image)

    made = Studio("offline", illustrator=in_replicas(pump, "illustrator", painter)).draw("a cat", seed=4)
    assert (made.made_by, made.seed, made.words) == ("painter", 4, "a cat")

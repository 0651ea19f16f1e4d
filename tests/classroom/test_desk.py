"""The desk: wishes go through the line to the right studio and come back, in the language of whoever asks."""

import asyncio
import threading
from dataclasses import replace

import pytest

from storyhelpers import BadInput, Cancelled, Sound, Studio, locale
from storyhelpers.classroom import places
from storyhelpers.classroom.desk import Desk, memory, verb_named
from storyhelpers.classroom.queue.line import Busy, Line
from storyhelpers.classroom.results import Results
from storyhelpers.engine import NoAnswer


@pytest.fixture
def desks(tmp_path):
    """Makes desks, and closes their lines and results."""
    made = []

    def make(studio, others=None, seats=None, **limits):
        seats = places.places(studio, others or {}, seats)
        desk = Desk(studio, Line(seats, **limits), Results(tmp_path / "results"), others, seats=seats, session="abc")
        made.append(desk)
        return desk

    yield make
    for desk in made:
        desk.line.close()
        desk.results.close()


async def all_of(desk, verb, given, pupil="me", **how):
    return [update async for update in desk.ask(verb, given, pupil=pupil, **how)]


def asked(desk, verb, given, **how):
    """All updates of one wish."""
    return asyncio.run(all_of(desk, verb, given, **how))


def test_a_wish_ends_with_its_result(desks):
    desk = desks(Studio("offline", prompt_writer=lambda idea: f"a picture of {idea}"))
    last = asked(desk, "write_prompt", {"idea": "a cat"})[-1]
    assert last.state == "done" and last.result == "a picture of a cat" and last.result.by == "<lambda>"


def test_the_verbs_own_checks_and_the_engines_errors_come_as_sentences(desks):
    def broken(idea):
        raise NoAnswer("The writer sleeps.")

    desk = desks(Studio("offline", prompt_writer=broken))
    empty, broke = asked(desk, "write_prompt", {"idea": " "})[-1], asked(desk, "write_prompt", {"idea": "a cat"})[-1]
    assert (empty.state, broke.state) == ("failed", "failed")
    assert isinstance(empty.error, BadInput) and str(broke.error) == "The writer sleeps."


def test_steps_texts_and_pictures_are_told_while_it_lasts(desks, picture):
    said, gone_on = threading.Event(), threading.Event()

    def painter(prompt, on_step, on_picture):
        on_step(1, 4)
        on_picture(1, picture)
        said.set()
        gone_on.wait(5)
        return picture

    def teller(given, on_text, on_step, **wishes):
        on_text("Once")
        gone_on.wait(5)
        return Studio("offline").tell_story("a cat", pages=1)

    desk = desks(Studio("offline", illustrator=painter, story_writer=teller))

    async def watch(verb, given, seen):
        async for update in desk.ask(verb, given, pupil="me"):
            if seen(update):
                gone_on.set()
        return update

    last = asyncio.run(watch("draw", {"prompt": "x"}, lambda now: now.picture is picture and now.done == 1))
    assert gone_on.is_set() and last.state == "done"
    gone_on.clear()
    last = asyncio.run(watch("tell_story", {"given": "a cat", "pages": 1}, lambda now: now.text == "Once"))
    assert gone_on.is_set() and len(last.result) == 1


def test_the_same_ticket_is_the_same_wish_and_another_pupils_is_not(desks):
    count = []
    desk = desks(Studio("offline", prompt_writer=lambda idea: f"{count.append(1) or len(count)}"))
    first = asked(desk, "write_prompt", {"idea": "a"}, ticket="t", pupil="me")[-1].result
    again = asked(desk, "write_prompt", {"idea": "a"}, ticket="t", pupil="me")[-1].result
    other = asked(desk, "write_prompt", {"idea": "a"}, ticket="t", pupil="you")[-1].result
    assert (first, again, other) == ("1", "1", "2")
    with pytest.raises(BadInput, match="another wish"):
        asked(desk, "draw", {"prompt": "a cat"}, ticket="t", pupil="me")


def test_a_wish_can_be_cancelled_by_its_own_pupil_only(desks):
    going = threading.Event()

    def slow(idea, on_step):
        going.set()
        while True:
            on_step(0, 1)
            threading.Event().wait(0.01)

    desk = desks(Studio("offline", prompt_writer=slow))

    async def ask_and_cancel():
        task = asyncio.create_task(all_of(desk, "write_prompt", {"idea": "a"}, ticket="t"))
        await asyncio.to_thread(going.wait, 5)
        assert not desk.cancel("t", "somebody else") and not desk.cancel("u", "me")
        assert desk.cancel("t", "me")
        return (await asyncio.wait_for(task, 5))[-1]

    assert isinstance(asyncio.run(ask_and_cancel()).error, Cancelled)


def test_a_full_line_is_told_at_once(desks):
    stop = threading.Event()
    desk = desks(Studio("offline", prompt_writer=lambda idea: stop.wait(5) and "x"), each=1)

    async def two():
        first = desk.ask("write_prompt", {"idea": "a"}, pupil="me")
        await anext(first)
        with pytest.raises(Busy):
            await all_of(desk, "write_prompt", {"idea": "b"})
        stop.set()
        return [update async for update in first][-1]

    assert asyncio.run(two()).state == "done"


def test_everybody_is_told_in_their_own_language(desks):
    desk = desks(Studio("offline", prompt_writer=lambda idea: locale.language()))

    async def both():
        spoken = []
        for tag in ("es", "zh-TW"):
            task = asyncio.create_task(all_of(desk, "write_prompt", {"idea": "a"}), context=locale.speaker(tag))
            spoken.append((await task)[-1].result)
        return spoken

    assert asyncio.run(both()) == ["es", "zh-TW"] and locale.language() == "en"


def test_two_studios_side_by_side_share_what_they_have_in_common(desks, picture):
    base = Studio("offline", illustrator=lambda prompt: replace(picture, words="base"))
    tuned = base.recast(illustrator=lambda prompt: replace(picture, words="tuned"))
    desk = desks(base, {"tuned": tuned})
    assert asked(desk, "draw", {"prompt": "x"})[-1].result.words == "base"
    assert asked(desk, "draw", {"prompt": "x"}, studio="tuned")[-1].result.words == "tuned"
    assert desk.craft_at("draw", "tuned") == "tuned illustrator" and desk.craft_at("describe", "tuned") == "describer"
    assert set(desk.report()["others"]["tuned"]) == {"illustrator"}


def test_health_says_who_works_where(desks):
    report = desks(Studio("offline"), seats=["one", "two"]).report()
    assert report["session"] == "abc" and report["cast"] == "offline"
    assert report["crafts"]["illustrator"] == {
        "engine": "paper town", "licence": "Apache-2.0", "source": "Storybook Studio", "seats": ["one", "two"],
    }  # fmt: skip
    assert set(report["line"]["seats"]) == {"one", "two"} and report["line"]["waiting"] == 0
    assert report["memory"]["process"] is None or report["memory"]["process"] > 1_000_000
    assert memory()["cards"] == []


def test_a_verb_that_is_none_is_told():
    with pytest.raises(BadInput, match='Did you mean "draw"'):
        verb_named("drew")


# ---- who sits where ----


class Model:
    """Something that needs a seat, as the planner sees it."""

    name, device, outside = "a model", None, False

    def dtypes(self, seat):
        return ("fp16",) if seat.is_card else ("fp32",)

    def need(self, dtype):
        from storyhelpers.devices import Need

        return Need(6_000_000_000, 2_000_000_000, dtype)

    def __call__(self, *given, **options):
        return Sound([0.1] * 800, 8000)

    def unload(self):
        pass


@pytest.fixture
def two_cards(monkeypatch):
    from storyhelpers.devices import Seat, Seating, seating

    cards = [Seat(f"cuda:{n}", "Tesla T4", 15_000_000_000, 15_000_000_000) for n in (0, 1)]
    house = Seating([*cards, Seat("cpu", "processor", 30_000_000_000, 30_000_000_000)])
    monkeypatch.setattr(seating, "_HOUSE", house)


def test_models_work_on_the_cards_of_the_plan_and_the_rest_elsewhere(two_cards):
    studio = Studio("offline", illustrator=Model(), sound_maker=Model())
    seats = places.places(studio, {})
    cards = {name: crafts for name, crafts in seats.items() if name.startswith("cuda")}
    assert sorted(cards) == ["cuda:0", "cuda:1"] and sorted(sum(cards.values(), ())) == ["illustrator", "sound_maker"]
    assert studio.plan().row("sound_maker").seat.name == next(n for n, c in cards.items() if "sound_maker" in c)
    processors = [crafts for name, crafts in seats.items() if name.startswith("processor")]
    assert len(processors) >= 2 and all("describer" in crafts and "illustrator" not in crafts for crafts in processors)


def test_two_illustrators_have_a_card_each(two_cards):
    base = Studio("offline", illustrator=Model())
    tuned = base.recast(illustrator=Model())
    seats = places.places(base, {"tuned": tuned})
    assert {seats["cuda:0"], seats["cuda:1"]} == {("illustrator",), ("tuned illustrator",)}
    assert base.plan() is tuned.plan()


def test_seats_may_be_named():
    studio = Studio("offline")
    assert places.places(studio, {}, ["one", "two"]) == {"one": ("*",), "two": ("*",)}
    assert places.places(studio, {}, {"one": ["illustrator"]}) == {"one": ("illustrator",)}
    for wrong in ([], ["one", "one"]):
        with pytest.raises(BadInput, match="each once"):
            places.places(studio, {}, wrong)


def test_a_studio_may_bring_its_own_seats():
    studio = Studio("offline")
    studio.seats = {"replica 1": ("*",), "replica 2": ("*",)}
    assert places.places(studio, {}) == studio.seats and places.places(studio, {}, ["one"]) == {"one": ("*",)}

"""Engines that raise, hang or run out of memory: one sentence for who asked, and the rest goes on."""

import gc
import threading
import time
import weakref

import pytest
from classroom.line_kit import eventually

from storyhelpers.classroom.queue import care
from storyhelpers.classroom.queue.line import MOST_STUCK, Line
from storyhelpers.devices import Need, Place, Seat, Seating
from storyhelpers.engine import BadInput, Cancelled, NoAnswer, NoRoom
from storyhelpers.models.hub import Model
from storyhelpers.models.local import LocalModel

ANY = ("*",)
GB = 1_000_000_000


@pytest.fixture
def line():
    """A line over one processor."""
    made = Line({"processor": ANY})
    yield made
    made.close()


@pytest.fixture
def impatient():
    """Lines where the time of the craft "slow" is up soon; the others have as much as a busy machine may need."""
    made = []

    def make(seats=None, **options):
        made.append(Line(seats or {"processor": ANY}, **{"seconds": {"slow": 0.15}, "patience": 0.1, **options}))
        return made[-1]

    yield make
    for line in made:
        line.close()


class OutOfMemoryError(RuntimeError):
    """Named as torch's is."""


class Engine:
    """Raises what it is given, one after the other, then answers."""

    def __init__(self, *raises):
        self.raises, self.calls, self.unloaded = list(raises), 0, 0

    def __call__(self, ticket):
        self.calls += 1
        if self.raises:
            raise self.raises.pop(0)
        return "a picture"

    def unload(self):
        self.unloaded += 1


class Tiny(LocalModel):
    """A real LocalModel, but for its weights."""

    MODELS = {"tiny": Model("own/tiny", "Apache-2.0", {"fp32": 0.001}, {"fp32": 0.001}, "Tiny")}
    DEFAULT = "tiny"
    outside = True  # no library needs to be kept quiet

    def __init__(self, seating, *raises):
        super().__init__()
        self.seating, self.raises, self.loads = seating, list(raises), 0

    def _libraries(self):
        pass

    def fetch(self):
        return "nowhere"

    def load(self, folder, place):
        self.loads += 1
        return f"loaded {self.loads}"

    def __call__(self, ticket):
        return self.work(self._job, on_step=ticket.say)

    def _job(self, loaded, place):
        if self.raises:
            raise self.raises.pop(0)
        return loaded


def processor():
    return Seating([Seat("cpu", "a processor", 64 * GB, 64 * GB)])


# ---- engines that raise ----


@pytest.mark.parametrize("raised", [ValueError("secret /home/teacher"), KeyError("x"), SystemExit(1), AssertionError()])
def test_whatever_an_engine_raises_who_asked_gets_a_sentence_and_the_next_is_served(line, capfd, raised):
    engine = Engine(raised)
    with pytest.raises(NoAnswer, match=f"computer stumbled over this .{type(raised).__name__}.") as error:
        line.ask("sound_maker", engine, pupil="ann", engine=engine).wait(5)
    assert "teacher" not in str(error.value) and error.value.kind == "stumbled"
    assert type(raised).__name__ in capfd.readouterr().err, "the teacher sees it all"
    assert line.ask("sound_maker", engine, pupil="ben", engine=engine).wait(5) == "a picture"
    assert engine.unloaded == 1 and line.report()["seats"]["processor"]["failed"] == 1


def test_an_error_that_is_a_sentence_stays_what_it_is_and_the_model_stays_loaded(line):
    for sentence in (BadInput("The idea is empty.", "empty", of="idea"), NoAnswer("Nothing came."), NoRoom("Full.")):
        engine = Engine(sentence)
        with pytest.raises(type(sentence)) as error:
            line.ask("describer", engine, pupil="ann", engine=engine).wait(5)
        assert error.value is sentence and engine.unloaded == 0


def test_what_lay_in_the_frames_of_an_error_is_let_go(line):
    class Tensor:
        pass

    gone = []

    def work(ticket, how):
        tensor = Tensor()
        gone.append(weakref.ref(tensor))
        try:
            raise RuntimeError("inside")
        except RuntimeError as error:
            raise how from error

    for how in (ValueError("x"), NoAnswer("Nothing came.")):
        ticket = line.ask("describer", lambda t, how=how: work(t, how), pupil="ann")
        eventually(lambda ticket=ticket: ticket.over)
    del how, ticket
    gc.collect()
    assert len(gone) == 2 and [ref() for ref in gone] == [None, None]


def test_a_model_that_stumbled_is_loaded_afresh(line):
    model = Tiny(processor(), ValueError("a bad state"))
    with pytest.raises(NoAnswer, match="starts afresh"):
        line.ask("illustrator", model, pupil="ann", engine=model).wait(5)
    assert line.ask("illustrator", model, pupil="ben", engine=model).wait(5) == "loaded 2"
    assert line.ask("illustrator", model, pupil="ann", engine=model).wait(5) == "loaded 2"


def test_a_model_that_cannot_even_be_unloaded_holds_nobody_up(line, capfd):
    engine = Engine(ValueError("ill"))
    engine.unload = lambda: 1 / 0
    with pytest.raises(NoAnswer, match="stumbled"):
        line.ask("describer", engine, pupil="ann", engine=engine).wait(5)
    assert "could not be unloaded" in capfd.readouterr().err
    assert line.ask("describer", engine, pupil="ben", engine=engine).wait(5) == "a picture"


def test_a_model_is_not_unloaded_while_another_works_with_it(line):
    seating = processor()
    model = Tiny(seating)
    line.ask("illustrator", model, pupil="ann", engine=model).wait(5)
    started, go = threading.Event(), threading.Event()

    def lesson():  # the teacher's own notebook, in the same process
        model.work(lambda loaded, place: started.set() or go.wait(5))

    notebook = threading.Thread(target=lesson)

    def stumble(ticket):
        notebook.start()
        assert started.wait(5)
        raise ValueError("just then")

    ticket = line.ask("illustrator", stumble, pupil="ann", engine=model)
    time.sleep(0.15)
    assert model.loaded and not ticket.over
    go.set()
    with pytest.raises(NoAnswer):
        ticket.wait(5)
    assert not model.loaded
    notebook.join(5)


# ---- memory ----


@pytest.mark.parametrize(
    "raised", [OutOfMemoryError("CUDA"), MemoryError(), RuntimeError("CUBLAS_STATUS_ALLOC_FAILED")]
)
def test_when_the_memory_ran_out_it_is_tried_once_more(line, raised):
    engine = Engine(raised)
    assert line.ask("illustrator", engine, pupil="ann", engine=engine).wait(5) == "a picture"
    assert (engine.calls, engine.unloaded) == (2, 1)


def test_when_it_ran_out_twice_it_is_said_and_the_next_is_served(line):
    engine = Engine(OutOfMemoryError("CUDA"), OutOfMemoryError("CUDA"))
    with pytest.raises(NoRoom, match="not enough memory for this, twice"):
        line.ask("illustrator", engine, pupil="ann", engine=engine).wait(5)
    assert (engine.calls, engine.unloaded) == (2, 2)
    assert line.ask("illustrator", engine, pupil="ben", engine=engine).wait(5) == "a picture"


def test_the_idle_models_on_the_same_seat_get_up(line):
    seating = processor()
    idle, model = Tiny(seating), Tiny(seating)
    line.ask("describer", idle, pupil="ann", engine=idle).wait(5)
    line.ask("illustrator", model, pupil="ann", engine=model).wait(5)
    raises = [OutOfMemoryError("outside of its own care")]

    def work(ticket):
        if raises:
            raise raises.pop()
        return model(ticket)

    assert line.ask("illustrator", work, pupil="ann", engine=model).wait(5) == "loaded 2"
    assert not idle.loaded and seating.who()["cpu"] == [model]


# ---- time ----


def test_work_over_its_time_is_stopped_at_its_next_step(impatient):
    line, stopped = impatient(patience=5), []

    def work(ticket):
        try:
            while True:
                ticket.say()
                time.sleep(0.002)
        except Cancelled:
            stopped.append(ticket.seat)
            raise

    with pytest.raises(NoAnswer, match="longer than 0.15 seconds"):
        line.ask("slow", work, pupil="ann").wait(5)
    assert line.ask("describer", lambda t: "next", pupil="ben").wait(5) == "next"
    seat = line.report()["seats"]["processor"]
    assert stopped == ["processor"] and (seat["failed"], seat["stuck"], seat["done"]) == (1, 0, 1)


class Hang:
    """Work that never says a step, as a library that waits for ever."""

    def __init__(self):
        self.go = threading.Event()

    def __call__(self, ticket):
        self.go.wait(20)
        return "far too late"


def test_a_thread_that_hangs_is_replaced_and_counted_back_when_it_ends(impatient, capfd):
    line, hang = impatient(), Hang()
    ticket = line.ask("slow", hang, pupil="ann")
    with pytest.raises(NoAnswer, match="took longer"):
        ticket.wait(5)
    assert line.ask("describer", lambda t: "next", pupil="ben").wait(5) == "next"
    assert line.report()["seats"]["processor"]["stuck"] == 1
    assert "in __call__" in capfd.readouterr().err, "the teacher is told where"
    hang.go.set()
    eventually(lambda: not line.report()["seats"]["processor"]["stuck"])
    assert ticket.result is None and line.ask("describer", lambda t: t.seat, pupil="ann").wait(5) == "processor"
    seat = line.report()["seats"]["processor"]
    assert (seat["failed"], seat["done"]) == (1, 2)


def test_while_a_model_hangs_the_others_on_its_card_are_told_at_once_and_the_rest_goes_on(impatient):
    seating = Seating([Seat(f"cuda:{n}", "T4", 16 * GB, 16 * GB) for n in range(2)])
    hangs, same, other = Tiny(seating), Tiny(seating), Tiny(seating)
    for model, device in ((hangs, "cuda:0"), (same, "cuda:0"), (other, "cuda:1")):
        model.device = device
        model.work(lambda loaded, place: None)  # all are loaded, and have no more than their time
    line, hang = impatient({"processor": ANY}), Hang()
    line.ask("slow", lambda t: hangs.work(lambda *_: hang(t)), pupil="ann", engine=hangs)
    eventually(lambda: line.report()["seats"]["processor"]["stuck"])
    for model in (same, hangs):
        with pytest.raises(NoAnswer, match="Tell your teacher"):
            line.ask("illustrator", model, pupil="ben", engine=model).wait(5)
    assert line.ask("illustrator", other, pupil="ben", engine=other).wait(5) == "loaded 1"
    assert line.ask("describer", Engine(), pupil="ben", engine=Engine()).wait(5) == "a picture"
    hang.go.set()
    eventually(lambda: not line.report()["seats"]["processor"]["stuck"])
    assert line.ask("illustrator", same, pupil="ben", engine=same).wait(5) == "loaded 1"


def test_who_cancels_something_that_hangs_is_free_at_once(impatient):
    line, hang = impatient(), Hang()
    ticket = line.ask("slow", hang, pupil="ann")
    eventually(lambda: ticket.state == "working")
    line.cancel(ticket.id, "ann")
    with pytest.raises(Cancelled):
        ticket.wait(5)
    assert line.ask("describer", lambda t: "next", pupil="ann").wait(5) == "next"
    hang.go.set()


def test_a_seat_where_all_hangs_takes_nothing_more_until_something_ends(impatient):
    seats, hangs = {"cuda:6": ("slow", "illustrator"), "processor": ("describer",)}, [Hang() for _ in range(MOST_STUCK)]
    line = impatient(seats, each=MOST_STUCK + 1)
    for hang in hangs:
        line.ask("slow", hang, pupil="ann")
    waiting = line.ask("illustrator", lambda t: 1, pupil="ann")
    with pytest.raises(NoAnswer, match="Tell your teacher"):
        waiting.wait(5)
    with pytest.raises(NoAnswer, match="Tell your teacher"):
        line.ask("illustrator", lambda t: 1, pupil="ben")
    assert line.ask("describer", lambda t: "the rest goes on", pupil="ben").wait(5)
    hangs[0].go.set()
    eventually(lambda: line.report()["seats"]["cuda:6"]["stuck"] == MOST_STUCK - 1)
    assert line.ask("illustrator", lambda t: "again", pupil="ben").wait(5) == "again"
    for hang in hangs:
        hang.go.set()


def test_another_seat_goes_on_where_one_hangs(impatient):
    line, hangs = impatient({"a": ANY, "b": ANY}, seconds={"draw": 0.15}), [Hang() for _ in range(MOST_STUCK)]
    for hang in hangs:
        line.ask("draw", hang, pupil="ann")
    assert [line.ask("cut", lambda t: "cut", pupil="ben").wait(5) for _ in range(5)] == ["cut"] * 5
    for hang in hangs:
        hang.go.set()


def test_a_hang_of_one_class_leaves_the_card_to_the_other(impatient):
    line, other, hang = impatient({"cuda:9": ANY}), impatient({"cuda:9": ANY}, seconds=5), Hang()
    line.ask("slow", hang, pupil="ann")
    eventually(lambda: line.report()["seats"]["cuda:9"]["working"])
    assert other.ask("draw", lambda t: "drawn", pupil="ben").wait(5) == "drawn"
    hang.go.set()


def test_each_craft_has_its_own_time_and_a_model_that_is_not_loaded_has_more():
    limits = care.Limits({"illustrator": 60, "*": 30})
    assert limits.of("illustrator") == 60 and limits.of("describer") == 30
    assert care.Limits({"illustrator": 60}).of("describer") == care.SECONDS
    assert limits.of("tuned illustrator") == 60, "another studio's"
    model = Tiny(processor())
    assert limits.of("illustrator", model) == 60 + care.LOADING
    model._loaded = "loaded"
    assert limits.of("illustrator", model) == 60
    assert limits.of("illustrator", Engine()) == 60
    for wrong in (0, -1, {"illustrator": float("nan")}):
        with pytest.raises(BadInput, match="more than 0 seconds"):
            care.Limits(wrong)


def test_a_model_that_hangs_once_it_is_loaded_has_no_more_than_its_time(impatient, monkeypatch):
    monkeypatch.setattr("storyhelpers.classroom.queue.line.LOOK", 0.05)
    line, model, hang = impatient(), Tiny(processor()), Hang()
    model._job = lambda loaded, place: hang.go.wait(20)
    with pytest.raises(NoAnswer, match="took longer than 0[.]"):
        line.ask("slow", model, pupil="ann", engine=model).wait(5)
    hang.go.set()


def test_a_model_may_take_its_time_to_load(impatient):
    line, model = impatient(), Tiny(processor())
    model.load = lambda folder, place: time.sleep(0.4) or "loaded"
    assert line.ask("slow", model, pupil="ann", engine=model).wait(5) == "loaded"
    assert isinstance(model._place, Place) and model.need("fp32") == Need(1_000_000, 1_000_000, "fp32", True)

"""Turns at work: who waits, who gets up, who is refused. No model is needed for it: these only say what they take."""

import contextlib
import gc
import threading
import time
from collections import defaultdict
from dataclasses import replace

import pytest

from storyhelpers.devices import Need, Place, Seat, Seating, house
from storyhelpers.devices.seating import Line
from storyhelpers.engine import BadInput, Cancelled, NoRoom


def card(number, room, **more):
    """A card with exactly this room."""
    return Seat(f"cuda:{number}", "Tesla T4", room, room, context=0, **more)


CPU = Seat("cpu", "processor", 100, 100)


class Model:
    """A model that is nothing but its size, and writes down when it got up."""

    def __init__(self, name, weights=4, work=2, device=None, dtypes=("fp16",), diary=None):
        self.name, self.weights, self.work_, self.device, self._dtypes = name, weights, work, device, dtypes
        self.diary = [] if diary is None else diary
        self.loaded = False

    def dtypes(self, seat):
        return self._dtypes if seat.is_card else ("fp32",)

    def need(self, dtype):
        return Need(self.weights // 2 if dtype == "nf4" else self.weights, self.work_, dtype)

    def unload(self):
        self.loaded = False
        self.diary.append(f"{self.name} got up")


def run(seating, model, on_wait=None):
    """One turn as a model does it: seated, loaded, done. Returns its place."""
    with seating.turn(model, on_wait=on_wait) as place:
        model.loaded = True
        return place


def sitting(seating):
    """Seat name → names, the longest idle first; empty seats left out."""
    return {seat: [m.name for m in models] for seat, models in seating.who().items() if models}


# ---- where a model goes ----


def test_it_goes_to_the_planned_seat_then_the_named_one_then_where_it_sits_then_where_most_room_is():
    seating = Seating([card(0, 10), card(1, 12), CPU])
    free, named = Model("free"), Model("named", device="cuda:0")
    assert run(seating, free) == Place("cuda:1", "fp16")
    assert run(seating, named) == Place("cuda:0", "fp16")
    other = Model("other", weights=1)
    assert run(seating, other).device == "cuda:1", "8 are left there, 6 on the other"
    third = Model("third", weights=5, device="cuda:1")
    run(seating, third)
    assert run(seating, free).device == "cuda:1", "it stays where it sits"
    planned = Model("planned")
    seating.reserve(seating.plan({"illustrator": Model("x", weights=8, device="cuda:0"), "segmenter": planned}))
    assert run(seating, planned).device == "cuda:1", "although more room is left on the other now"
    assert sitting(seating)["cuda:1"] == ["other", "free", "planned"]


def test_with_cards_the_processor_is_only_for_those_that_name_it():
    seating = Seating([card(0, 10), CPU])
    with pytest.raises(NoRoom, match="needs .* but cuda:0"):
        run(seating, Model("large", weights=40))
    assert run(seating, Model("asks", device="cpu")) == Place("cpu", "fp32")
    with pytest.raises(NoRoom, match='too old. Or give it device="cpu"'):
        run(Seating([replace(card(0, 10), usable=False, why="It is too old."), CPU]), Model("any"))
    with pytest.raises(NoRoom, match="cuda:5, which is not here. There is: cuda:0"):
        run(seating, Model("lost", device="cuda:5"))


def test_it_is_quantised_before_anybody_has_to_get_up():
    seating, first = Seating([card(0, 10)]), Model("first", weights=4)
    small = Model("small", weights=6, dtypes=("fp16", "nf4"))
    run(seating, first)
    assert run(seating, small).dtype == "nf4"
    assert sitting(seating) == {"cuda:0": ["first", "small"]}
    assert run(Seating([card(0, 10)]), Model("alone", weights=6, dtypes=("fp16", "nf4"))).dtype == "fp16"


def test_a_plan_is_obeyed_and_a_new_one_moves_the_model():
    seating, model, diary = Seating([card(0, 10), card(1, 10)]), Model("m", dtypes=("fp16", "nf4")), []
    model.diary = diary
    here = seating.plan({"segmenter": model})
    seating.reserve(here)
    assert run(seating, model) == Place("cuda:0", "fp16") and diary == []
    moved = replace(here, rows=(replace(here.rows[0], seat=seating.seats[1]),))
    seating.reserve(moved)
    assert run(seating, model) == Place("cuda:1", "fp16") and diary == ["m got up"]
    assert sitting(seating) == {"cuda:1": ["m"]}
    smaller = replace(here, rows=(replace(moved.rows[0], dtype="nf4"),))
    seating.reserve(smaller)
    assert run(seating, model) == Place("cuda:1", "nf4") and diary == ["m got up"] * 2
    assert sitting(seating) == {"cuda:1": ["m"]}
    with pytest.raises(BadInput, match="not here: cuda:1. There is: cuda:0"):
        Seating([card(0, 10)]).reserve(moved)


# ---- who gets up ----


def test_the_longest_idle_gets_up():
    diary = []
    seating = Seating([card(0, 10)])
    a, b, c, d = (Model(name, weights=3, work=1, diary=diary) for name in "abcd")
    for model in (a, b, c, a):
        run(seating, model)
    assert sitting(seating) == {"cuda:0": ["b", "c", "a"]} and diary == []
    run(seating, d)
    assert diary == ["b got up"] and sitting(seating) == {"cuda:0": ["c", "a", "d"]}
    run(seating, b)
    assert diary == ["b got up", "c got up"]


def test_nobody_gets_up_in_vain():
    diary = []
    seating = Seating([card(0, 10)])
    small, large = Model("small", weights=1, work=1, diary=diary), Model("large", weights=6, work=1, diary=diary)
    run(seating, small)
    run(seating, large)
    run(seating, Model("new", weights=5, work=2))
    assert diary == ["large got up"], "the small one was idle longer, but its leaving was not needed"
    with pytest.raises(NoRoom):
        run(seating, Model("giant", weights=20))
    assert diary == ["large got up"] and "small" in sitting(seating)["cuda:0"]


def test_a_model_that_was_unloaded_by_hand_or_thrown_away_takes_no_room():
    diary = []
    seating = Seating([card(0, 10)])
    by_hand, lost, said = (Model(n, weights=2, work=1, diary=diary) for n in ("by hand", "lost", "said"))
    for model in (by_hand, lost, said):
        run(seating, model)
    by_hand.unload()
    seating.leave(said)
    del lost, model
    gc.collect()
    assert sitting(seating) == {}
    run(seating, Model("large", weights=8))
    assert diary == ["by hand got up"]


def test_a_load_that_fails_leaves_the_seat_free():
    seating, bad = Seating([card(0, 10)]), Model("bad", weights=8)
    with pytest.raises(OSError), seating.turn(bad):
        raise OSError("half a file")
    assert sitting(seating) == {}
    assert run(seating, Model("next", weights=8)).device == "cuda:0"


def test_a_model_that_cannot_get_up_is_forgotten_and_the_error_comes_through():
    seating, stuck = Seating([card(0, 10)]), Model("stuck", weights=8)
    run(seating, stuck)
    stuck.unload = lambda: (_ for _ in ()).throw(RuntimeError("CUDA error"))
    with pytest.raises(RuntimeError, match="CUDA error"):
        run(seating, Model("new", weights=8))
    assert sitting(seating) == {}
    assert run(seating, Model("another", weights=8))


# ---- no room ----


def test_no_room_is_one_sentence_with_the_way_out():
    seating, model = Seating([card(0, 10**10)]), Model("SDXL", weights=13 * 10**9, work=10**9)
    with pytest.raises(NoRoom) as caught:
        run(seating, model)
    assert str(caught.value) == (
        "SDXL needs 14.0 GB in fp16, but cuda:0 (Tesla T4) has room for 10.0 GB. "
        'Take dtype="nf4", a smaller model, another machine, or the offline engine.'
    )
    assert sitting(seating) == {}


def test_what_others_took_meanwhile_is_seen_and_said():
    gb, taken = 10**9, [0]
    seen = []

    def look(seat, inside, outside):
        seen.append((inside, outside))
        return replace(seat, free=seat.total - taken[0], others=taken[0])

    diary = []
    seating = Seating([card(0, 15 * gb)], look)
    sam, sdxl = Model("SAM", gb, gb, diary=diary), Model("SDXL", 7 * gb, 3 * gb, diary=diary)
    worker = Model("DAM", 2 * gb, gb, diary=diary)
    worker.outside = True
    seating.reserve(seating.plan({"illustrator": sdxl, "segmenter": sam, "describer": worker}))
    for model in (sam, worker, sdxl):
        run(seating, model)
    assert diary == [] and (gb, 2 * gb) in seen, "inside this process: SAM; in a worker of ours: DAM"
    taken[0] = 4 * gb
    run(seating, sdxl)
    assert diary == ["DAM got up"], "SAM was idle longer, but its 1 GB would not have been enough"
    taken[0] = 6 * gb
    with pytest.raises(NoRoom, match=r'room for 9.0 GB \(6.0 GB are taken by other .* Studio\(illustrator="offline"\)'):
        run(seating, sdxl)
    taken[0] = 0
    assert run(seating, sdxl).device == "cuda:0"


def test_a_card_that_is_gone_says_so():
    seating = Seating([card(0, 10)], lambda seat, *_: replace(seat, usable=False, why="cuda:0 does not answer."))
    with pytest.raises(NoRoom, match="does not answer"):
        run(seating, Model("m"))


# ---- one at a time, in order ----


def test_thirty_threads_three_models_two_seats():
    seating = Seating([card(0, 10), card(1, 10)])
    diary = []
    models = [Model(name, weights=5, work=2, diary=diary) for name in "abc"]  # three of 5 + 2 do not fit on two of 10
    busy, errors, done = defaultdict(int), [], []

    def pupil(number):
        try:
            for turn in range(6):
                model = models[(number + turn) % 3]
                with seating.turn(model, on_wait=lambda position: None) as place:
                    busy[place.device] += 1
                    busy[model.name] += 1
                    assert busy[place.device] == busy[model.name] == 1, "two at once"
                    model.loaded = True
                    time.sleep(0.0005)
                    assert model.loaded, "it had to get up while it worked"
                    busy[place.device] -= 1
                    busy[model.name] -= 1
                    done.append(place.device)
        except BaseException as error:
            errors.append(error)
            raise

    threads = [threading.Thread(target=pupil, args=(n,), daemon=True) for n in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not errors and not any(thread.is_alive() for thread in threads)
    assert len(done) == 180 and set(done) == {"cuda:0", "cuda:1"}
    assert sum(len(models) for models in sitting(seating).values()) == 2


def test_seats_work_side_by_side():
    seating = Seating([card(0, 10), card(1, 10)])
    meet = threading.Barrier(2, timeout=10)

    def work(device):
        with seating.turn(Model("m", device=device)):
            meet.wait()  # both are inside at the same time, or this breaks

    threads = [threading.Thread(target=work, args=(f"cuda:{n}",)) for n in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not meet.broken


def queue_up(line, count, order, told, cancel=()):
    """Threads that stand in the line one after the other; those of `cancel` give up when they hear of their place."""

    def one(number):
        def on_wait(position):
            told[number].append(position)
            if number in cancel and len(told[number]) > 1:
                raise Cancelled("enough")

        with contextlib.suppress(Cancelled), line.turn(on_wait):
            order.append(number)

    threads = []
    for number in range(count):
        threads.append(threading.Thread(target=one, args=(number,), daemon=True))
        threads[-1].start()
        until(lambda number=number: told[number])
    return threads


def until(true, seconds=10):
    """Waits until something has come about."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.002)


def test_the_line_is_served_in_order_and_says_how_many_are_before():
    line, order, told = Line(), [], defaultdict(list)
    with line.turn():
        threads = queue_up(line, 6, order, told)
        assert [told[n][0] for n in range(6)] == [1, 2, 3, 4, 5, 6] and order == []
    for thread in threads:
        thread.join(10)
    assert order == list(range(6))
    assert all(told[n] == sorted(told[n], reverse=True) for n in range(6)), "nobody is ever pushed back"


def test_who_cancels_leaves_the_line_and_the_others_go_on():
    line, order, told = Line(), [], defaultdict(list)
    with line.turn():
        begun = time.monotonic()
        threads = queue_up(line, 5, order, told, cancel=(0, 2, 4))
        for number in (0, 2, 4):
            threads[number].join(5)
            assert not threads[number].is_alive()
        assert time.monotonic() - begun < 3
        until(lambda: told[1][-1] == 1 and told[3][-1] == 2)
    for thread in threads:
        thread.join(10)
    assert order == [1, 3]
    with line.turn():
        order.append("free again")
    assert order[-1] == "free again"


def test_cancelled_while_waiting_for_a_seat_leaves_nothing_behind():
    seating, first, second = Seating([card(0, 10)]), Model("first"), Model("second")
    inside, out = threading.Event(), threading.Event()

    def long():
        with seating.turn(first):
            first.loaded = True
            inside.set()
            out.wait(10)

    thread = threading.Thread(target=long)
    thread.start()
    assert inside.wait(10)

    def cancel(position):
        raise Cancelled(f"at {position}")

    with pytest.raises(Cancelled, match="at 1"):
        run(seating, second, on_wait=cancel)
    out.set()
    thread.join(10)
    assert sitting(seating) == {"cuda:0": ["first"]}
    assert run(seating, second).device == "cuda:0"


def test_a_thread_may_come_in_again_but_not_hold_two_seats():
    seating = Seating([card(0, 10), card(1, 10)])
    outer, inner, far = (
        Model("outer", device="cuda:0"),
        Model("inner", weights=2, device="cuda:0"),
        Model("far", device="cuda:1"),
    )
    with seating.turn(outer):
        outer.loaded = True
        assert run(seating, inner).device == "cuda:0"
        assert run(seating, outer).device == "cuda:0"
        with pytest.raises(NoRoom):  # 4 + 2 at work, 2 sit: the one at work cannot get up
            run(seating, Model("large", weights=3, device="cuda:0"))
        with pytest.raises(RuntimeError, match="at work on cuda:0 must not wait for cuda:1"):
            run(seating, far)
    assert outer.diary == [] and sitting(seating)["cuda:0"] == ["inner", "outer"]
    assert run(seating, far).device == "cuda:1"


def test_an_error_in_the_work_frees_the_seat():
    seating, model = Seating([card(0, 10)]), Model("m")
    with pytest.raises(ZeroDivisionError), seating.turn(model):
        model.loaded = True
        1 / 0  # noqa: B018
    assert sitting(seating) == {"cuda:0": ["m"]}
    other = threading.Thread(target=run, args=(seating, Model("n")))
    other.start()
    other.join(10)
    assert not other.is_alive()


def test_the_seats_are_looked_for_once_and_only_at_first_use(monkeypatch):
    from storyhelpers.devices import seating as module

    looked = []
    monkeypatch.setattr(module, "look_for_seats", lambda: looked.append(1) or (CPU,))
    seating = Seating(look=lambda seat, *_: seat)
    assert looked == []
    assert seating.seats == seating.seats == (CPU,) and looked == [1]
    assert run(seating, Model("m")).device == "cpu"
    assert house() is house() and isinstance(house(), Seating)

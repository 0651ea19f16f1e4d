"""The line at work, with threads: turns, tickets, limits, cancelling, watching from several event loops."""

import asyncio
import contextvars
import gc
import threading
import time
import weakref
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import pytest
from classroom.line_kit import eventually
from hypothesis import given, settings
from hypothesis import strategies as st

from storyhelpers.classroom.queue.line import KEPT_EACH, Busy, Line
from storyhelpers.engine import BadInput, Cancelled, NoAnswer, NoRoom, NotHere

ANY = ("*",)


@pytest.fixture
def make_line():
    """Lines that are closed when the test ends."""
    made = []

    def make(seats=None, **options):
        made.append(Line(seats or {"processor": ANY}, **options))
        return made[-1]

    yield make
    for line in made:
        line.close()


@dataclass
class Gate:
    """Work that waits until it is let go on, and then says its step."""

    started: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def __call__(self, ticket):
        self.started.set()
        while not self.go.wait(0.002):
            ticket.say(1, 2)
        ticket.say(2, 2)
        return ticket.id

    def begun(self):
        assert self.started.wait(5)
        return self


def hold(line, pupil="holder", craft="describer"):
    """Keeps a seat busy until `go` is set."""
    gate = Gate()
    ticket = line.ask(craft, gate, pupil=pupil)
    gate.begun()
    return gate, ticket


async def updates(ticket):
    return [update async for update in ticket.watch()]


# ---- seats ----


def test_each_seat_does_one_thing_at_a_time_and_all_are_busy(make_line):
    line, lock = make_line({"cuda:0": ANY, "cuda:1": ANY}, most=100, each=100), threading.Lock()
    now, most, double = Counter(), Counter(), []

    def work(ticket):
        with lock:
            now[ticket.seat] += 1
            double.extend([ticket.seat] * (now[ticket.seat] > 1))
            most["together"] = max(most["together"], sum(now.values()))
        time.sleep(0.003)
        with lock:
            now[ticket.seat] -= 1
        return ticket.pupil, ticket.id

    tickets = [line.ask("illustrator", work, pupil=f"p{n % 7}", ticket=f"t{n}") for n in range(40)]
    assert [ticket.wait(5) for ticket in tickets] == [(f"p{n % 7}", f"t{n}") for n in range(40)]
    assert not double and most["together"] == 2
    seats = line.report()["seats"]
    assert sum(seat["done"] for seat in seats.values()) == 40 and min(seat["done"] for seat in seats.values()) > 5


def test_a_seat_does_its_own_crafts_only(make_line):
    line = make_line({"cuda:0": ("illustrator",), "processor": "describer"}, each=9)
    tickets = [line.ask(c, lambda t: t.seat, pupil="p") for c in ("illustrator", "describer") * 4]
    assert [ticket.wait(5) for ticket in tickets] == ["cuda:0", "processor"] * 4
    with pytest.raises(NotHere, match="Nobody here works as sound_maker. There is: describer, illustrator"):
        line.ask("sound_maker", lambda t: 1, pupil="p")
    with pytest.raises(BadInput, match="a seat at least"):
        Line({})


def test_two_classes_share_a_card_in_turn_and_a_processor_not_at_all(make_line):
    lines = [make_line({"cuda:7": ("draw",), "processor": ("cut",)}, each=50) for _ in range(2)]
    at_work, wrong, order = [], [], []

    def draw(ticket):
        at_work.append(ticket)
        wrong.extend(at_work[1:])
        order.append(ticket.pupil)
        time.sleep(0.01)
        at_work.remove(ticket)

    gate, _ = hold(lines[0], craft="draw")
    tickets = [line.ask("draw", draw, pupil=f"class {n}") for n, line in enumerate(lines) for _ in range(10)]
    gate.go.set()
    for ticket in tickets:
        ticket.wait(5)
    assert not wrong
    first = Counter(order[:10])  # in turn, but for a thread that came back late to the card on a busy machine
    assert min(first["class 0"], first["class 1"]) >= 3, order
    barrier = threading.Barrier(2, timeout=5)
    both = [line.ask("cut", lambda t: barrier.wait(), pupil="p") for line in lines]
    assert sorted(ticket.wait(5) for ticket in both) == [0, 1], "both were at work at once"


def test_a_class_that_closes_leaves_the_card_to_the_other(make_line):
    first, second = make_line({"cuda:8": ANY}), make_line({"cuda:8": ANY})
    gate, _ = hold(first)
    waiting = second.ask("draw", lambda t: 1, pupil="p")
    third = make_line({"cuda:8": ANY})
    last = third.ask("draw", lambda t: 2, pupil="p")
    second.close()
    with pytest.raises(NoAnswer, match="class is over"):
        waiting.wait(5)
    gate.go.set()
    assert last.wait(5) == 2


# ---- tickets ----


def test_the_same_id_of_the_same_pupil_is_the_same_ticket(make_line):
    line, calls = make_line(), []
    gate, _ = hold(line)
    ticket = line.ask("describer", lambda t: calls.append(t.id) or "first", pupil="ann", ticket="one")
    assert line.ask("describer", lambda t: "second", pupil="ann", ticket="one") is ticket
    other = line.ask("describer", lambda t: "of ben", pupil="ben", ticket="one")
    assert other is not ticket
    gate.go.set()
    assert ticket.wait(5) == "first" and other.wait(5) == "of ben" and calls == ["one"]
    assert line.ask("describer", lambda t: "third", pupil="ann", ticket="one").wait(5) == "first"
    with pytest.raises(BadInput, match="another wish needs another id"):
        line.ask("illustrator", lambda t: 1, pupil="ann", ticket="one")
    with pytest.raises(BadInput, match="up to 100 characters, not 5,000"):
        line.ask("illustrator", lambda t: 1, pupil="ann", ticket="x" * 5000)


def test_without_an_id_every_wish_is_one_of_its_own(make_line):
    line = make_line(each=10)
    ids = {line.ask("describer", lambda t: t.id, pupil="ann").wait(5) for _ in range(5)}
    assert len(ids) == 5 and all(len(each) >= 16 for each in ids)


def test_a_result_is_kept_for_a_while_and_only_some_of_one_pupil(make_line):
    line, runs = make_line(kept=60), []
    for n in range(KEPT_EACH + 3):
        line.ask("describer", runs.append, pupil="ann", ticket=f"t{n}").wait(5)
    line.ask("describer", runs.append, pupil="ann", ticket="t0").wait(5)
    line.ask("describer", runs.append, pupil="ann", ticket=f"t{KEPT_EACH}").wait(5)
    assert len(runs) == KEPT_EACH + 4, "the oldest had to be made again, a late one not"
    line.kept = 0.05
    with line.changed:
        line.changed.notify_all()
    eventually(lambda: not line._tickets)


def test_what_a_finished_wish_held_is_let_go(make_line):
    line = make_line()

    class Thing:
        pass

    thing = Thing()
    gone = weakref.ref(thing)
    ticket = line.ask("describer", lambda t, thing=thing: t.say_picture(thing), pupil="ann")
    ticket.wait(5)
    del thing
    gc.collect()
    assert gone() is None and ticket.over


# ---- limits ----


def test_the_line_is_bounded_and_so_is_what_one_pupil_may_have(make_line):
    line = make_line(most=4, each=3)
    gate, held = hold(line, "ann")
    mine = [line.ask("describer", lambda t: 1, pupil="ann") for _ in range(2)]
    with pytest.raises(Busy, match="You have 3 wishes in line already") as error:
        line.ask("describer", lambda t: 1, pupil="ann")
    assert isinstance(error.value, NoRoom) and error.value.kind == "enough"
    for n in range(2):
        line.ask("describer", lambda t: 1, pupil=f"other {n}")
    with pytest.raises(Busy, match="4 wishes wait already") as error:
        line.ask("describer", lambda t: 1, pupil="new")
    assert error.value.kind == "line full" and line.report()["waiting"] == 4
    assert line.ask("describer", lambda t: 1, pupil="ann", ticket=held.id) is held, "who comes back is let in"
    assert line.cancel(mine[0].id, "ann")
    line.ask("describer", lambda t: 1, pupil="new")
    gate.go.set()
    mine[1].wait(5)
    line.ask("describer", lambda t: 1, pupil="ann").wait(5)


def test_two_hundred_wishes_of_one_delay_another_by_one_job(make_line):
    line, order = make_line(most=300, each=200), []
    gate, _ = hold(line, "greedy")
    greedy = [line.ask("describer", lambda t: order.append("greedy"), pupil="greedy") for _ in range(199)]
    other = line.ask("describer", lambda t: order.append("other"), pupil="other")
    assert other.now().before == 0 and greedy[0].now().before == 1 and greedy[198].now().before == 199
    gate.go.set()
    greedy[-1].wait(20)
    assert order.index("other") == 0


# ---- cancelling ----


def test_a_waiting_wish_is_cancelled_at_once(make_line):
    line, ran = make_line(), []
    gate, _ = hold(line)
    first, second = (line.ask("describer", ran.append, pupil="ann", ticket=name) for name in ("a", "b"))
    behind = line.ask("describer", ran.append, pupil="ben")
    assert (first.now().before, behind.now().before, second.now().before) == (0, 1, 2)
    assert not line.cancel("a", "ben"), "another's wish is not yours to cancel"
    assert line.cancel("a", "ann") and not line.cancel("a", "ann")
    with pytest.raises(Cancelled):
        first.wait(5)
    assert behind.now().before == 1, "what ann asked second was asked before"
    assert second.now().before == 0
    gate.go.set()
    behind.wait(5)
    assert ran == [second, behind]


def test_work_stops_at_its_next_step_and_the_seat_goes_on(make_line):
    line = make_line()
    gate, ticket = hold(line, "ann")
    assert line.cancel(ticket.id, "ann")
    with pytest.raises(Cancelled, match="Nothing was changed"):
        ticket.wait(5)
    assert line.ask("describer", lambda t: "next", pupil="ben").wait(5) == "next"
    seat = line.report()["seats"]["processor"]
    assert (seat["cancelled"], seat["failed"], seat["done"]) == (1, 0, 1)


def test_an_answer_that_comes_after_the_cancel_is_thrown_away(make_line):
    line, go, started = make_line(), threading.Event(), threading.Event()
    ticket = line.ask("describer", lambda t: started.set() or go.wait(5) and "too late", pupil="ann")
    assert started.wait(5)
    line.cancel(ticket.id, "ann")
    go.set()
    line.ask("describer", lambda t: 1, pupil="ben").wait(5)
    assert ticket.result is None and ticket.now().state == "failed"


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 4)), min_size=1, max_size=25),
    st.lists(st.tuples(st.integers(0, 24), st.integers(0, 3)), max_size=12),
)
def test_cancelled_at_any_moment_everything_ends_and_nothing_is_lost(wishes, cancels):
    line = Line({"cuda:3": ANY, "processor": ANY}, each=30)

    def work(ticket, steps):
        for step in range(steps):
            ticket.say(step, steps)
            time.sleep(0.0005)
        return ticket.id

    try:
        tickets = [
            line.ask("draw", lambda t, steps=steps: work(t, steps), pupil=pupil, ticket=str(n))
            for n, (pupil, steps) in enumerate(wishes)
        ]
        cancelled = set()
        for which, pause in cancels:
            time.sleep(pause / 2000)
            ticket = tickets[which % len(tickets)]
            cancelled |= {ticket} if line.cancel(ticket.id, ticket.pupil) else set()
        for ticket in tickets:
            if ticket in cancelled:
                with pytest.raises(Cancelled):
                    ticket.wait(5)
            else:
                assert ticket.wait(5) == ticket.id
        eventually(lambda: not any(seat["working"] for seat in line.report()["seats"].values()))
        report = line.report()
        assert sum(seat["done"] for seat in report["seats"].values()) == len(tickets) - len(cancelled)
        assert report["waiting"] == report["pupils"] == 0 and not line._order._places
    finally:
        line.close()


# ---- watching ----


def test_who_watches_is_told_every_step_and_the_result(make_line):
    line, seen = make_line(), defaultdict(list)
    gate, _ = hold(line)

    def work(ticket):
        for say, what in ((ticket.say, (1, 3)), (ticket.say_text, ("Once",)), (ticket.say_picture, ("a sketch",))):
            already = len(seen[ticket.pupil])
            say(*what)
            eventually(lambda already=already: len(seen[ticket.pupil]) > already)
        return "a story"

    async def watch(pupil):
        async for update in line.ask("describer", work, pupil=pupil).watch():
            seen[pupil].append(update)
            if len(seen["ann"]) == len(seen["ben"]) == 1:
                gate.go.set()
        return seen[pupil]

    async def both():
        return await asyncio.gather(watch("ann"), watch("ben"))

    first, second = asyncio.run(both())
    assert [(u.state, u.before) for u in second if u.state == "waiting"] == [("waiting", 1), ("waiting", 0)]
    assert [(u.state, u.done, u.of, u.text, u.picture) for u in first][-4:] == [
        ("working", 1, 3, "", None),
        ("working", 1, 3, "Once", None),
        ("working", 1, 3, "Once", "a sketch"),
        ("done", 1, 3, "Once", None),
    ]
    assert first[-1].result == "a story" and 0 < first[-1].seconds < 5


def test_two_event_loops_and_a_plain_thread_watch_the_same_ticket(make_line):
    line, seen = make_line(), {}
    gate, ticket = hold(line)

    def watch(name):
        seen[name] = asyncio.run(updates(ticket))[-1].result

    threads = [threading.Thread(target=watch, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    eventually(lambda: len(ticket._bells) == 2)
    gate.go.set()
    assert ticket.wait(5) == ticket.id
    for thread in threads:
        thread.join(5)
    assert seen == {0: ticket.id, 1: ticket.id} and not ticket._bells


def test_a_change_is_told_at_once(make_line):
    line, told = make_line(), []

    def work(ticket):
        for n in range(20):
            ticket.say_text(str(time.monotonic()))
            eventually(lambda n=n: len(told) > n)

    async def watch():
        async for update in line.ask("describer", work, pupil="ann").watch():
            if update.state == "working" and update.text:
                told.append(time.monotonic() - float(update.text))

    asyncio.run(watch())
    assert len(told) == 20 and min(told) < 0.05  # whoever looked now and then would be late for each of them


def test_who_reads_slowly_gets_the_newest_and_nothing_piles_up(make_line):
    line, last = make_line(), 500

    def work(ticket):
        for n in range(1, last + 1):
            ticket.say(n, last)
        return "done"

    async def watch():
        seen = []
        async for update in line.ask("describer", work, pupil="ann").watch():
            seen.append(update)
            await asyncio.sleep(0.02)
        return seen

    seen = asyncio.run(watch())
    assert len(seen) < 20 and seen[-1].result == "done" and seen[-1].done == last


def test_a_loop_that_was_closed_does_not_disturb(make_line):
    line = make_line(grace=0.5)
    gate, ticket = hold(line)
    loop = asyncio.new_event_loop()
    watching = ticket.watch()
    loop.run_until_complete(anext(watching))
    loop.close()  # as when a server is torn down: nobody ended the watching
    eventually(lambda: not ticket._bells)
    assert not ticket.over, "the grace counts from here"
    eventually(lambda: ticket.over)
    assert line.ask("describer", lambda t: 1, pupil="ben").wait(5) == 1
    gate.go.set()


def test_work_and_sentences_are_in_the_context_of_who_asked(make_line, monkeypatch):
    spoken = contextvars.ContextVar("language", default="nobody's")
    monkeypatch.setattr("storyhelpers.classroom.queue.care.say", lambda message, **values: f"{spoken.get()}: {message}")
    line = make_line(seconds={"slow": 0.1})

    def ask(language, craft, work):
        spoken.set(language)
        return line.ask(craft, work, pupil=language)

    def slow(ticket):
        while True:
            ticket.say()
            time.sleep(0.002)

    def asked(*given):  # each in a context of its own, as every request has
        return contextvars.copy_context().run(ask, *given)

    assert asked("es", "describer", lambda t: spoken.get()).wait(5) == "es"
    assert asked("zh-TW", "describer", lambda t: spoken.get()).wait(5) == "zh-TW"
    for craft, work in (("describer", lambda t: 1 / 0), ("slow", slow)):
        with pytest.raises(NoAnswer, match="^es: "):
            asked("es", craft, work).wait(5)


# ---- connections that drop ----


def test_a_wish_that_nobody_listens_to_ends_after_the_grace_and_begins_anew_when_asked_again(make_line):
    line, runs, begun, go = make_line(grace=0.08), [], threading.Event(), threading.Event()
    line.ask("describer", lambda t: begun.set() or go.wait(5), pupil="holder")  # deaf: it keeps the seat until then
    assert begun.wait(5)
    waiting = line.ask("describer", lambda t: runs.append(1) or "fresh", pupil="ann", ticket="w")
    eventually(lambda: waiting.over)
    assert isinstance(waiting.error, Cancelled) and not runs
    go.set()
    eventually(lambda: not line.report()["seats"]["processor"]["working"])
    again = line.ask("describer", lambda t: runs.append(1) or "fresh", pupil="ann", ticket="w")
    assert again is not waiting and again.wait(5) == "fresh" and runs == [1]
    assert line.ask("describer", lambda t: 0, pupil="ann", ticket="w") is again


def test_the_grace_begins_when_the_last_one_leaves(make_line):
    line = make_line()
    gate, ticket = hold(line)

    async def watch_for_a_while():
        first, second = ticket.watch(), ticket.watch()
        await anext(first)
        await anext(second)
        line.grace = 0.15  # from here on, so that it cannot be over before anybody listens
        await asyncio.sleep(0.3)
        await first.aclose()
        await asyncio.sleep(0.2)
        assert not ticket.over, "the second listens still"
        left = time.monotonic()
        await second.aclose()
        return left

    left = asyncio.run(watch_for_a_while())
    eventually(lambda: ticket.over)
    assert ticket.finished - left >= 0.14


def test_who_comes_back_within_the_grace_has_the_place_still(make_line):
    line = make_line(grace=1.0)
    gate, held = hold(line)

    async def come_and_go():
        ticket = line.ask("describer", lambda t: "here", pupil="ann", ticket="w")
        behind = asyncio.ensure_future(updates(line.ask("describer", lambda t: "behind", pupil="ben")))
        for _ in range(4):  # 1.2 s in all, never more than 0.3 without anybody
            watching = line.ask("describer", lambda t: 0, pupil="ann", ticket="w").watch()
            assert (await anext(watching)).before == 0
            await watching.aclose()
            assert not ticket.heard
            await asyncio.sleep(0.3)
        gate.go.set()
        result = [update async for update in ticket.watch()][-1].result
        return result, (await behind)[-1].result

    keep = threading.Thread(target=held.wait, args=(5,))
    keep.start()
    assert asyncio.run(come_and_go()) == ("here", "behind")
    keep.join(5)


def test_waiting_has_an_end(make_line):
    line = make_line()
    gate, ticket = hold(line)
    with pytest.raises(TimeoutError, match="is working still after 0.01 seconds"):
        ticket.wait(0.01)
    gate.go.set()
    assert ticket.wait(5) == ticket.id


# ---- the whole ----


def test_the_report_says_who_works_and_how_many_wait(make_line):
    line = make_line({"cuda:4": ("illustrator",), "processor": ("describer",)})
    gate, _ = hold(line, "ann", "illustrator")
    line.ask("illustrator", lambda t: 1, pupil="ben")
    line.ask("illustrator", lambda t: 1, pupil="ann")
    time.sleep(0.02)
    report = line.report()
    card = report["seats"]["cuda:4"]
    assert card["working"] == "illustrator" and card["waiting"] == 2 and card["seconds"] >= 0.02
    assert report["seats"]["processor"] == {
        "working": "", "done": 0, "failed": 0, "cancelled": 0, "stuck": 0, "seconds": 0.0, "waiting": 0,
    }  # fmt: skip
    assert report["waiting"] == 2 and report["pupils"] == 2 and report["longest_wait"] >= 0.02
    gate.go.set()


def test_when_it_closes_all_in_line_are_told_and_its_threads_end(make_line):
    before = set(threading.enumerate())
    line = make_line({"cuda:5": ANY, "processor": ANY})
    gates = [hold(line, f"p{n}") for n in range(2)]
    waiting = line.ask("describer", lambda t: 1, pupil="ann")
    line.close()
    for ticket in (waiting, gates[0][1], gates[1][1]):
        with pytest.raises(NoAnswer, match="The class is over"):
            ticket.wait(5)
    with pytest.raises(NoAnswer, match="The class is over"):
        line.ask("describer", lambda t: 1, pupil="ann")
    line.close()
    eventually(lambda: set(threading.enumerate()) <= before)


def test_a_class_of_thirty_asks_from_many_threads_and_nothing_is_mixed_up(make_line):
    line = make_line({"cuda:0": ("draw",), "cuda:1": ("draw", "cut"), "processor": ("tell",)})
    mixed = []

    async def pupil(number):
        for turn in range(4):
            craft = ("draw", "cut", "tell")[(number + turn) % 3]
            mark = f"{number}/{turn}"
            ticket = line.ask(craft, lambda t, mark=mark: time.sleep(0.001) or mark, pupil=f"p{number}", ticket=mark)
            last = (await updates(ticket))[-1]
            mixed.extend([(mark, last)] * (last.result != mark))

    async def some(numbers):
        await asyncio.gather(*map(pupil, numbers))

    threads = [threading.Thread(target=asyncio.run, args=(some(range(n, 30, 3)),)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not mixed and sum(seat["done"] for seat in line.report()["seats"].values()) == 120

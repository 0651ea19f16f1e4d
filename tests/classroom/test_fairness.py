"""Who is next, in simulated time: seats that are never idle, turns, honest numbers, nobody starves."""

import heapq
import itertools
from collections import Counter
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from storyhelpers.classroom.queue.fairness import LATELY, Order


@dataclass(eq=False)
class Wish:
    craft: str
    pupil: str
    asked: float = 0.0
    seconds: float = 1.0

    def __repr__(self):
        return f"{self.pupil} asks at {self.asked:g} for {self.craft}, {self.seconds:g} s"


class Class:
    """A class at work in simulated time. `told`: ("ask" | "take" | "end" | "drop", wish) in the order it happened."""

    def __init__(self, seats):
        self.order, self.now, self.told = Order(seats), 0.0, []
        self.at_work = {}  # seat → wish
        self._ends, self._count = [], itertools.count()

    def ask(self, wish):
        self.until(wish.asked)
        self.order.add(wish, self.now)
        self.told.append(("ask", wish))
        self.work()

    def drop(self, wish):
        if self.order.drop(wish):
            self.told.append(("drop", wish))

    def work(self):
        """Every free seat takes what it can."""
        for seat in self.order.seats:
            if seat in self.at_work:
                continue
            has = self.order.has(seat)
            wish = self.order.take(seat, self.now)
            assert (wish is not None) == has, "a seat is idle although something waits for it"
            if wish is not None:
                assert seat in self.order.queue(wish.craft)
                self.at_work[seat] = wish
                self.told.append(("take", wish))
                heapq.heappush(self._ends, (self.now + wish.seconds, next(self._count), seat))

    def until(self, when=float("inf")):
        """Goes on to a time; without one to the end of all."""
        while self._ends and self._ends[0][0] <= when:
            self.now, _, seat = heapq.heappop(self._ends)
            wish = self.at_work.pop(seat)
            self.order.ended(wish, self.now, wish.seconds)
            self.told.append(("end", wish))
            self.work()
        self.now = max(self.now, when) if when != float("inf") else self.now

    def taken(self, since=0):
        return [wish for what, wish in self.told[since:] if what == "take"]


ONE = {"cuda:0": ("*",)}
TWO = {"cuda:0": ("*",), "cuda:1": ("*",)}
PARTS = {"cuda:0": ("draw",), "cuda:1": ("cut", "tell"), "processor": ("tell",)}
WISHES = st.lists(
    st.builds(
        Wish,
        st.sampled_from(["draw", "cut", "tell"]),
        st.sampled_from("ABCDE"),
        st.integers(0, 30).map(float),
        st.sampled_from([0.3, 1.0, 2.0, 9.0]),
    ),
    max_size=30,
).map(lambda wishes: sorted(wishes, key=lambda wish: wish.asked))


def play(seats, wishes, drops=()):
    """A class that asks all this. drops: (after the so-manieth wish, which one is cancelled)."""
    room = Class(seats)
    for number, wish in enumerate(wishes):
        room.ask(wish)
        for after, which in drops:
            if after == number:
                room.drop(wishes[which % len(wishes)])
    return room


DROPS = st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=8)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([ONE, TWO, PARTS]), WISHES, DROPS)
def test_everything_is_done_once_and_in_order_within_a_pupil_and_nobody_is_overtaken_twice(seats, wishes, drops):
    room = play(seats, wishes, drops)
    room.until()
    dropped = [wish for what, wish in room.told if what == "drop"]
    assert Counter(room.taken()) == Counter(w for w in wishes if w not in dropped) and not len(room.order)
    for pupil, craft in {(wish.pupil, wish.craft) for wish in wishes}:
        mine = [wish for wish in wishes if wish.pupil == pupil and wish.craft == craft and wish not in dropped]
        assert [wish for wish in room.taken() if wish in mine] == mine
    for wish in room.taken():
        assert overtaken(room, wish) <= 1


def overtaken(room, wish):
    """How often the pupil who did so most went before this wish, since it was the next of a pupil without a seat."""
    queue = room.order.queue(wish.craft)
    since, starts = None, Counter()
    for number, (what, other) in enumerate(room.told):
        same = other.pupil == wish.pupil and room.order.queue(other.craft) == queue
        if other is wish and what == "take":
            break
        if same:  # its own turn begins anew with everything that its pupil does there
            since, starts = number, Counter()
        elif since is not None and what == "take":
            starts[other.pupil, room.order.queue(other.craft)] += 1
    if working_when(room, wish, queue):
        return 0
    return max((n for (_, where), n in starts.items() if where == queue), default=0)


def working_when(room, wish, queue):
    """Whether the pupil held a seat of this queue when the wish was taken."""
    held = 0
    for what, other in room.told:
        if other is wish and what == "take":
            return held > 0
        if other.pupil == wish.pupil and room.order.queue(other.craft) == queue:
            held += (what == "take") - (what == "end")
    raise AssertionError("it was never taken")


@settings(max_examples=100, deadline=None)
@given(WISHES, DROPS, st.lists(st.sampled_from([0.3, 1.0, 5.0]), min_size=30, max_size=30))
def test_how_many_are_before_you_is_exactly_so_on_one_seat(wishes, drops, seconds):
    room = play(ONE, wishes, drops)
    said, since = room.order.before(), len(room.told)
    for wish, lasts in zip(said, seconds):
        wish.seconds = lasts  # however long they last
    room.until()
    assert said == {wish: number for number, wish in enumerate(room.taken(since))}


@settings(max_examples=100, deadline=None)
@given(WISHES, DROPS)
def test_on_two_seats_it_is_exactly_so_for_the_first_wish_of_everybody_who_holds_no_seat(wishes, drops):
    room = play(TWO, wishes, drops)
    said, since = room.order.before(), len(room.told)
    firsts = {}
    for wish in wishes:
        if wish in said:
            firsts.setdefault(wish.pupil, wish)
    firsts = [wish for wish in firsts.values() if wish.pupil not in {w.pupil for w in room.at_work.values()}]
    room.until()
    numbers = {wish: number for number, wish in enumerate(room.taken(since))}
    assert {wish: said[wish] for wish in firsts} == {wish: numbers[wish] for wish in firsts}
    assert sorted(said.values()) == list(range(len(said)))


def test_two_hundred_wishes_of_one_delay_another_by_one_job():
    for seats in (ONE, TWO):
        room = Class(seats)
        for _ in range(200):
            room.ask(Wish("draw", "greedy", seconds=2.0))
        room.until(9.5)
        other = Wish("draw", "other", 9.5)
        room.ask(other)
        assert room.order.before()[other] == 0
        room.until()
        assert room.taken()[5 * len(seats)] is other


def test_wishes_one_after_the_other_overtake_no_more_than_many_at_once():
    room = Class(ONE)
    room.ask(Wish("tell", "late", 0.0, 50.0))  # had a lot lately, so that others may come first
    room.until(50.0)
    room.ask(Wish("draw", "busy", 50.0, 1.0))
    waits = Wish("draw", "late", 50.2)
    room.ask(waits)
    for number in range(1, 6):  # asks again as soon as the last one is done
        room.ask(Wish("draw", "busy", 50.0 + number, 1.0))
    room.until()
    assert room.taken().index(waits) <= 3


def test_whoever_had_least_lately_goes_first():
    room = Class(ONE)
    room.ask(Wish("draw", "much", 0.0, 20.0))
    room.ask(Wish("draw", "little", 20.0, 1.0))
    room.ask(Wish("draw", "some", 21.0, 5.0))
    much, little, nothing = (Wish("draw", pupil, 22.0 + n) for n, pupil in enumerate(("much", "little", "nothing")))
    for wish in (much, little, nothing):
        room.ask(wish)
    room.until()
    assert room.taken()[-3:] == [little, nothing, much], "little comes a second later than it asked, much twenty"
    assert room.order.lately("much", room.now + 10 * LATELY) < 0.01, "and after a while all is forgotten"


def test_a_long_story_counts_for_a_minute_at_most():
    room = Class(ONE)
    room.ask(Wish("tell", "A", 0.0, 600.0))
    room.ask(Wish("tell", "B", 599.0, 70.0))
    again, soon, later = Wish("draw", "A", 600.5), Wish("draw", "C", 655.0), Wish("draw", "D", 662.0)
    for wish in (again, soon, later):
        room.ask(wish)
    room.until()
    assert room.taken()[2:] == [soon, again, later]


def test_whoever_cancels_the_first_wish_stands_where_the_second_was_asked():
    room = Class(ONE)
    room.ask(Wish("draw", "busy", 0.0, 20.0))
    first, other, second = Wish("draw", "A", 1.0), Wish("draw", "B", 2.0), Wish("draw", "A", 3.0)
    for wish in (first, other, second):
        room.ask(wish)
    room.drop(first)
    assert room.order.before() == {other: 0, second: 1}
    room.until()
    assert room.taken()[1:] == [other, second]


def test_nobody_starves_however_many_newcomers_come():
    room = Class(ONE)
    room.ask(Wish("tell", "old", 0.0, 500.0))
    old = Wish("draw", "old", 500.0)
    room.ask(old)
    for second in range(300):
        for n in range(2):
            room.ask(Wish("draw", f"new {second} {n}", 500.0 + second))
    room.until()
    assert room.taken().index(old) <= 2 + 2 * LATELY


def test_who_holds_a_seat_comes_after_who_holds_none():
    room = Class(TWO)
    long, second = Wish("draw", "A", 0.0, 60.0), Wish("draw", "A", 0.0, 1.0)
    room.ask(long)
    room.ask(Wish("draw", "B", 0.0, 5.0))
    room.ask(second)
    for n in range(4):
        room.ask(Wish("draw", f"C{n}", 1.0 + n, 5.0))
    room.until()
    assert room.taken().index(second) == 6


def test_one_alone_has_all_seats():
    room = Class(TWO)
    for _ in range(4):
        room.ask(Wish("draw", "A", 0.0, 1.0))
    assert len(room.at_work) == 2
    room.until()
    assert room.now == 2.0


def test_a_stream_of_pictures_does_not_keep_the_sound_waiting_for_ever():
    room = Class({"cuda:0": ("draw",), "cuda:1": ("sound", "tell")})
    sound = Wish("sound", "A", 10.5)
    for second in range(200):
        room.ask(Wish("draw", "A", float(second), 1.0))
        room.ask(Wish("tell", f"new {second}", float(second), 1.2))
        if second == 10:
            room.ask(sound)
    room.until()
    before = room.taken()[: room.taken().index(sound)]
    assert max(wish.asked for wish in before if wish.craft == "tell") <= sound.asked + 10, "A had 10 s lately"


def test_what_it_remembers_is_bounded():
    room = Class(ONE)
    for n in range(5000):
        room.ask(Wish("draw", f"P{n}", n * 1.0, 0.5))
    room.until()
    assert len(room.order._had) <= 1001 and not room.order._places

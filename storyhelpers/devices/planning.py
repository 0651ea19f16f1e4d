"""The plan: a whole cast is seated before anything loads. Arithmetic only, so two T4s are planned on a laptop.

Models on one seat wait their turn, so what sits on a seat takes the sum of the weights and the largest work of one.
What is wanted, most important first: every model has a seat; all sit at once; those that work together in one click
do not take turns; as little as possible is quantised; those that work together share a seat, and the sound model,
which works while people click, has another; the load is even; the order of the cast.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from ..engine import StoryError
from . import showing
from .seat import CPU, NOISE, Candidate, Need, Seat, gigabytes

TOGETHER = (("segmenter", "describer"),)  # crafts of one click: the thing is cut out, then described
APART = (("sound_maker", "segmenter"), ("sound_maker", "describer"))  # a sound is made while the next thing is clicked
BITS = 64  # of the digits of a cost that hold a load or an order


@dataclass(frozen=True)
class Row:
    """One model of the plan.

    craft: "describer", or "prompt_writer, story_writer" when one model does both. seat: None when it fits nowhere.
    weights, work, passing: bytes, see Need. resident: it stays on its seat; else it takes turns with `partners`, who
    get up for it.
    best: the dtype that it would have with room enough. why: without a seat, the sentence with the way out.
    """

    craft: str
    name: str
    model: object
    seat: Seat | None
    dtype: str = ""
    weights: int = 0
    work: int = 0
    declared: bool = False
    resident: bool = True
    partners: tuple[str, ...] = ()
    best: str = ""
    why: str = ""
    passing: int = 0

    @property
    def peak(self) -> int:
        """Bytes at the highest moment."""
        return self.weights + self.work


@dataclass(frozen=True, repr=False)
class Plan:
    """Who sits where. `fits`: every model has a seat; `at_once`: and nobody has to get up for another.

    sentences: what a person should know: who takes turns, what is quantised, what does not fit and the way out.
    """

    rows: tuple[Row, ...]
    seats: tuple[Seat, ...]
    sentences: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether every model has a seat, if only in turns."""
        return all(row.seat for row in self.rows)

    @property
    def at_once(self) -> bool:
        """Whether every model has a seat and none takes turns."""
        return all(row.seat and row.resident for row in self.rows)

    def row(self, craft: str) -> Row | None:
        """The row of a craft; None when its engine needs no seat."""
        return next((row for row in self.rows if craft in row.craft.split(", ")), None)

    def on(self, seat: str) -> tuple[Row, ...]:
        """The rows on the seat of that name."""
        return tuple(row for row in self.rows if row.seat and row.seat.name == seat)

    def __repr__(self):
        return showing.text(self)

    def _repr_html_(self):
        return showing.html(self)

    def picture(self):
        """A Picture: one bar for each seat; who sits there, the work area hatched, the free room light."""
        return showing.picture(self)


def taken(rows: Sequence[Row]) -> int:
    """Bytes that these rows take on one seat at the highest moment."""
    return sum(row.weights for row in rows) + max((row.work for row in rows), default=0)


def plan(cast: Mapping[str, Candidate], seats: Sequence[Seat]) -> Plan:
    """Seats a cast (craft → engine). Engines without `need` (offline ones, services) need no seat and are left out.

    The best plan of all, found exactly, the same one every time. A person's `device` is always obeyed. The processor
    is a seat only for a model that names it, or when there is no card that can be used.
    """
    seats = tuple(seats)
    crafts: dict[int, list[str]] = {}
    models = {}
    for craft, engine in cast.items():
        if hasattr(engine, "need"):
            crafts.setdefault(id(engine), []).append(craft)
            models[id(engine)] = engine
    units = [_Unit(", ".join(crafts[key]), model, seats) for key, model in models.items()]
    found = _search([unit for unit in units if unit.choices], seats)
    rows = tuple(found[unit.craft] if unit.choices else unit.nowhere() for unit in units)
    return Plan(rows, seats, tuple(_sentences(rows, seats)))


def allowed(model: Candidate, seats: Sequence[Seat]) -> tuple[list[Seat], str]:
    """The seats a model may take at all, and, when there are none, the sentence that says why.

    A named device is the only one; "cuda" is any card; no device is any card, or the processor where there is none. A
    card that cannot be used is said, not passed over, and nothing is ever moved from a card to the processor for lack
    of room: that is the slow spill.
    """
    named, here = getattr(model, "device", None), ", ".join(map(str, seats))
    cards = [seat for seat in seats if seat.is_card and seat.usable]
    if named is None:
        unusable = [seat for seat in seats if seat.is_card and not seat.usable]
        if unusable and not cards:  # hours on a processor are no answer to a card that is too old
            return [], f'{model.name} finds no card: {unusable[0].why} Or give it device="cpu", which is slow.'
        usable = cards or [seat for seat in seats if seat.name == CPU]
        return usable, "" if usable else f"No seat of this machine can be used for {model.name}. There is: {here}."
    fitting = cards if named == "cuda" else [seat for seat in seats if seat.name == str(named)]
    if not fitting:
        why = f"{model.name} was given the device {named}, which is not here. There is: {here}."
        return [], why + " Give one of these, or leave device= out."
    usable = [seat for seat in fitting if seat.usable]
    return usable, "" if usable else f"{model.name} was given the device {named}: {fitting[0].why}"


def dtypes_on(model: Candidate, seat: Seat) -> tuple[tuple[str, ...], str]:
    """(the dtypes of a model on a seat, ''), or ((), the sentence that says why it cannot work there)."""
    try:
        names = tuple(model.dtypes(seat))
    except StoryError as error:  # "a T4 has no bfloat16": another seat may have it
        return (), str(error)
    return names, "" if names else f"{model.name} cannot work on {seat}. Take another machine or the offline engine."


def no_room(model: Candidate, craft: str, seat: Seat, need: Need, room: int) -> str:
    """The sentence for a model that has no room on a seat, with the way out."""
    offline = f'Studio({craft.split(", ")[0]}="offline")' if craft else "the offline engine"
    quantise = 'dtype="nf4", ' if seat.is_card and "nf4" not in dtypes_on(model, seat)[0] else ""
    others = f" ({gigabytes(seat.others)} are taken by other programs or variables)" if seat.others > NOISE else ""
    return (
        f"{model.name} needs {gigabytes(need.peak)} in {need.dtype}, but {seat} has room for {gigabytes(room)}"
        f"{others}. Take {quantise}a smaller model, another machine, or {offline}."
    )


class _Unit:
    """One model and all its choices: seat number → [(rank of the dtype, need)], only such as fit when it is alone."""

    def __init__(self, craft: str, model: Candidate, seats: tuple[Seat, ...]):
        self.craft, self.model = craft, model
        usable, self.why = allowed(model, seats)
        needs: dict[str, Need] = {}
        self.choices: dict[int, list[tuple[int, Need]]] = {}
        self.too_large: list[tuple[Seat, Need]] = []
        for number, seat in enumerate(seats):
            if seat not in usable:
                continue
            names, why = dtypes_on(model, seat)
            self.why = self.why or why
            for rank, dtype in enumerate(names):
                need = needs[dtype] = needs.get(dtype) or model.need(dtype)
                if need.peak <= seat.room:
                    self.choices.setdefault(number, []).append((rank, need))
                else:
                    self.too_large.append((seat, need))

    def nowhere(self) -> Row:
        """The row of a model that fits nowhere: its smallest dtype against the largest seat."""
        why = self.why
        if self.too_large:
            seat = max((seat for seat, _ in self.too_large), key=lambda s: s.room)
            need = min((need for other, need in self.too_large if other is seat), key=lambda n: n.peak)
            why = no_room(self.model, self.craft, seat, need, seat.room)
        return Row(self.craft, self.model.name, self.model, None, why=why)


def _search(units: list[_Unit], seats: tuple[Seat, ...]) -> dict[str, Row]:
    """Craft → row of the best plan: first among those where all sit at once, else among those with turns."""
    picks = _merge(units, seats, False) or _merge(units, seats, True)
    rows = {}
    for number, choice in picks[1] if units else ():
        rows |= _rows(units, seats[number], choice)
    return rows


def _merge(units: list[_Unit], seats: tuple[Seat, ...], in_turns: bool):
    """(cost, ((seat number, choice of each there), …)) of the best plan; None when there is none without turns.

    Exact, by dynamic programming: the least cost of every set of models on each seat, then of every set on the first
    two, three, … seats. Costs are whole numbers that add up over the seats, the more important part in higher digits.
    """
    full, kinds = (1 << len(units)) - 1, {}
    best = {0: (0, ())}  # set of models (as bits) → (cost, picks)
    for number, seat in enumerate(seats):
        kind = (seat.room, *(tuple(unit.choices.get(number, ())) for unit in units))
        if kind not in kinds:  # two equal cards are reckoned once
            kinds[kind] = _best_of_sets(units, number, seat, len(seats), in_turns)
        alone, merged = kinds[kind], {}
        for goal in [full] if number == len(seats) - 1 else range(full + 1):
            more, found = goal, best.get(goal)
            while more:
                if (here := alone.get(more)) and (before := best.get(goal ^ more)):
                    cost = before[0] + here[0] + (number * here[1] << BITS)
                    if found is None or cost < found[0]:
                        found = (cost, (*before[1], (number, here[2])))
                more = (more - 1) & goal
            if found:
                merged[goal] = found
        best = merged
    return best.get(full)


def _best_of_sets(units, number: int, seat: Seat, places: int, in_turns: bool) -> dict[int, tuple[int, int, dict]]:
    """Every set of models that may sit on this seat → (its least cost, its place in the order, the choice of each)."""
    able = [i for i, unit in enumerate(units) if number in unit.choices]
    found = {}
    for bits in range(1, 1 << len(able)):
        members = [i for place, i in enumerate(able) if bits >> place & 1]
        options = [units[i].choices[number] for i in members]
        least = [Need(min(n.weights for _, n in o), min(n.work for _, n in o), "") for o in options]
        lowest = _turns(least, [_clicks(units[i]) for i in members], seat.room)
        if in_turns or lowest == (0, 0):
            cost, choice = _best_of_set(units, members, options, seat, lowest)
            if in_turns and not choice:  # the lightest weights and the least work are not of one dtype
                cost, choice = _best_of_set(units, members, options, seat, (-1, -1))
            if in_turns or choice:
                order = sum(places ** (len(units) - 1 - i) for i in members)
                found[sum(1 << i for i in members)] = (cost, order, dict(zip(members, choice)))
    return found


def _best_of_set(units, members: list[int], options: list, seat: Seat, lowest: tuple[int, int]) -> tuple[int, tuple]:
    """(least cost, choice) of these models together on this seat. lowest: as few turns as there can be at best."""
    clicking = [_clicks(units[i]) for i in members]
    here = {craft for i in members for craft in units[i].craft.split(", ")}
    pieces = sum(not here.isdisjoint(group) for group in TOGETHER)  # over all seats: 1 together, 2 split
    apart = sum(here.issuperset(pair) for pair in APART)
    best, best_choice, best_turns, best_rank = None, (), None, 0
    for rank, choice in sorted(((sum(r for r, _ in c), c) for c in product(*options)), key=lambda item: item[0]):
        if best is not None and rank > best_rank and best_turns == lowest:
            break  # nothing that comes later is better
        needs = [need for _, need in choice]
        if lowest == (0, 0) and sum(n.weights for n in needs) + max(n.work for n in needs) > seat.room:
            continue  # with more quantised, all of these sit at once
        turns = _turns(needs, clicking, seat.room)
        if best is not None and rank > best_rank and turns >= best_turns:
            continue
        load = 1000 * (sum(n.weights for n in needs) + max(n.work for n in needs)) // max(1, seat.room)
        cost = 0
        for part in (*turns, rank, pieces, apart):
            cost = (cost << 8) + part
        ranks = sum(r * 4 ** (len(units) - 1 - i) for i, (r, _) in zip(members, choice))
        cost = (((cost << BITS) + load * load << BITS) << BITS) + ranks  # the empty digits are for the order of seats
        if best is None or cost < best:
            best, best_choice, best_turns, best_rank = cost, choice, turns, rank
    return best, best_choice


def _clicks(unit: _Unit) -> bool:
    return any(not set(unit.craft.split(", ")).isdisjoint(group) for group in TOGETHER)


def _turns(needs: Sequence[Need], clicking: Sequence[bool], room: int) -> tuple[int, int]:
    """(how many take turns, how many of them are of a click)."""
    if sum(n.weights for n in needs) + max(n.work for n in needs) <= room:
        return 0, 0
    staying = _residents(needs, clicking, room)
    return len(needs) - len(staying), sum(clicking) - sum(clicking[k] for k in staying)


def _residents(needs: Sequence[Need], clicking: Sequence[bool], room: int) -> list[int]:
    """The largest set of models that sit at once, those of a click first, then the lightest: their numbers.

    Exact: for each possible largest work, the lightest ones of the two kinds, in every mixture.
    """
    best: tuple = (0, 0, 0, [])
    light = sorted(range(len(needs)), key=lambda k: (needs[k].weights, k))
    for work in {need.work for need in needs}:
        kinds = [[k for k in light if needs[k].work <= work and clicking[k] is kind] for kind in (True, False)]
        for first in range(len(kinds[0]) + 1):
            taking, left = list(kinds[0][:first]), room - work - sum(needs[k].weights for k in kinds[0][:first])
            if left < 0:
                break
            for k in kinds[1]:
                if needs[k].weights > left:
                    break
                taking.append(k)
                left -= needs[k].weights
            best = max(best, (len(taking), first, left, sorted(taking)), key=lambda b: b[:3])
    return best[3]


def _rows(units: list[_Unit], seat: Seat, choice: dict) -> dict[str, Row]:
    members = list(choice)
    needs = [choice[i][1] for i in members]
    staying = _residents(needs, [_clicks(units[i]) for i in members], seat.room)
    rows = {}
    for k, i in enumerate(members):
        unit, need = units[i], needs[k]
        partners = () if k in staying else _partners(k, staying, needs, seat.room)
        rows[unit.craft] = Row(
            unit.craft, unit.model.name, unit.model, seat, need.dtype, need.weights, need.work, need.declared,
            k in staying, tuple(units[members[p]].model.name for p in partners), unit.model.dtypes(seat)[0],
            passing=need.passing,
        )  # fmt: skip
    return rows


def _partners(called: int, staying: Sequence[int], needs: Sequence[Need], room: int) -> list[int]:
    """Who gets up for the one that is called: the fewest, and of these the lightest, so that it can sit and work."""
    gone: list[int] = []
    heavy = sorted(staying, key=lambda k: (-needs[k].weights, k))
    over = sum(needs[k].weights for k in staying) + needs[called].peak - room
    while over > 0:
        enough = [k for k in heavy if k not in gone and needs[k].weights >= over]
        gone.append(enough[-1] if enough else next(k for k in heavy if k not in gone))
        over -= needs[gone[-1]].weights
    held = sum(needs[k].weights for k in staying) + needs[called].weights  # or it sits down, but stands in their way
    return sorted(gone) or [k for k in sorted(staying) if held + needs[k].work > room]


def _sentences(rows: Sequence[Row], seats: Sequence[Seat]):
    yield from (seat.why for seat in seats if not seat.usable)
    yield from (row.why for row in rows if row.seat is None)
    for seat in seats:
        here = [row for row in rows if row.seat is seat]
        where = f"its {gigabytes(seat.room)} and spill into the slow {'main memory' if seat.is_card else 'disk'}"
        for row in (row for row in here if not row.resident):
            everybody = _and([row.name, *(row.partners or [r.name for r in here if r is not row])])
            yield (
                f"{everybody} take turns on {seat.name}: whoever is called is loaded again, and who is in the way gets "
                f"up. Together all models there would need {gigabytes(taken(here))} of {where}."
            )
        small = [row for row in here if row.dtype != row.best]
        if small:
            best = [row.model.need(row.best) for row in here]
            whole = sum(need.weights for need in best) + max(need.work for need in best)
            yield (
                f"{_and([f'{row.name} in {row.dtype}' for row in small])}, so that nothing spills: else the models on "
                f"{seat.name} would need {gigabytes(whole)} of {where}."
            )
    memory = next((seat for seat in seats if seat.name == CPU), None)
    for row in (row for row in rows if memory and row.seat and row.seat.is_card and row.passing > memory.room):
        yield (
            f"{row.name} passes through the main memory while it loads: {gigabytes(row.passing)}, and there is room "
            f"for {gigabytes(memory.room)}. Close other programs and notebooks, or take a smaller model."
        )


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

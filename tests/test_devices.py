"""The plan: nothing loads here, it is arithmetic, so two T4s are planned on any machine."""

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyhelpers import devices
from storyhelpers.devices import Need, Seat, plan, planning
from storyhelpers.devices.seat import unfit
from storyhelpers.engine import BadInput

GB = 10**9
T4 = int(14.75 * 2**30)
CPU = Seat("cpu", "processor, 4 cores", 31 * GB, 28 * GB, context=1_500_000_000)


def t4(number=0, others=0):
    """A Tesla T4 as torch sees it."""
    return Seat(f"cuda:{number}", "Tesla T4", T4, T4 - others, others=others)


def card(number, room):
    """A card with exactly this room."""
    return Seat(f"cuda:{number}", "card", room, room, context=0)


class Model:
    """What the planner wants of a model. sizes: dtype → (weights, work) in bytes, the best dtype first."""

    def __init__(self, name, sizes, device=None, cpu=("fp32",)):
        self.name, self.sizes, self.device, self.cpu = name, sizes, device, cpu

    def dtypes(self, seat):
        return tuple(d for d in self.sizes if (d not in self.cpu) == seat.is_card)

    def need(self, dtype):
        return Need(*self.sizes[dtype], dtype, declared=True)


def model(name, work, device=None, **weights):
    """A model by GB."""
    return Model(name, {d: (int(w * GB), int(work * GB)) for d, w in weights.items()}, device)


def cast_of_s0(**other):
    """The first year's models with the weights of the table and works as they were seen or are likely."""
    cast = {
        "illustrator": model("SDXL", 3.5, fp16=6.94, nf4=2.70, fp32=13.9),
        "segmenter": model("SAM huge", 3.0, fp16=1.28, nf4=0.37, fp32=2.56),
        "describer": model("DAM-3B", 1.5, fp16=7.12, nf4=3.47, fp32=14.2),
        "sound_maker": model("TangoFlux", 2.2, fp16=2.17, nf4=1.08, fp32=4.06),
    }
    return cast | other


def where(found):
    """craft → seat name."""
    return {row.craft: row.seat and row.seat.name for row in found.rows}


# ---- the casts of the classroom ----


@pytest.mark.parametrize("describer", [{"fp16": 7.12, "nf4": 3.47}, {"nf4": 3.47}])
@pytest.mark.parametrize("illustrator", [True, False])
def test_on_two_t4_the_sound_model_has_one_and_the_click_the_other(describer, illustrator):
    cast = cast_of_s0(describer=model("DAM-3B", 1.5, **describer))
    if not illustrator:
        del cast["illustrator"]
    found = plan(cast, [t4(0), t4(1), CPU])
    seats = where(found)
    assert found.fits and found.at_once and found.sentences == ()
    assert seats["segmenter"] == seats["describer"] != seats["sound_maker"]
    assert {row.dtype for row in found.rows} <= {"fp16", next(iter(describer))}
    for seat in (t4(0), t4(1)):
        assert planning.taken(found.on(seat.name)) <= seat.room < T4
    assert found.on("cpu") == ()


def test_on_one_t4_the_same_cast_sits_at_once_with_two_models_in_4_bits():
    found = plan(cast_of_s0(), [t4(), CPU])
    assert found.fits and found.at_once and set(where(found).values()) == {"cuda:0"}
    assert planning.taken(found.rows) <= t4().room
    assert [row.dtype for row in found.rows] == ["nf4", "fp16", "nf4", "fp16"]
    (said,) = found.sentences
    assert "SDXL in nf4 and DAM-3B in nf4" in said and "21.0 GB of its 15.4 GB and spill" in said


def test_offline_engines_need_no_seat():
    def draw(prompt):
        return prompt

    found = plan({"illustrator": draw, "segmenter": cast_of_s0()["segmenter"]}, [t4(), CPU])
    assert where(found) == {"segmenter": "cuda:0"} and found.row("illustrator") is None
    nothing = plan({"illustrator": draw}, [t4(), CPU])
    assert nothing.fits and nothing.rows == () and "No engine of this cast needs a seat" in repr(nothing)
    assert "No engine" in nothing._repr_html_() and nothing.picture().size[0] == 1000


def test_without_a_card_all_sit_on_the_processor_in_fp32():
    roomy = Seat("cpu", "processor", 64 * GB, 60 * GB)
    found = plan(cast_of_s0(), [roomy])
    assert found.at_once and set(where(found).values()) == {"cpu"} and {r.dtype for r in found.rows} == {"fp32"}
    tight = plan(cast_of_s0(), [CPU])
    assert tight.fits and not tight.at_once
    assert [row.partners for row in tight.rows if not row.resident] == [("DAM-3B",)]
    assert "SDXL and DAM-3B take turns on cpu" in tight.sentences[0] and "slow disk" in tight.sentences[0]


def test_a_card_too_old_is_said_and_never_used():
    old = Seat("cuda:0", "Tesla P100", 16 * GB, 0, usable=False, why=unfit("Tesla P100", (6, 0), ["sm_75", "sm_90"]))
    found = plan(cast_of_s0(), [old, CPU])
    assert not found.fits and all("P100 (compute 6.0) is too old for this torch" in row.why for row in found.rows)
    assert 'device="cpu"' in found.rows[0].why
    asked = {"segmenter": model("SAM", 1, device="cpu", fp32=1)}
    assert set(where(plan(asked, [old, CPU])).values()) == {"cpu"}
    beside = plan(cast_of_s0(), [old, t4(1), CPU])
    assert set(where(beside).values()) == {"cuda:1"}
    named = plan({"segmenter": model("SAM", 1, device="cuda:0", fp16=1)}, [old, t4(1), CPU])
    assert not named.fits and "given the device cuda:0: Tesla P100" in named.rows[0].why


def test_a_model_larger_than_every_seat_has_a_way_out():
    llava = model("LLaVA", 2, fp16=14.1, nf4=4.35)
    assert plan({"describer": llava}, [t4(), CPU]).rows[0].dtype == "nf4"
    found = plan({"describer": llava, "segmenter": cast_of_s0()["segmenter"]}, [card(0, 5 * GB), card(1, 4 * GB), CPU])
    assert not found.fits and not found.at_once and found.row("segmenter").seat
    why = found.row("describer").why
    assert why in found.sentences
    assert "LLaVA needs 6.3 GB in nf4, but cuda:0 (card) has room for 5.0 GB." in why
    assert 'a smaller model, another machine, or Studio(describer="offline").' in why and "dtype=" not in why
    only = plan({"describer": model("LLaVA", 2, fp16=14.1)}, [t4(), CPU])
    assert 'dtype="nf4"' in only.rows[0].why


def test_it_never_moves_to_the_processor_for_lack_of_room():
    found = plan(
        {"describer": model("LLaVA", 2, fp16=14.1, fp32=28.3)}, [card(0, 8 * GB), Seat("cpu", "p", 99 * GB, 99 * GB)]
    )
    assert not found.fits


def test_what_other_programs_took_is_said():
    found = plan({"illustrator": model("SDXL", 3.5, fp16=6.94)}, [t4(0, others=8 * GB), CPU])
    assert "has room for 7.4 GB (8.0 GB are taken by other programs or variables)" in found.rows[0].why


def test_a_named_device_is_obeyed_even_at_a_cost():
    cast = cast_of_s0(
        segmenter=model("SAM", 3, device="cuda:1", fp16=1.28), sound_maker=model("Tango", 2, device="cuda:1", fp16=2)
    )
    seats = where(plan(cast, [t4(0), t4(1), CPU]))
    assert seats["segmenter"] == seats["sound_maker"] == "cuda:1"
    cast = {"illustrator": model("A", 1, device="cuda:0", fp16=9), "describer": model("B", 1, device="cuda:0", fp16=9)}
    crowded = plan(cast, [t4(0), t4(1), CPU])
    assert set(where(crowded).values()) == {"cuda:0"} and not crowded.at_once
    on_cpu = plan({"segmenter": model("SAM", 3, device="cpu", fp16=1.28, fp32=2.56)}, [t4(0), CPU])
    assert (on_cpu.rows[0].seat, on_cpu.rows[0].dtype) == (CPU, "fp32")
    any_card = plan({"segmenter": model("SAM", 3, device="cuda", fp16=1.28)}, [t4(0), CPU])
    assert where(any_card) == {"segmenter": "cuda:0"}
    gone = plan({"segmenter": model("SAM", 3, device="cuda:3", fp16=1.28)}, [t4(0), CPU])
    assert "given the device cuda:3, which is not here. There is: cuda:0 (Tesla T4), cpu" in gone.sentences[0]


def test_a_dtype_that_one_card_lacks_takes_the_other():
    class BFloat(Model):
        def dtypes(self, seat):
            if not seat.bf16:
                raise BadInput(f"{seat.title} has no bfloat16.")
            return ("bf16",)

    new = Seat("cuda:1", "A10", 24 * GB, 24 * GB, bf16=True)
    sana = BFloat("Sana", {"bf16": (3 * GB, 2 * GB)})
    assert where(plan({"illustrator": sana}, [t4(0), new, CPU])) == {"illustrator": "cuda:1"}
    assert plan({"illustrator": sana}, [t4(0), CPU]).sentences == ("Tesla T4 has no bfloat16.",)


def test_one_model_with_two_crafts_is_counted_once():
    writer = model("Qwen", 1, fp16=8)
    found = plan({"prompt_writer": writer, "story_writer": writer}, [t4(), CPU])
    (row,) = found.rows
    assert row.craft == "prompt_writer, story_writer" and found.row("story_writer") is row and found.at_once


def test_a_light_one_that_only_stands_in_the_way_of_work_says_so():
    found = plan({"a": Model("A", {"fp16": (5, 10)}), "b": Model("B", {"fp16": (2, 0)})}, [card(0, 16)])
    swapped = next(row for row in found.rows if not row.resident)
    assert (swapped.name, swapped.partners) == ("A", ("B",)) or (swapped.name, swapped.partners) == ("B", ("A",))
    assert "take turns" in found.sentences[0]


def test_the_plan_shows_itself():
    found = plan(cast_of_s0(), [t4(0), t4(1), CPU])
    shown, table = repr(found), found._repr_html_()
    for words in ("SDXL", "cuda:1 (Tesla T4)", "fp16", "6.9 GB", "declared", "of 15.4 GB at the highest moment"):
        assert words in shown and words in table
    assert "cpu" not in shown, "nobody sits there"
    picture = found.picture()
    colours = {colour for _, colour in picture.image.getcolors(1 << 20)}
    assert {tuple(bytes.fromhex(c[1:])) for c in devices.showing.COLOURS[:4]} <= colours
    assert picture.words.count("SDXL") == 1
    nasty = plan({"segmenter": model("<script>", 1, fp16=1)}, [t4()])
    assert "<script>" not in nasty._repr_html_()
    full = plan({f"craft{i}": model(f"a model with a long name {i}", 2, fp16=9) for i in range(6)}, [t4()]).picture()
    assert full.size[1] > found.picture().size[1] - 100 and full.size[0] == 1000


# ---- the search itself ----

sizes = st.tuples(st.integers(0, 30), st.integers(0, 20))
crafts = ("illustrator", "segmenter", "describer", "sound_maker", "narrator")


@st.composite
def casts(draw, most=5):
    """(cast, seats) in small round numbers."""
    cast = {}
    for craft in draw(st.lists(st.sampled_from(crafts), unique=True, max_size=most)):
        known = draw(st.sampled_from([("fp16",), ("fp16", "nf4"), ("nf4", "fp32"), ("fp32",), ("fp16", "nf4", "fp32")]))
        device = draw(st.sampled_from([None, None, None, "cuda:0", "cuda:1", "cpu"]))
        cast[craft] = Model(craft.upper(), {dtype: draw(sizes) for dtype in known}, device)
    rooms = draw(st.lists(st.integers(1, 60), max_size=3))
    return cast, [*(card(i, room) for i, room in enumerate(rooms)), Seat("cpu", "p", 70, 70)]


@settings(max_examples=300, deadline=None)
@given(casts())
def test_no_plan_is_over_the_room_and_every_model_is_there_once(given_):
    cast, seats = given_
    found = plan(cast, seats)
    assert [row.craft for row in found.rows] == list(cast)
    cards = [seat for seat in seats if seat.is_card]
    for seat in seats:
        rows = found.on(seat.name)
        staying = [row for row in rows if row.resident]
        assert planning.taken(staying) <= seat.room
        for row in rows:
            assert row.peak <= seat.room and row.dtype in row.model.dtypes(seat)
            assert row.model.device in (None, seat.name) and (seat.is_card or row.model.device == "cpu" or not cards)
            if not row.resident:
                assert planning.taken([*staying, row]) > seat.room, "nobody takes turns without need"
                assert row.partners and set(row.partners) <= {other.name for other in staying}
                left = [other for other in staying if other.name not in row.partners]
                assert sum(other.weights for other in left) + row.peak <= seat.room
    for row in found.rows:
        assert (row.seat is None) == bool(row.why) and (row.seat is not None or row.why in found.sentences)
    assert found == plan(cast, seats)


@settings(max_examples=150, deadline=None)
@given(casts(most=4))
def test_the_plan_is_the_best_of_all(given_):
    cast, seats = given_
    found = plan(cast, seats)
    seated = [row for row in found.rows if row.seat]
    assert {row.craft for row in found.rows if not row.seat} == {c for c, m in cast.items() if not choices(m, seats)}
    if seated:
        models = [row.model for row in seated]
        names = [row.craft for row in seated]
        best = min(
            worth(names, models, all_, seats) for all_ in itertools.product(*(choices(m, seats) for m in models))
        )
        assert worth(names, models, [(row.seat, row.dtype) for row in seated], seats) == best


def choices(one, seats):
    """Every (seat, dtype) that a model may have and fits in alone; written anew, not taken from the planner."""
    cards = [seat for seat in seats if seat.is_card]
    may = [s for s in seats if (one.device == s.name if one.device else s in cards or not cards)]
    return [(s, d) for s in may for d in one.dtypes(s) if sum(one.sizes[d]) <= s.room]


def worth(names, models, picks, seats):
    """What is wanted of a plan, the most important first, by trying every set of those who may stay."""
    turns = clicked = uneven = pieces = apart = 0
    for seat in seats:
        here = [k for k in range(len(models)) if picks[k][0] is seat]
        best = max(
            (len(stay), sum(names[k] in ("segmenter", "describer") for k in stay))
            for size in range(len(here) + 1)
            for stay in itertools.combinations(here, size)
            if not stay or peak(models, picks, stay) <= seat.room
        )
        turns += len(here) - best[0]
        clicked += sum(names[k] in ("segmenter", "describer") for k in here) - best[1]
        crafts_ = {names[k] for k in here}
        pieces += bool(crafts_ & {"segmenter", "describer"})
        apart += ("sound_maker" in crafts_) * len(crafts_ & {"segmenter", "describer"})
        uneven += (1000 * peak(models, picks, here) // seat.room) ** 2 if here else 0
    rank = sum(models[k].dtypes(seat).index(dtype) for k, (seat, dtype) in enumerate(picks))
    return turns, clicked, rank, pieces, apart, uneven


def peak(models, picks, some):
    """Weights of all and the largest work."""
    needs = [models[k].sizes[picks[k][1]] for k in some]
    return sum(w for w, _ in needs) + max(w for _, w in needs)


def test_planning_takes_no_time():
    cast = cast_of_s0(narrator=model("Voice", 1, fp16=3, nf4=1))
    plan(cast, [t4(0), t4(1), CPU])
    begun = time.process_time()
    for _ in range(5):
        plan(cast, [t4(0), t4(1), CPU])
    assert (time.process_time() - begun) / 5 < 0.05
    many = {f"craft{i}": model(f"m{i}", 1 + i % 3, fp16=1.3 + i % 4 * 1.7, nf4=0.6 + i % 4 * 0.8) for i in range(10)}
    begun = time.process_time()
    assert plan(many, [t4(0), t4(1), t4(2), t4(3), CPU]).at_once
    assert time.process_time() - begun < 5

"""Who is out and about in a busy place: people, animals, vehicles and things of every place of the paper town."""

import random
from dataclasses import dataclass

from ...scenegraph import Scene
from ..figures import KINDS


def tally(words: str) -> dict[str, float]:
    """'dog 5, market stall 3' → {"dog": 5.0, "market stall": 3.0}."""
    pairs = (part.strip().rpartition(" ") for part in words.split(",") if part.strip())
    return {name: float(count) for name, _, count in pairs}


FOLK = (
    "man 5, woman 6, boy 5, girl 5, grandmother 2, grandfather 2, police officer 1, cook 1, mail carrier 1, "
    "musician 1.4, painter 1, dancer 1, clown 1, doctor 1, firefighter 0.7, farmer 0.6"
)
PETS = "dog 5, cat 4, bird 4, duck 1, mouse 1, rabbit 1, chicken 1, horse 0.7"
TOWN_THINGS = (
    "tree 4, market stall 3, lamp 3, bench 3, mailbox 1.5, bush 3, clock 1, umbrella 1, gift 1.5, ball 1.5, "
    "drum 1, flower 3"
)
TOWN_SKY = "hot-air balloon 1, plane 1, bird 3, balloon 3, kite 2"


@dataclass(frozen=True)
class Cast:
    """What makes a place busy, on 1024 × 576 pixels.

    people, animals: how many. folk, pets: who, with weights. things: what stands on land, afloat: what swims, sky: what
    flies, each with how many. buildings, traffic: what stands and drives in rows, the frequent ones more than once.
    middle: what stands in the plaza. gap: the space between vehicles, 1 is usual.
    """

    people: int
    animals: int
    things: str
    folk: str = FOLK
    pets: str = PETS
    afloat: str = ""
    sky: str = TOWN_SKY
    buildings: tuple[str, ...] = ()
    traffic: tuple[str, ...] = ()
    middle: str = "fountain"
    gap: float = 1.0


CASTS = {
    "street": Cast(
        people=52,
        animals=13,
        things=TOWN_THINGS,
        buildings=("house", "shop", "bakery", "house", "tower", "school", "shop", "house"),
        traffic=("car", "bus", "car", "bicycle", "truck", "car", "fire engine", "bicycle", "car"),
    ),
    "square": Cast(
        people=52,
        animals=14,
        things=TOWN_THINGS,
        buildings=("house", "shop", "bakery", "tower", "house", "school", "castle"),
        traffic=("bicycle", "car", "bicycle"),
    ),
    "market": Cast(
        people=48,
        animals=13,
        folk=FOLK + ", farmer 3, cook 3",
        pets=PETS + ", chicken 4",
        things="market stall 9, tree 2, lamp 2, bench 1, cake 2, gift 3, umbrella 2, flower 5, balloon 2",
        buildings=("house", "bakery", "shop", "house"),
        traffic=("bicycle", "truck", "bicycle", "car"),
    ),
    "park": Cast(
        people=44,
        animals=16,
        pets=PETS + ", rabbit 3, duck 3, butterfly 2",
        things="tree 9, bench 4, bush 6, lamp 2, ball 3, flower 9, book 1, umbrella 1",
        afloat="duck 4, boat 1",
        sky="kite 4, balloon 2, bird 4, hot-air balloon 1, butterfly 3",
    ),
    "hills": Cast(
        people=38,
        animals=24,
        folk=FOLK + ", farmer 3",
        pets="sheep 6, cow 3, rabbit 4, dog 3, horse 2, fox 1, cat 2, bird 3, butterfly 2",
        things="tree 10, bush 7, flower 9, mushroom 3, bench 2",
        afloat="duck 2",
        sky="hot-air balloon 3, kite 4, bird 4",
        buildings=("house",),
        middle="tree",
    ),
    "forest": Cast(
        people=32,
        animals=28,
        folk=FOLK + ", painter 3, musician 2",
        pets="fox 4, rabbit 5, owl 4, bear 3, mouse 3, frog 3, bird 4, butterfly 2, cat 2, dog 1",
        things="tree 13, bush 9, mushroom 8, flower 7",
        afloat="frog 2, duck 2",
        sky="bird 4, owl 2, butterfly 3",
        middle="tree",
    ),
    "beach": Cast(
        people=52,
        animals=12,
        folk=FOLK + ", boy 8, girl 8",
        pets="dog 5, cat 2, bird 5, duck 2",
        things="umbrella 7, ball 5, bench 2, market stall 2, book 2, gift 1, drum 1",
        afloat="boat 6, fish 5, duck 4",
        sky="kite 4, bird 5, plane 1, hot-air balloon 1, balloon 2",
        middle="",
    ),
    "sea": Cast(
        people=24,
        animals=8,
        pets="dog 3, bird 5, duck 2, cat 1",
        things="umbrella 2, ball 1",
        afloat="boat 16, fish 15, duck 10",
        sky="bird 7, plane 2, kite 3, hot-air balloon 2, balloon 2",
        middle="",
    ),
    "snow": Cast(
        people=46,
        animals=13,
        pets="dog 5, rabbit 4, fox 2, bird 3, cat 3, bear 1",
        things="snowman 6, tree 9, bush 3, bench 2, lamp 3, gift 3",
        sky="bird 4, hot-air balloon 2, kite 2",
        buildings=("house", "house", "shop"),
        traffic=("car", "bus", "bicycle", "truck"),
        middle="tree",
    ),
    "farm": Cast(
        people=30,
        animals=32,
        folk=FOLK + ", farmer 8",
        pets="chicken 8, cow 6, sheep 6, horse 4, duck 3, dog 2, cat 2, mouse 1",
        things="tree 7, bush 5, flower 7, market stall 2",
        afloat="duck 4",
        sky="bird 4, kite 2, hot-air balloon 2",
        buildings=("house",),
    ),
    "station": Cast(
        people=54,
        animals=11,
        things="lamp 4, bench 5, clock 1, market stall 2, gift 3, bush 2, mailbox 1, book 1",
        sky="bird 3, balloon 3, plane 1",
        traffic=("train",),
        middle="clock",
        gap=0.3,
    ),
}


def outdoors(weights: dict[str, float], weather: str, place: str) -> dict[str, float]:
    """Without those who stay at home in this weather: no butterflies in the rain, no flowers in the snow."""
    away = {"butterfly"} if weather in ("rain", "snow") or place == "snow" else set()
    if weather == "snow" or place == "snow":
        away |= {"flower", "mushroom", "frog"}
    return {name: count for name, count in weights.items() if name not in away}


def draw_lots(weights: dict[str, float], count: int, rng: random.Random) -> list[str]:
    """`count` names in about the given shares, the usual ones once before any comes by chance."""
    once = [name for name, weight in weights.items() if weight >= 0.9]
    rng.shuffle(once)
    rest = rng.choices(list(weights), list(weights.values()), k=max(0, count - len(once)))
    return (once + rest)[:count]


def wardrobe(name: str, scene: Scene, rng: random.Random) -> list[str]:
    """What somebody puts on for this weather and place."""
    can = [c for c in KINDS[name].wears if c != "santa hat"]
    result = []
    if "umbrella" in can and scene.weather == "rain" and rng.random() < 0.6:
        result.append("umbrella")
    if scene.weather == "snow" or scene.place == "snow":
        result += [c for c in ("scarf", "coat") if c in can and rng.random() < 0.5]
    head = [c for c in ("hat", "cap") if c in can]
    if head and rng.random() < 0.34 and name in ("man", "woman", "boy", "girl", "grandfather", "grandmother"):
        result.append(rng.choice(head))
    result += [c for c in ("glasses", "scarf", "backpack") if c in can and c not in result and rng.random() < 0.12]
    return result[:3]


POSES = {  # how often
    "walking": 5, "standing": 2.5, "waving": 2, "running": 2, "jumping": 0.8, "sitting": 0.8, "dancing": 0.6,
    "sleeping": 0.3,
}  # fmt: skip


def pose(name: str, rng: random.Random) -> str:
    """Somebody does something: mostly walking, sometimes more."""
    able = [p for p in KINDS[name].poses if p in POSES]
    return rng.choices(able, [POSES[p] for p in able])[0] if able else KINDS[name].poses[0]

"""A scene while it is being read: figures that still change, and who stands where."""

from dataclasses import dataclass, field

from ...scenegraph import Clothing, Figure, Relation, Scene
from ..lexicon import ALIVE, ANIMALS, Word

MOST = 12  # of one noun; what is more is a crowd
MOST_FIGURES = 60  # named in one idea
MOST_UNKNOWN = 12  # words that are told back to the person

_OPPOSITE = {"in front of": "behind", "behind": "in front of", "on": "under", "under": "on", "above": "under"}
WILD = ("rabbit", "fox", "bear", "bird")  # animals of no kind that was named
_ON_A_FARM = dict(zip(WILD, ("cow", "sheep", "horse", "chicken"), strict=True))
_TRADES = {"police officer", "firefighter", "cook", "mail carrier", "musician", "painter", "farmer", "doctor"}
MALE = frozenset({"man", "boy", "grandfather", "clown"} | _TRADES)
FEMALE = frozenset({"woman", "girl", "grandmother", "dancer"} | _TRADES)


@dataclass(eq=False)
class Worn:
    """A piece of clothing that may still get its colour."""

    name: str
    colour: str = ""
    pattern: str = ""
    size: str = ""
    pose: str = ""
    told: bool = True  # False for what comes with the word: the crown of "a king"


@dataclass(eq=False)
class Thing:
    """A figure that may still get its looks. `name` is "" for what cannot be drawn: it takes its words along."""

    name: str
    colour: str = ""
    pattern: str = ""
    pose: str = ""
    size: str = ""
    clothes: list[Worn] = field(default_factory=list)
    hidden: bool = False
    me: bool = False  # who tells the idea; no other boy or girl is meant by it
    who: str = ""  # its name

    @property
    def alive(self) -> bool:
        """Whether it can wear something; what cannot be drawn may."""
        return self.name in ALIVE or not self.name


def christen(things: list, who: str):
    """Gives a name to the first of the figures, where it has none yet."""
    if who and things and isinstance(things[0], Thing) and not things[0].who:
        things[0].who = who


def give(things: list, looks: dict):
    """Adds looks to figures or clothes, where none is yet."""
    for thing in things:
        for look, means in looks.items():
            if not getattr(thing, look):
                setattr(thing, look, means)


class Draft:
    """Collects what the grammar finds; `scene()` is the result."""

    def __init__(self):
        self.things: list[Thing] = []
        self.relations: list[tuple[Thing, str, Thing]] = []
        self.place = self.time = self.weather = ""
        self.crowd = self.many = False
        self.view = ""
        self.unknown: list[str] = []
        self.herd: list[Thing] = []  # "animals": which ones is for us to choose
        self.soft = False  # "on" may also mean "above": 上面, "sobre"
        self.openings: list[tuple[str, str, list]] = []  # place words that spoke of nothing yet
        self.between = ""  # the word for "between", as it was written last

    def new(self, word: Word, count: int, looks: dict, *, vague: bool = False) -> list[Thing]:
        """`count` new figures of the kind that `word` means; none where the picture has room for no more.

        vague: "many", not a number; of animals that makes a crowd, with one of each kind.
        """
        if word.mixed and word.means in ANIMALS and (vague or count > MOST):
            self.crowd, count = True, len(word.mixed)
        if count > MOST and word.mixed:
            self.crowd = True
            return []
        self.crowd = self.crowd or count > MOST
        count = min(count, MOST, MOST_FIGURES - len(self.things))
        names = word.mixed or (word.means,)
        added = [Thing(names[i % len(names)], **{**word.looks, **looks}) for i in range(max(count, 0))]
        for thing in added:
            thing.clothes += [Worn(word.dressed, told=False)] if word.dressed else []
        self.things += added
        self.herd += added if word.mixed == WILD else []
        return added

    def ghost(self, text: str) -> list[Thing]:
        """Something that cannot be drawn: said, and kept in the sentence so that its words go to nobody else."""
        self.say_unknown(text)
        return [Thing("")]

    @staticmethod
    def pose(thing: Thing, pose: str):
        """Gives a pose; that a house stands or a train runs says nothing of it."""
        if thing.alive or pose not in ("standing", "sitting", "walking", "running"):
            thing.pose = thing.pose or pose

    @staticmethod
    def nobody() -> list[Thing]:
        """Somebody in the crowd: what they do is nobody's."""
        return [Thing("")]

    def say_unknown(self, text: str):
        """Remembers a word that nothing can be drawn for, as it was written."""
        text = " ".join(text.split()).strip("\"'“”«»")[:60]
        if text and len(self.unknown) < MOST_UNKNOWN and text not in self.unknown:
            self.unknown.append(text)

    def say_opening(self, text: str, how: str, who: list[Thing]):
        """Remembers a place word that speaks of nothing; what comes may explain it: "in front a car, behind a bus".

        who: those that stand there, [] where they come later.
        """
        self.openings.append((text, how, who))

    def find(self, word: Word, looks: dict, *, ordinal: int = 0, plural: bool = False) -> list[Thing]:
        """The figures that "the cat", "the second cat" or "the cats" means; [] where there is none yet."""
        names = word.mixed or (word.means,)
        same = [t for t in self.things if t.name in names and not t.me]
        if ordinal:
            return same[ordinal - 1 : ordinal] if ordinal <= len(same) else []
        if word.dressed:  # "the king" is the man with the crown
            same = [t for t in same if any(w.name == word.dressed for w in t.clothes)]
        wanted = {**word.looks, **looks}
        fitting = [t for t in same if all(getattr(t, k) == v for k, v in wanted.items())]
        if not fitting:  # nothing speaks against it: "the cat" may learn more about itself
            fitting = [t for t in same if all(getattr(t, k) in ("", v) for k, v in wanted.items())]
            fitting = fitting if len(fitting) == 1 else []
        return fitting if plural else fitting[-1:]

    def relate(self, subjects: list[Thing], how: str, objects: list[Thing]):
        """Every subject stands `how` every object."""
        for s in subjects:
            for o in objects:
                if s is not o and (s, how, o) not in self.relations:
                    self.relations.append((s, how, o))

    def pair(self, owners: list[Thing], how: str, things: list[Thing]):
        """Each owner with its own thing where there are as many of both, else each with all."""
        if len(owners) == len(things):
            for owner, thing in zip(owners, things, strict=True):
                self.relate([owner], how, [thing])
        else:
            self.relate(owners, how, things)

    def setting(self, role: str, means: str):
        """Place, time or weather; the first that is named stays."""
        if not getattr(self, role):
            setattr(self, role, means)

    def beside(self, relation: tuple[Thing, str, Thing]) -> tuple[Thing, str, Thing]:
        """A relation; "between" with one partner is "next to", and said where no other was named."""
        s, how, o = relation
        if how != "between" or not (s.name and o.name):
            return relation
        others = [r[2] for r in self.relations if r[0] is s and r[1] == "between" and r[2] is not o]
        if any(other.name for other in others):
            return relation
        if not others:
            self.say_unknown(self.between)
        return s, "next to", o

    def scene(self) -> Scene:
        """The finished scene graph. Relations stand in the order of their subjects."""
        figures, numbers = [], {}
        for thing in self.herd if self.place == "farm" else []:
            thing.name = _ON_A_FARM[thing.name]
        self.relations = [
            (s, "above" if how == "on" and self.soft and s.pose in ("flying", "jumping") else how, o)
            for s, how, o in self.relations
        ]
        self.relations = [self.beside(relation) for relation in self.relations]
        for thing in self.things:
            if not thing.name:
                continue
            numbers[id(thing)] = len(figures)
            for piece in [] if thing.alive else thing.clothes:  # the shoes of a lamp
                self.say_unknown(piece.name)
            worn = {w.name: Clothing(w.name, w.colour) for w in thing.clothes if thing.alive}
            figures.append(
                Figure(
                    thing.name,
                    thing.colour,
                    thing.pattern,
                    thing.pose,
                    thing.size,
                    tuple(worn.values()),
                    thing.hidden,
                    who=thing.who if thing.alive else "",
                )
            )
        for text, how, who in self.openings:
            if not any(r[1] == _OPPOSITE.get(how) and (not who or r[2] in who) for r in self.relations):
                self.say_unknown(text)
        relations = {
            Relation(numbers[id(s)], how, numbers[id(o)])
            for s, how, o in self.relations
            if id(s) in numbers and id(o) in numbers
        }
        return Scene(
            tuple(figures),
            tuple(sorted(relations, key=lambda r: (r.subject, r.how, r.object))),
            self.place,
            self.time,
            self.weather,
            self.crowd,
            self.view or ("above" if self.crowd else "side"),
            tuple(self.unknown),
        )

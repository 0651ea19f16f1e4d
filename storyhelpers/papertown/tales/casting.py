"""Who plays in a tale, and which tale: chosen from a scene (what an idea or a picture holds) and a seed."""

import random
import re
from dataclasses import dataclass, replace
from functools import cache

from ...scenegraph import Clothing, Figure, Scene
from ..figures import KINDS
from ..lexicon import ALIVE, PEOPLE
from ..reader import read
from ..stage import CLOTHING_COLOURS
from .names import ANIMALS, FOLK, Name, name_for, tidied
from .plots import PLOTS, Plot
from .slots import SHE_ALWAYS, SHE_NOUNS, Facts, move_of

# fmt: off
HEROES = ("cat", "dog", "rabbit", "fox", "bear", "mouse", "duck", "girl", "boy", "frog", "sheep")
FRIENDS = ("dog", "rabbit", "duck", "bird", "mouse", "fox", "cat", "bear", "frog", "girl", "boy", "sheep", "chicken", "owl")
HOMES = ("park", "hills", "forest", "farm", "street", "hills", "park")
NEVER_SAID = ("rain", "snow", "sun", "moon", "star", "cloud", "sea", "rainbow")  # what the sky and the place say anyway
OPEN_BEATS = 3  # of a tale's six, that happen wherever the idea says
KEYS = {  # what in an idea asks for a plot, in the three languages
    "fly": r"\b(?:wants?|wish\w*|dreams?|learns?) (?:to|of) fly|想(?:要)?飛|學飛|quiere volar|sueña con volar|aprende a volar|\bwings\b|alas\b",
    "dark": r"\bdark(?:ness)?\b|afraid|scared|怕黑|害怕|怕|oscuridad|miedo",
    "cake": r"\bbak(?:e|es|ing)\b|\bcakes?\b|蛋糕|pastel|tarta",
    "race": r"\brac(?:e|es|ing)\b|賽跑|比賽|carrera|competición",
    "secret": r"\bsecrets?\b|祕密|秘密|神祕|secret[oa]",
    "storm": r"\bstorms?\b|thunder|暴風雨|打雷|tormenta|trueno",
    "letters": r"\bletters?\b|\bmail\b|\bpost(?:man)?\b|郵差|寄信|送信|cartas?\b|cartero|correo",
    "music": r"\bmusic\b|\bdrums?\b|\bparade\b|音樂|打鼓|鼓|遊行|música|tambor|desfile",
    "garden": r"\bgarden|\bseeds?\b|\bplants?\b|種子|花園|種花|jardín|semilla|plantar?\b",
    "home": r"\btrains?\b|\bhome\b|\bjourney\b|火車|回家|旅行|\btren\b|viaje|vuelve a casa",
    "birthday": r"birthday|生日|cumpleaños",
    "moon": r"\bmoon\b|月亮|\bluna\b",
    "clock": r"\bclocks?\b|\btime\b|時鐘|大鐘|\breloj",
    "lost": r"\blo(?:st|ses?|oses?)\b|missing|不見|弄丟|丟了|perdid[oa]|pierde",
}
# fmt: on


@dataclass(frozen=True)
class Cast:
    """A tale before it is told: its plot, what is known, the time and weather that were asked for, its random seed."""

    plot: Plot
    facts: Facts
    seed: str
    time: str = ""
    weather: str = ""

    @property
    def thing(self) -> Figure | None:
        """The thing that the tale is about."""
        return Figure(self.facts.thing, self.facts.colour) if self.facts.thing else None


def cast(scene: Scene, seed: str, *, words: str = "", pages: int = 4) -> Cast:
    """The cast for a scene. seed: any text; the same text casts alike. words: the idea, which may ask for a plot.

    pages: a long book needs a plot with room for detours, unless the idea asks for another.
    """
    seed = seed.encode("utf-8", "replace").decode()  # half a character is no seed
    rng = random.Random(f"cast/{seed}")
    living = [f for f in scene.figures if f.name in ALIVE]
    hero = _settled(living[0] if living else Figure(rng.choice(HEROES)), rng)
    friend = _friend(living[1:], hero, rng)
    rest = [f for f in scene.figures if not any(f is one for one in living[:1]) and f is not friend]
    plot = _plot(scene, hero, friend, rest, words, pages, rng)
    if friend is None:
        taken = {hero.name, *kinds_in(plot)}
        friend = Figure(rng.choice([k for k in FRIENDS if k not in taken] or [k for k in FRIENDS if k != hero.name]))
    friend_figure = _settled(friend, rng, unlike=hero)
    thing = next((f for f in rest if f.name in plot.things), None)
    if plot.things and thing is None:
        name = rng.choice(plot.things)
        thing = Figure(name, rng.choice(KINDS[name].colours))
    elif thing is not None:
        thing = replace(thing, colour=thing.colour or rng.choice(KINDS[thing.name].colours))
    shown = plot.beats[0].figures  # the tale itself brings these
    said = (*NEVER_SAID, thing.name if thing else "")
    others = [f for f in rest if f.name not in said and not re.search(rf"\b{re.escape(f.name)}\b", shown)]
    taken: set[Name] = set()
    facts = Facts(
        names=tuple((who, _name(f, rng, taken)) for who, f in (("H", hero), ("F", friend_figure))),
        figures=(("H", replace(hero, who="")), ("F", replace(friend_figure, who=""))),
        move=move_of(hero.name), thing=thing.name if thing else "", colour=thing.colour if thing else "",
        place=scene.place or _home(hero, rng), others=tuple(_bare(f) for f in others[:8]),
    )  # fmt: skip
    return Cast(plot, facts, seed, scene.time, scene.weather)


def _friend(living: list[Figure], hero: Figure, rng: random.Random) -> Figure | None:
    return next((f for f in living if f.name != hero.name), living[0] if living else None)


def _bare(figure: Figure) -> Figure:
    return Figure(figure.name, figure.colour, figure.pattern, "", figure.size, figure.clothes)


def _settled(figure: Figure, rng: random.Random, unlike: Figure | None = None) -> Figure:
    """The figure with looks that can be told of it: a colour, and a piece of clothing for whoever has nothing on."""
    kind = KINDS[figure.name]
    alike = unlike.colour if unlike and unlike.name == figure.name else ""
    colours = [colour for colour in dict.fromkeys(kind.colours) if colour != alike]
    colour = figure.colour or rng.choice(colours or kind.colours)
    piece, shade = rng.choice(("scarf", "hat", "bow tie", "cap", "")), rng.choice(("red", "blue", "yellow", "green"))
    clothes = tuple(
        replace(c, colour=c.colour or rng.choice(CLOTHING_COLOURS.get(c.name, ("red", "blue", "green", "yellow"))))
        for c in figure.clothes
        if c.name in kind.wears
    )
    if not figure.clothes and piece in kind.wears and not figure.pattern and shade != colour:
        clothes = (Clothing(piece, shade),)
    return Figure(figure.name, colour, figure.pattern, "", figure.size, clothes, who=figure.who)


def _name(figure: Figure, rng: random.Random, taken: set[Name]) -> Name:
    she = figure.name in SHE_ALWAYS or (figure.name in SHE_NOUNS and rng.random() < 0.5)
    names = (FOLK if figure.name in PEOPLE else ANIMALS)[she]
    name = rng.choice([n for n in names if n not in taken])
    if own := tidied(figure.who):
        name = name_for(own, she if figure.name in PEOPLE or figure.name in SHE_ALWAYS else None)
    taken.add(name)
    return name


def _home(hero: Figure, rng: random.Random) -> str:
    home = rng.choice(HOMES)
    return "beach" if hero.name == "fish" else "snow" if hero.name == "snowman" else home


@cache
def kinds_in(plot: Plot) -> frozenset[str]:
    """The living kinds that stand in the pictures of a plot besides its hero and friend."""
    items = [item for beat in plot.beats for item in beat.figures.split(", ")]
    return frozenset(kind for item in items for kind in ALIVE if re.match(rf"{kind}\b", item))


def chooses_a_plot(word: str) -> bool:
    """Whether a word of an idea, such as "birthday", says what the tale is about."""
    return any(re.search(key, word, re.IGNORECASE) for key in KEYS.values())


def _plot(scene: Scene, hero: Figure, friend: Figure | None, rest: list[Figure], words: str, pages: int, rng) -> Plot:
    """The plot that an idea asks for; else one that suits the hero, the thing, the time and the weather."""
    order = rng.sample(PLOTS, len(PLOTS))
    fit = [plot for plot in order if hero.name not in plot.not_for]
    asked = [plot for plot in fit if plot.name in KEYS and re.search(KEYS[plot.name], words, re.IGNORECASE)]
    if asked:
        return asked[0]
    if words and read(words).place:  # who names a place wants to see it, so no tale that happens elsewhere
        fit = [plot for plot in fit if sum(not beat.place for beat in plot.beats) >= OPEN_BEATS] or fit
    kinds = {hero.name, *([friend.name] if friend else [])}
    fit = [plot for plot in fit if pages < 7 or not plot.apart]
    roomy = [plot for plot in fit if not kinds & kinds_in(plot)] or fit
    calm = [
        plot
        for plot in roomy
        if plot.time in ("", scene.time or plot.time) and plot.weather in ("", scene.weather or plot.weather)
    ] or roomy
    things = {figure.name for figure in rest}
    about = [plot for plot in calm if things & set(plot.things)]
    return (about or calm)[0]

"""How each thing of the paper town sounds: recipes for NumPy, no recordings.

`SOUNDS` is the table: a kind of figure (or a place, a weather, a time) to its recipe. `play("cat", 5, seed=7)` makes
stereo samples; a list of names or of `Layer`s makes a mix. To add a sound, write a function that takes a `Take` into
one of the families and give it a row here.
"""
# ruff: noqa: E501 - a row of a table stays one line

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...locale import say
from . import creatures, machines, people, scenery, things, weather
from .mastering import master, measure
from .synth import RATE, Take, filtered


@dataclass(frozen=True)
class Recipe:
    """make: writes on a Take. one, many: the words for it, of one and of several.

    instead: for what makes no sound of its own, a function that says what is heard: "someone sitting down".
    """

    make: Callable[[Take], None]
    one: str
    many: str
    instead: Callable[[], str] | None = None


# fmt: off
SOUNDS = {
    # people
    "man": Recipe(people.man, "a man hums as he walks by", "men hum as they walk by"),
    "woman": Recipe(people.woman, "a woman walks by in clicking heels", "women walk by in clicking heels"),
    "boy": Recipe(people.boy, "a boy runs and laughs", "boys run and laugh"),
    "girl": Recipe(people.girl, "a girl skips rope and giggles", "girls skip rope and giggle"),
    "grandmother": Recipe(people.grandmother, "a grandmother hums over her clicking knitting needles", "grandmothers hum over their clicking knitting needles"),
    "grandfather": Recipe(people.grandfather, "a grandfather walks slowly with a tapping stick", "grandfathers walk slowly with tapping sticks"),
    "police officer": Recipe(people.police_officer, "a police officer blows a trilling whistle", "police officers blow trilling whistles"),
    "firefighter": Recipe(people.firefighter, "a firefighter's hose hisses and boots run", "firefighters' hoses hiss and boots run"),
    "cook": Recipe(people.cook, "a cook chops quickly and a pan sizzles", "cooks chop quickly and pans sizzle"),
    "mail carrier": Recipe(people.mail_carrier, "a mail carrier rings a doorbell and letters drop", "mail carriers ring doorbells and letters drop"),
    "musician": Recipe(people.musician, "a musician plucks a gentle tune on a guitar", "musicians pluck a gentle tune on guitars"),
    "painter": Recipe(people.painter, "a painter's brush strokes to and fro", "painters' brushes stroke to and fro"),
    "farmer": Recipe(people.farmer, "a farmer digs in the earth with a ringing spade", "farmers dig in the earth with ringing spades"),
    "doctor": Recipe(people.doctor, "a doctor listens to a beating heart", "doctors listen to beating hearts"),
    "dancer": Recipe(people.dancer, "a dancer taps a quick rhythm on the floor", "dancers tap a quick rhythm on the floor"),
    "clown": Recipe(people.clown, "a clown honks a horn and plays a slide whistle", "clowns honk horns and play slide whistles"),
    # animals
    "cat": Recipe(creatures.cat, "a cat meows and purrs", "cats meow and purr"),
    "dog": Recipe(creatures.dog, "a dog barks", "dogs bark"),
    "rabbit": Recipe(creatures.rabbit, "a rabbit thumps its foot and nibbles", "rabbits thump their feet and nibble"),
    "duck": Recipe(creatures.duck, "a duck quacks on the water", "ducks quack on the water"),
    "bird": Recipe(creatures.bird, "a bird chirps and trills", "birds chirp and trill"),
    "horse": Recipe(creatures.horse, "a horse gallops and whinnies", "horses gallop and whinny"),
    "fish": Recipe(creatures.fish, "a fish blows bubbles under water", "fish blow bubbles under water"),
    "cow": Recipe(creatures.cow, "a cow moos to the clink of its bell", "cows moo to the clink of their bells"),
    "mouse": Recipe(creatures.mouse, "a mouse squeaks and scurries", "mice squeak and scurry"),
    "fox": Recipe(creatures.fox, "a fox yaps hoarsely", "foxes yap hoarsely"),
    "sheep": Recipe(creatures.sheep, "a sheep bleats", "sheep bleat"),
    "chicken": Recipe(creatures.chicken, "a chicken clucks", "chickens cluck"),
    "owl": Recipe(creatures.owl, "an owl hoots", "owls hoot"),
    "bear": Recipe(creatures.bear, "a bear growls and snuffles", "bears growl and snuffle"),
    "frog": Recipe(creatures.frog, "a frog croaks", "frogs croak"),
    "butterfly": Recipe(creatures.butterfly, "a butterfly's wings flutter softly over a meadow", "butterflies' wings flutter softly over a meadow", lambda: say("its wings flutter over a meadow")),
    # vehicles
    "car": Recipe(machines.car, "a car passes and honks", "cars pass and honk"),
    "bus": Recipe(machines.bus, "a bus rumbles and its doors hiss open", "buses rumble and their doors hiss open"),
    "bicycle": Recipe(machines.bicycle, "a bicycle bell rings and the chain ticks", "bicycle bells ring and chains tick"),
    "train": Recipe(machines.train, "a train chuffs along and whistles", "trains chuff along and whistle"),
    "boat": Recipe(machines.boat, "a boat sounds its horn over lapping water", "boats sound their horns over lapping water"),
    "plane": Recipe(machines.plane, "a plane drones overhead", "planes drone overhead"),
    "hot-air balloon": Recipe(machines.hot_air_balloon, "a hot-air balloon's burner roars", "hot-air balloons' burners roar"),
    "fire engine": Recipe(machines.fire_engine, "a fire engine's siren wails", "fire engines' sirens wail"),
    "truck": Recipe(machines.truck, "a truck rumbles and beeps as it backs up", "trucks rumble and beep as they back up"),
    # buildings
    "house": Recipe(things.house, "someone knocks at a house and the door creaks open", "someone knocks at houses and doors creak open", lambda: say("a knock and a creaking door")),
    "shop": Recipe(things.shop, "a shop's door bell jingles and the till rings", "shops' door bells jingle and tills ring"),
    "bakery": Recipe(things.bakery, "a bakery's oven crackles and trays rattle", "bakeries' ovens crackle and trays rattle"),
    "tower": Recipe(things.tower, "a tower's great bell tolls", "towers' great bells toll"),
    "bridge": Recipe(things.bridge, "steps cross a wooden bridge over a river", "steps cross wooden bridges over a river", lambda: say("steps on its planks and the river below")),
    "castle": Recipe(things.castle, "a fanfare of trumpets sounds from a castle", "fanfares of trumpets sound from castles", lambda: say("a fanfare from its walls")),
    "school": Recipe(things.school, "a school bell rings and children call", "school bells ring and children call"),
    # street
    "lamp": Recipe(things.lamp, "a street lamp hums", "street lamps hum", lambda: say("its faint hum and a moth at the glass")),
    "bench": Recipe(people.sitting, "someone sits down on a creaking bench", "people sit down on creaking benches", lambda: say("someone sitting down")),
    "fountain": Recipe(weather.fountain, "a fountain splashes", "fountains splash"),
    "clock": Recipe(things.clock, "a clock ticks", "clocks tick"),
    "market stall": Recipe(things.market, "a seller calls at a market stall among voices", "sellers call at market stalls among voices"),
    "mailbox": Recipe(things.mailbox, "a mailbox flap clanks as a letter drops", "mailbox flaps clank as letters drop"),
    "balloon": Recipe(things.balloon, "a balloon squeaks and pops", "balloons squeak and pop"),
    "kite": Recipe(things.kite, "a kite flutters in the wind", "kites flutter in the wind"),
    "ball": Recipe(things.ball, "a ball bounces", "balls bounce"),
    "drum": Recipe(things.drum, "a drum beats a march", "drums beat a march"),
    "bell": Recipe(things.bell, "a bell rings", "bells ring"),
    "umbrella": Recipe(weather.umbrella, "raindrops patter on an umbrella", "raindrops patter on umbrellas", lambda: say("raindrops on its cloth")),
    "cake": Recipe(things.cake, "a party blower toots and candles on a cake are blown out", "party blowers toot and candles on cakes are blown out", lambda: say("its candles blown out, and cheers")),
    "book": Recipe(things.book, "the pages of a book turn", "the pages of books turn"),
    "gift": Recipe(things.gift, "the wrapping paper of a gift rustles", "the wrapping paper of gifts rustles", lambda: say("its wrapping paper being opened")),
    # nature
    "tree": Recipe(weather.leaves, "the leaves of a tree rustle", "the leaves of trees rustle"),
    "flower": Recipe(creatures.bees, "bees buzz around a flower", "bees buzz around flowers", lambda: say("bees buzzing around it")),
    "bush": Recipe(weather.bush, "something rustles in a bush", "something rustles in the bushes"),
    "sun": Recipe(scenery.sun, "birds sing on a warm sunny day", "birds sing on a warm sunny day", lambda: say("birdsong on a warm day")),
    "moon": Recipe(scenery.moon, "an owl and crickets call under the moon", "an owl and crickets call under the moon", lambda: say("an owl and crickets in the night")),
    "star": Recipe(scenery.star, "soft chimes twinkle like a star", "soft chimes twinkle like stars", lambda: say("chimes as stories give them to stars")),
    "cloud": Recipe(scenery.cloud, "soft air moves under a cloud", "soft air moves under the clouds", lambda: say("soft air high up")),
    "rain": Recipe(weather.rain, "rain falls steadily", "rain falls steadily"),
    "snow": Recipe(weather.snow, "steps crunch in the snow", "steps crunch in the snow", lambda: say("steps crunching in it")),
    "snowman": Recipe(weather.snowman, "hands roll and pat a snowman", "hands roll and pat snowmen", lambda: say("hands that roll and pat the snow")),
    "sea": Recipe(weather.waves, "the waves of the sea roll in", "the waves of the sea roll in"),
    "hill": Recipe(scenery.hill, "wind blows over a hill with distant larks and lambs", "wind blows over the hills with distant larks and lambs", lambda: say("wind in the grass and a lark")),
    "mountain": Recipe(weather.mountain, "hard wind blows round a mountain and an eagle calls", "hard wind blows round the mountains and an eagle calls", lambda: say("hard wind and an eagle")),
    "rainbow": Recipe(scenery.rainbow, "last drops fall and birds sing under a rainbow", "last drops fall and birds sing under rainbows", lambda: say("the last drops of rain and birds")),
    "mushroom": Recipe(scenery.mushroom, "slow drops fall beside a mushroom", "slow drops fall beside mushrooms", lambda: say("drops falling in the wood")),
    # what is not a figure: places, weather, people in number
    "wind": Recipe(weather.wind, "the wind blows in gusts", "the wind blows in gusts"),
    "thunder": Recipe(weather.thunder, "thunder rolls", "thunder rolls"),
    "crickets": Recipe(creatures.crickets, "crickets chirr", "crickets chirr"),
    "crowd": Recipe(people.crowd, "a crowd murmurs", "crowds murmur"),
    "children": Recipe(people.children, "children play and laugh", "children play and laugh"),
    "laughter": Recipe(people.laughter, "someone laughs", "people laugh"),
    "footsteps": Recipe(people.footsteps, "footsteps pass", "footsteps pass"),
    "street": Recipe(machines.street, "traffic hums in the street", "traffic hums in the streets"),
    "station": Recipe(machines.station, "a station hall echoes with chimes", "station halls echo with chimes"),
    "farm": Recipe(scenery.farm, "hens and a distant cow are heard on a farm", "hens and a distant cow are heard on a farm"),
    "forest": Recipe(scenery.forest, "leaves and birds are heard in a forest", "leaves and birds are heard in a forest"),
    "river": Recipe(weather.river, "a brook babbles", "brooks babble"),
    "gulls": Recipe(creatures.gulls, "a gull cries", "gulls cry"),
    "fire": Recipe(weather.fire, "a fire crackles", "fires crackle"),
    "wood": Recipe(scenery.wood, "wood knocks and creaks", "wood knocks and creaks"),
    "room": Recipe(scenery.room, "a quiet room hums", "quiet rooms hum"),
    "quiet": Recipe(scenery.quiet, "calm air stirs and a bird sings now and then", "calm air stirs and a bird sings now and then"),
}
# fmt: on


AIR = ((40, -6), (150, 0), (600, -8), (3000, -20), (12000, -32))


@dataclass(frozen=True)
class Layer:
    """One sound of a mix. level: dB under the main one (0); pitch: 1.2 for small things, 0.8 for big ones."""

    name: str
    level: float = 0.0
    pitch: float = 1.0
    count: int = 1
    far: bool = False
    soft: bool = False


def play(what: "str | Layer | list[str | Layer]", seconds: float = 5.0, seed: int = 0) -> np.ndarray:
    """The sound of a name of SOUNDS, or of several together: float32 (frames, 2) at 44,100 Hz.

    frames is exactly round(seconds · 44100). −16 LUFS, true peak ≤ −1 dBFS, soft ends. The same seed gives the same
    samples, another seed another recording. Raises KeyError for a name that is not in SOUNDS.
    """
    layers = [what] if isinstance(what, str | Layer) else list(what)
    layers = [Layer(layer) if isinstance(layer, str) else layer for layer in layers]
    tapes = [_record(layer, place, seconds, seed) for place, layer in enumerate(layers)]
    if len(tapes) > 1:
        levels = [
            layer.level - measure(tape.mean(axis=0, keepdims=True)) - 30
            for tape, layer in zip(tapes, layers, strict=True)
        ]
        tapes = [
            tape * np.float32(10 ** (np.clip(level, -90, 90) / 20)) for tape, level in zip(tapes, levels, strict=True)
        ]
    return master(sum(tapes[1:], tapes[0]))


def _record(layer: Layer, place: int, seconds: float, seed: int) -> np.ndarray:
    recipe = SOUNDS[layer.name]
    rng = np.random.default_rng([seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF, place, zlib.crc32(layer.name.encode())])
    take = Take(seconds, rng, pitch=layer.pitch, count=layer.count)
    recipe.make(take)
    if layer.far:
        take.tape = filtered(take.tape, 1700, order=1)
        take.room("forest", 0.6)
    elif layer.soft:
        take.tape = filtered(take.tape, 4500, order=1)
    if not place:
        # no place on earth is silent: digital silence between two sounds is heard as a fault
        take.noise(AIR, 0.012 * float(np.sqrt(np.mean(take.tape**2))) + 1e-9)
    return take.tape


__all__ = ["RATE", "SOUNDS", "Layer", "Recipe", "play"]

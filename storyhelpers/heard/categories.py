"""Which category is the broader one of another: the main branches of AudioSet, and the kinds of the paper town.

The branches are those of the ontology that AudioSet describes (Gemmeke et al., ICASSP 2017), the rows our own choice.
"""

from collections.abc import Iterable, Sequence
from functools import cache

SHARE = 0.25  # a narrower category counts when it is at least so sure as this share of the broader one
LEAST = 0.02  # what is less sure than that was not heard

# fmt: off
NARROWER = {  # broader → narrower, "; " between them, because AudioSet's own names have commas
    # AudioSet
    "Human sounds": "Human voice; Respiratory sounds; Human locomotion; Digestive; Hands; Heart sounds, heartbeat; Human group actions",
    "Human voice": "Speech; Shout; Screaming; Whispering; Laughter; Crying, sobbing; Wail, moan; Sigh; Singing; Humming; Groan; Whistling",
    "Speech": "Male speech, man speaking; Female speech, woman speaking; Child speech, kid speaking; Conversation; Narration, monologue; Babbling; Speech synthesizer",
    "Laughter": "Baby laughter; Giggle; Snicker; Belly laugh; Chuckle, chortle",
    "Crying, sobbing": "Baby cry, infant cry; Whimper",
    "Singing": "Choir; Yodeling; Chant; Child singing; Male singing; Female singing; Rapping",
    "Respiratory sounds": "Breathing; Cough; Sneeze; Sniff; Snoring; Gasp; Pant",
    "Human locomotion": "Run; Shuffle; Walk, footsteps",
    "Hands": "Finger snapping; Clapping",
    "Human group actions": "Cheering; Applause; Chatter; Crowd; Hubbub, speech noise, speech babble; Children playing",
    "Animal": "Domestic animals, pets; Livestock, farm animals, working animals; Wild animals",
    "Domestic animals, pets": "Dog; Cat",
    "Dog": "Bark; Yip; Howl; Bow-wow; Growling; Whimper (dog)",
    "Cat": "Purr; Meow; Hiss; Caterwaul",
    "Livestock, farm animals, working animals": "Horse; Cattle, bovinae; Pig; Goat; Sheep; Fowl",
    "Horse": "Clip-clop; Neigh, whinny",
    "Cattle, bovinae": "Moo; Cowbell",
    "Pig": "Oink", "Goat": "Bleat", "Sheep": "Bleat",
    "Fowl": "Chicken, rooster; Turkey; Duck; Goose",
    "Chicken, rooster": "Cluck; Crowing, cock-a-doodle-doo",
    "Turkey": "Gobble", "Duck": "Quack", "Goose": "Honk",
    "Wild animals": "Roaring cats (lions, tigers); Bird; Canidae, dogs, wolves; Rodents, rats, mice; Insect; Frog; Snake; Whale vocalization",
    "Roaring cats (lions, tigers)": "Roar",
    "Bird": "Bird vocalization, bird call, bird song; Pigeon, dove; Crow; Owl; Bird flight, flapping wings; Gull, seagull",
    "Bird vocalization, bird call, bird song": "Chirp, tweet; Squawk", "Pigeon, dove": "Coo", "Crow": "Caw", "Owl": "Hoot",
    "Rodents, rats, mice": "Mouse; Patter", "Insect": "Cricket; Mosquito; Fly, housefly; Bee, wasp, etc.",
    "Fly, housefly": "Buzz", "Frog": "Croak", "Snake": "Rattle",
    "Music": "Musical instrument; Music genre; Music mood; Song; Background music",
    "Musical instrument": "Plucked string instrument; Keyboard (musical); Percussion; Brass instrument; Bowed string instrument; Wind instrument, woodwind instrument; Harp; Harmonica; Accordion; Bell; Orchestra",
    "Plucked string instrument": "Guitar; Banjo; Ukulele; Mandolin; Sitar", "Guitar": "Electric guitar; Bass guitar; Acoustic guitar; Strum",
    "Keyboard (musical)": "Piano; Organ; Synthesizer; Harpsichord",
    "Percussion": "Drum kit; Drum; Cymbal; Tambourine; Maraca; Mallet percussion; Gong; Tabla",
    "Drum": "Snare drum; Bass drum; Timpani", "Mallet percussion": "Marimba, xylophone; Glockenspiel; Vibraphone; Steelpan",
    "Brass instrument": "Trumpet; Trombone; French horn", "Bowed string instrument": "Violin, fiddle; Cello; Double bass",
    "Wind instrument, woodwind instrument": "Flute; Saxophone; Clarinet",
    "Bell": "Church bell; Jingle bell; Bicycle bell; Tuning fork; Chime", "Chime": "Wind chime; Change ringing (campanology)",
    "Natural sounds": "Wind; Thunderstorm; Water; Fire",
    "Wind": "Rustling leaves; Wind noise (microphone)", "Thunderstorm": "Thunder",
    "Water": "Rain; Stream; Waterfall; Ocean; Steam; Gurgling; Splash, splatter; Drip; Pour; Liquid",
    "Rain": "Raindrop; Rain on surface", "Ocean": "Waves, surf", "Fire": "Crackle",
    "Sounds of things": "Vehicle; Engine; Domestic sounds, home sounds; Alarm; Mechanisms; Tools; Explosion; Wood; Glass; Bell",
    "Vehicle": "Boat, Water vehicle; Motor vehicle (road); Rail transport; Aircraft; Bicycle; Skateboard",
    "Boat, Water vehicle": "Sailboat, sailing ship; Rowboat, canoe, kayak; Motorboat, speedboat; Ship",
    "Motor vehicle (road)": "Car; Truck; Bus; Emergency vehicle; Motorcycle; Traffic noise, roadway noise",
    "Car": "Vehicle horn, car horn, honking; Skidding; Car passing by; Race car, auto racing; Car alarm", "Vehicle horn, car horn, honking": "Toot",
    "Truck": "Air horn, truck horn; Reversing beeps; Air brake; Ice cream truck, ice cream van",
    "Emergency vehicle": "Police car (siren); Ambulance (siren); Fire engine, fire truck (siren)",
    "Rail transport": "Train; Railroad car, train wagon; Subway, metro, underground", "Train": "Train whistle; Train horn",
    "Aircraft": "Aircraft engine; Helicopter; Fixed-wing aircraft, airplane", "Aircraft engine": "Jet engine; Propeller, airscrew",
    "Engine": "Light engine (high frequency); Medium engine (mid frequency); Heavy engine (low frequency); Idling",
    "Domestic sounds, home sounds": "Door; Cupboard open or close; Dishes, pots, and pans; Cutlery, silverware; Frying (food); Microwave oven; Water tap, faucet; Vacuum cleaner; Zipper (clothing); Typing; Writing; Chopping (food)",
    "Door": "Doorbell; Sliding door; Slam; Knock; Tap; Squeak", "Doorbell": "Ding-dong", "Typing": "Typewriter; Computer keyboard",
    "Alarm": "Telephone; Alarm clock; Siren; Buzzer; Smoke detector, smoke alarm; Fire alarm; Foghorn; Whistle; Steam whistle",
    "Siren": "Civil defense siren; Police car (siren); Ambulance (siren); Fire engine, fire truck (siren)",
    "Mechanisms": "Clock; Gears; Sewing machine; Mechanical fan; Air conditioning; Cash register; Printer; Camera", "Clock": "Tick; Tick-tock",
    "Tools": "Hammer; Sawing; Filing (rasp); Sanding; Power tool; Jackhammer", "Power tool": "Drill",
    "Explosion": "Gunshot, gunfire; Fireworks; Burst, pop; Boom", "Fireworks": "Firecracker",
    "Wood": "Chop; Splinter; Crack", "Glass": "Chink, clink; Shatter",
    "Inside": "Inside, small room; Inside, large room or hall; Inside, public space",
    "Outside": "Outside, urban or manmade; Outside, rural or natural",
    # the paper town: a place is broader than who lives there
    "farm": "cow; chicken; sheep; horse; farmer", "forest": "bird; owl; tree; bush; bear; fox", "street": "car; bus; truck; bicycle",
    "station": "train", "crowd": "market stall; children", "children": "boy; girl; school", "footsteps": "man; woman; snow; bridge",
    "hill": "kite; wind", "moon": "owl; crickets", "sun": "bird", "rainbow": "bird; rain", "room": "clock", "wood": "house",
    "quiet": "bird; wind; cloud", "laughter": "boy; girl; clown", "bell": "tower; bicycle; shop",
}
# fmt: on


@cache
def broader() -> dict[str, frozenset[str]]:
    """Category → all categories that are broader than it."""
    above: dict[str, set[str]] = {}
    for wide, narrow in NARROWER.items():
        for name in narrow.split("; "):
            above.setdefault(name, set()).add(wide)

    def climb(name: str, seen: frozenset[str]) -> frozenset[str]:
        found = frozenset(above.get(name, ())) - seen
        return found.union(*(climb(wide, seen | found) for wide in found)) if found else found

    return {name: climb(name, frozenset([name])) for name in above}


def merged(
    moments: Iterable[tuple[float, Sequence[tuple[str, float]]]], overall: Sequence[tuple[str, float]]
) -> list[tuple[str, float]]:
    """All categories with their scores, the surest first, without those that are only the broader name of another.

    moments: (seconds, categories) each. A score is the one of `overall`, or the mean over the moments where higher.
    """
    moments = list(moments)
    length = sum(seconds for seconds, _ in moments) or 1.0
    means: dict[str, float] = {}
    for seconds, categories in moments:
        for label, score in categories:
            means[label] = means.get(label, 0.0) + score * seconds / length
    for label, score in overall:
        means[label] = max(score, means.get(label, 0.0))
    heard = {label: score for label, score in means.items() if score >= LEAST}
    up = broader()
    hidden = {
        wide
        for label, score in heard.items()
        for wide in up.get(label, ())
        if score >= SHARE * heard.get(wide, 0.0) and wide in heard
    }
    return sorted(((k, v) for k, v in heard.items() if k not in hidden), key=lambda one: (-one[1], one[0]))

"""Categories of sound as an English sentence that can be drawn: "a dog barks while rain falls steadily"."""

from collections.abc import Sequence
from functools import cache

# fmt: off
KINDS = {  # a kind of the paper town → the categories of AudioSet that say the same, "; " between them
    "man": "Male speech, man speaking; Male singing; Humming; Whistling; Shout", "woman": "Female speech, woman speaking; Female singing",
    "children": "Child speech, kid speaking; Children playing; Child singing; Children shouting", "crowd": "Speech; Conversation; Chatter; Crowd; Hubbub, speech noise, speech babble; Cheering; Applause; Clapping; Human voice",
    "laughter": "Laughter; Giggle; Snicker; Belly laugh; Chuckle, chortle; Baby laughter", "footsteps": "Walk, footsteps; Run; Human locomotion",
    "musician": "Music; Guitar; Acoustic guitar; Plucked string instrument; Musical instrument; Strum; Ukulele; Banjo; Song; Singing",
    "doctor": "Heart sounds, heartbeat; Heart murmur", "cook": "Frying (food); Sizzle; Chopping (food); Dishes, pots, and pans; Cutlery, silverware",
    "cat": "Cat; Purr; Meow; Hiss; Caterwaul", "dog": "Dog; Bark; Yip; Howl; Bow-wow; Growling; Whimper (dog); Domestic animals, pets; Canidae, dogs, wolves",
    "duck": "Duck; Quack; Goose; Honk", "bird": "Bird; Bird vocalization, bird call, bird song; Chirp, tweet; Squawk; Pigeon, dove; Coo; Crow; Caw",
    "horse": "Horse; Clip-clop; Neigh, whinny", "cow": "Cattle, bovinae; Moo; Cowbell", "mouse": "Mouse; Rodents, rats, mice; Patter",
    "sheep": "Sheep; Goat; Bleat", "chicken": "Chicken, rooster; Cluck; Crowing, cock-a-doodle-doo; Fowl; Turkey; Gobble", "owl": "Owl; Hoot",
    "bear": "Roar; Roaring cats (lions, tigers)", "frog": "Frog; Croak", "flower": "Insect; Bee, wasp, etc.; Fly, housefly; Buzz; Mosquito",
    "farm": "Livestock, farm animals, working animals; Pig; Oink", "forest": "Wild animals; Outside, rural or natural; Environmental noise",
    "butterfly": "Bird flight, flapping wings", "crickets": "Cricket", "gulls": "Gull, seagull",
    "car": "Car; Vehicle; Vehicle horn, car horn, honking; Car passing by; Motor vehicle (road); Toot; Skidding; Race car, auto racing; Engine; Idling",
    "bus": "Bus; Air brake", "truck": "Truck; Air horn, truck horn; Reversing beeps", "bicycle": "Bicycle; Bicycle bell",
    "train": "Train; Train whistle; Train horn; Rail transport; Railroad car, train wagon; Steam whistle", "station": "Subway, metro, underground",
    "boat": "Boat, Water vehicle; Ship; Motorboat, speedboat; Sailboat, sailing ship; Rowboat, canoe, kayak; Foghorn",
    "plane": "Aircraft; Fixed-wing aircraft, airplane; Aircraft engine; Propeller, airscrew; Jet engine; Helicopter",
    "fire engine": "Siren; Emergency vehicle; Fire engine, fire truck (siren); Police car (siren); Ambulance (siren); Civil defense siren",
    "house": "Door; Knock; Slam; Tap; Squeak; Doorbell; Ding-dong", "shop": "Cash register; Coin (dropping)", "tower": "Church bell; Change ringing (campanology)",
    "castle": "Trumpet; Brass instrument; Trombone; French horn", "school": "School bell", "fountain": "Splash, splatter; Pour",
    "clock": "Clock; Tick; Tick-tock; Alarm clock", "balloon": "Burst, pop", "ball": "Basketball bounce; Bouncing",
    "drum": "Drum; Drum kit; Snare drum; Bass drum; Percussion; Timpani; Drum roll", "bell": "Bell; Jingle bell; Chime", "star": "Wind chime; Glockenspiel",
    "book": "Writing", "gift": "Crumpling, crinkling; Tearing", "tree": "Rustling leaves", "rain": "Rain; Raindrop; Rain on surface; Drip",
    "sea": "Ocean; Waves, surf", "river": "Water; Stream; Waterfall; Gurgling; Liquid; Trickle, dribble", "wind": "Wind; Wind noise (microphone)",
    "thunder": "Thunder; Thunderstorm", "fire": "Fire; Crackle", "wood": "Wood; Hammer; Chop; Sawing; Crack; Splinter",
    "street": "Traffic noise, roadway noise; Outside, urban or manmade", "room": "Inside, small room; Inside, large room or hall; Hum; Air conditioning",
    "police officer": "Whistle", "clown": "Kazoo", "quiet": "Silence",
}
OTHERS = {  # what the paper town has no kind for → what can be drawn of it
    "Animal": "an animal calls", "Piano": "someone plays the piano", "Keyboard (musical)": "someone plays the piano",
    "Violin, fiddle": "someone plays the violin", "Flute": "someone plays the flute", "Saxophone": "someone plays the saxophone",
    "Baby cry, infant cry": "a baby cries", "Crying, sobbing": "someone cries", "Sneeze": "someone sneezes", "Cough": "someone coughs",
    "Snoring": "someone sleeps and snores", "Whispering": "someone whispers a secret", "Screaming": "someone screams",
    "Telephone": "a telephone rings", "Fireworks": "fireworks burst in the sky", "Motorcycle": "a motorcycle drives by",
    "Typing": "someone types", "Vacuum cleaner": "someone vacuums a room", "Explosion": "something bursts with a bang",
    "Natural sounds": "a quiet landscape", "Choir": "a choir sings", "Orchestra": "an orchestra plays",
}
# fmt: on


@cache
def kind_of(label: str) -> str:
    """The kind of the paper town that a category means, "dog" for "Bark"; empty where there is none."""
    from ..papertown.foley import SOUNDS

    if label in SOUNDS:
        return label
    return next((kind for kind, labels in KINDS.items() if label in labels.split("; ")), "")


def phrase(label: str) -> str:
    """A category as words: "a dog barks"."""
    from ..papertown.foley import SOUNDS

    if kind := kind_of(label):
        return SOUNDS[kind].one
    return OTHERS.get(label) or f"something that sounds like {label.split(',')[0].split(' (')[0].lower()}"


def idea_of(labels: Sequence[str]) -> str:
    """Up to three categories as one sentence, each thing once."""
    told = list(dict.fromkeys(phrase(label) for label in labels))[:3]
    if len(told) < 2:
        return "".join(told)
    return " while ".join([told[0], " and ".join(told[1:])])

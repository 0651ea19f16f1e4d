"""The sixteen captions that the small models are looked at with, and the scene that each of them means."""

from .scenes import SmallScene, SmallThing

CONTENT: dict[str, SmallScene] = {
    "an orange cat with a red hat in the snow at night":
        SmallScene("snow", "night", (SmallThing("cat", "orange", "red"),)),
    "a red house and a green tree on green hills on a sunny day":
        SmallScene("hills", "sunny", (SmallThing("house", "red", side="left"), SmallThing("tree", "green", side="right"))),
    "a blue car on a street at sunset":
        SmallScene("street", "sunset", (SmallThing("car", "blue"),)),
    "a white rabbit on the grass under the sun":
        SmallScene("hills", "sunny", (SmallThing("rabbit", "white"),)),
    "a yellow balloon on the left and a white snowman on the right in the snow on a snowy day":
        SmallScene("snow", "snowy", (SmallThing("balloon", "yellow", side="left"), SmallThing("snowman", "white", side="right"))),
    "a brown dog wearing a blue hat on the beach at sunset":
        SmallScene("beach", "sunset", (SmallThing("dog", "brown", "blue"),)),
    "a pink tree on green hills on a sunny day":
        SmallScene("hills", "sunny", (SmallThing("tree", "pink"),)),
    "a yellow duck on the beach under the sun":
        SmallScene("beach", "sunny", (SmallThing("duck", "yellow"),)),
    "a purple flower and a red car in the city on a snowy day":
        SmallScene("street", "snowy", (SmallThing("flower", "purple", side="left"), SmallThing("car", "red", side="right"))),
    "a black cat on a street at night":
        SmallScene("street", "night", (SmallThing("cat", "black"),)),
    "a blue house in the snow under the moon and stars":
        SmallScene("snow", "night", (SmallThing("house", "blue"),)),
    "a grey rabbit with a green hat and a red house on the grass under the sun":
        SmallScene("hills", "sunny", (SmallThing("rabbit", "grey", "green", "left"), SmallThing("house", "red", side="right"))),
    "a red balloon on the beach at sunset":
        SmallScene("beach", "sunset", (SmallThing("balloon", "red"),)),
    "a white dog on the left and a yellow house on the right on green hills at night":
        SmallScene("hills", "night", (SmallThing("dog", "white", side="left"), SmallThing("house", "yellow", side="right"))),
    "a green car in the snow while snow is falling":
        SmallScene("snow", "snowy", (SmallThing("car", "green"),)),
    "a pink rabbit and an orange tree on the grass at sunset":
        SmallScene("hills", "sunset", (SmallThing("rabbit", "pink", side="left"), SmallThing("tree", "orange", side="right"))),
}  # fmt: skip
SIXTEEN: tuple[str, ...] = tuple(CONTENT)

"""The sixteen captions that the small models are looked at with, and the scene that each of them means."""

from .scenes import SmallScene, SmallThing


def _means(ground: str, sky: str, *things: tuple[str, ...]) -> SmallScene:
    """A scene of (name, colour[, hat]); of two things the first stands at the left."""
    sides = ("left", "right") if len(things) == 2 else ("",)
    return SmallScene(ground, sky, tuple(SmallThing(*thing, side=side) for thing, side in zip(things, sides)))


CONTENT: dict[str, SmallScene] = {
    "an orange cat with a red hat in the snow at night": _means("snow", "night", ("cat", "orange", "red")),
    "a red house and a green tree on green hills on a sunny day":
        _means("hills", "sunny", ("house", "red"), ("tree", "green")),
    "a blue car on a street at sunset": _means("street", "sunset", ("car", "blue")),
    "a white rabbit on the grass under the sun": _means("hills", "sunny", ("rabbit", "white")),
    "a yellow balloon on the left and a white snowman on the right in the snow on a snowy day":
        _means("snow", "snowy", ("balloon", "yellow"), ("snowman", "white")),
    "a brown dog wearing a blue hat on the beach at sunset": _means("beach", "sunset", ("dog", "brown", "blue")),
    "a pink tree on green hills on a sunny day": _means("hills", "sunny", ("tree", "pink")),
    "a yellow duck on the beach under the sun": _means("beach", "sunny", ("duck", "yellow")),
    "a purple flower and a red car in the city on a snowy day":
        _means("street", "snowy", ("flower", "purple"), ("car", "red")),
    "a black cat on a street at night": _means("street", "night", ("cat", "black")),
    "a blue house in the snow under the moon and stars": _means("snow", "night", ("house", "blue")),
    "a grey rabbit with a green hat and a red house on the grass under the sun":
        _means("hills", "sunny", ("rabbit", "grey", "green"), ("house", "red")),
    "a red balloon on the beach at sunset": _means("beach", "sunset", ("balloon", "red")),
    "a white dog on the left and a yellow house on the right on green hills at night":
        _means("hills", "night", ("dog", "white"), ("house", "yellow")),
    "a green car in the snow while snow is falling": _means("snow", "snowy", ("car", "green")),
    "a pink rabbit and an orange tree on the grass at sunset":
        _means("hills", "sunset", ("rabbit", "pink"), ("tree", "orange")),
}  # fmt: skip
SIXTEEN: tuple[str, ...] = tuple(CONTENT)

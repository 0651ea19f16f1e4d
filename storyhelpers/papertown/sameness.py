"""How alike a character is in a picture and on its sheet: the paper town's own truth about "the same on every page"."""

from ..scenegraph import Figure, Scene

LOOKS = ("name", "colour", "pattern", "size")


def sameness(scene: Scene, character: Figure) -> float | None:
    """How alike a scene's figure is to a character, 0 to 1; None where nobody of that name is in the scene.

    It is the share of what the character says of itself that the figure has as well: kind, colour, pattern, size, and
    each piece of clothing with its colour. What the character leaves open counts nowhere; what the figure wears besides
    counts as one thing that is not alike.
    """
    shown = next((figure for figure in scene.figures if character.who and figure.who == character.who), None)
    if shown is None:
        return None
    said = [getattr(character, look) == getattr(shown, look) for look in LOOKS if getattr(character, look)]
    worn = {piece.name: piece.colour for piece in shown.clothes}
    said += [piece.name in worn and piece.colour in ("", worn[piece.name]) for piece in character.clothes]
    said += [False for name in worn if name not in {piece.name for piece in character.clothes}]
    return sum(said) / len(said)

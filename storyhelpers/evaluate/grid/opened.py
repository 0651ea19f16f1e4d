"""The pictures of a grid as rows and columns; a file is read when its picture is asked for, so a large grid fits."""

from collections.abc import Sequence
from pathlib import Path

from ...engine import NotHere
from ...media import Picture


class Pictures(Sequence):
    """A sequence of pictures, or of such sequences, of which each item is opened anew when it is asked for.

    files: paths, or tuples of paths. Raises NotHere for a picture that has not been drawn yet.
    """

    def __init__(self, files: tuple):
        self.files = files

    def __len__(self):
        return len(self.files)

    def __getitem__(self, which):
        found = self.files[which]
        if isinstance(found, tuple):
            return Pictures(found)
        return _opened(found)

    def __repr__(self):
        return f"{len(self)} {'rows of pictures' if isinstance(self.files[0], tuple) else 'pictures'}"


def _opened(file: Path) -> Picture:
    if not file.exists():
        raise NotHere(f"{file.parent.name}/{file.name} has not been drawn yet. Draw what is missing: grid.draw().")
    return Picture.open(file)

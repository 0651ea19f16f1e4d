"""Photographs to begin with, for who has none at hand: they come with scikit-image and are free to use."""

from pathlib import Path

from .engine import NotHere, nearest
from .media import Picture

PHOTOS = {  # name → file, who made it, licence (as scikit-image states them)
    "cat": ("chelsea.png", "Stéfan van der Walt", "CC0"),
    "coffee": ("coffee.png", "Pikolo Espresso Bar, Rachel Michetti", "CC0"),
    "astronaut": ("astronaut.png", "NASA", "public domain"),
    "rocket": ("rocket.jpg", "SpaceX", "CC0"),
}


def gallery(name: str) -> Picture:
    """One of the photographs of PHOTOS, with its maker and licence. Raises NotHere for any other name."""
    if name not in PHOTOS:
        raise NotHere(
            f'There is no photograph "{name}" in the gallery.{nearest(name, PHOTOS)} There is: {", ".join(PHOTOS)}. '
            'For a file of your own: Picture.open("my-photo.jpg").'
        )
    import skimage

    file, maker, licence = PHOTOS[name]
    path = Path(skimage.__file__).parent / "data" / file
    if not path.is_file():
        raise NotHere(f'This release of scikit-image has no {file}. Take a file of your own: Picture.open("my.jpg").')
    from dataclasses import replace

    return replace(Picture.open(path), name=name, made_by=f"photograph by {maker}", origin=f"scikit-image, {licence}")


def photo(given: str) -> Picture:
    """A photograph by its name in the gallery, or from a file: photo("cat"), photo("holiday.jpg")."""
    return gallery(given) if given in PHOTOS else Picture.open(given)

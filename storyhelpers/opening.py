"""Reading what people give: a path or bytes, and pictures of any mode, size or orientation."""

import contextlib
import io
import threading
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from .engine import BadInput
from .locale import say

LONGEST_SIDE = 4096  # px; larger photos are shrunk when they are opened
MOST_PIXELS = 400e6  # beyond this a file is more likely a trap than a photo
_limit = threading.Lock()


def read_source(source, what: str, example: str) -> tuple[str, bytes]:
    """(its name for a sentence, its bytes) of a path or of bytes. Raises BadInput when there is nothing to read."""
    name, place = locate(source, what, example)
    return name, place if isinstance(place, bytes) else place.read_bytes()


def locate(source, what: str, example: str) -> tuple[str, Path | bytes]:
    """(its name for a sentence, its path or its bytes), not yet read. Raises BadInput when there is nothing to read."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        name, place = f"That {what}", bytes(source)
        empty = not place
    else:
        if not str(source).strip():
            raise BadInput(f"No {what} was named. Type its path: {example}.")
        try:
            place = Path(source).expanduser()
            with place.open("rb") as file:
                empty = not file.read(1)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise BadInput(
                f"There is no {what} {source} (looked in {Path.cwd()}). Type its path: {example}."
            ) from error
        except IsADirectoryError as error:
            raise BadInput(f"{source} is a folder. Type the path of one {what}: {example}.") from error
        except (OSError, TypeError, ValueError) as error:
            raise BadInput(f"{source!s:.200} cannot be read as a {what}: {error}. Type a path: {example}.") from error
        name = place.name
    if empty:
        raise BadInput(f"{name} is empty (0 bytes). Save or download the {what} once more, or take another.")
    return name, place


@contextlib.contextmanager
def _own_limit():
    """Without Pillow's limit of pixels: we have our own, and shrink. One thread at a time, because it is for all."""
    with _limit:
        limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS = limit


def decode(name: str, data: bytes, notes: list[str], text_key: str) -> tuple[Image.Image, str]:
    """(the upright RGB image, the text chunk `text_key` of a PNG or ""); what was done to it is added to `notes`.

    Raises BadInput for absurd sizes, and Pillow's and the system's own errors for what is no picture.
    """
    with _own_limit(), Image.open(io.BytesIO(data)) as image:
        if image.width * image.height > MOST_PIXELS:
            raise BadInput(
                f"{name} says it is {image.width:,} × {image.height:,} pixels; up to {MOST_PIXELS / 1e6:.0f} "
                "million pixels can be opened. Make it smaller first.",
                "too large", name=name, width=image.width, height=image.height, most=round(MOST_PIXELS / 1e6),
            )  # fmt: skip
        if getattr(image, "n_frames", 1) > 1:
            notes.append(say("The picture moves; this is its first frame."))
        large = image.size
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is shrunk while it is decoded
        image.load()
        story = getattr(image, "text", {}).get(text_key, "")
        image = ImageOps.exif_transpose(image)
        if max(large) > LONGEST_SIDE:
            image = _rgb(image) if image.mode.startswith(("I", "F", "P")) else image
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            notes.append(say("The picture was shrunk from {w} × {h} to {x} × {y} pixels.",
                             w=large[0], h=large[1], x=image.width, y=image.height))  # fmt: skip
        return _rgb(image), story if isinstance(story, str) else ""


def _rgb(image: Image.Image) -> Image.Image:
    """Any mode to 8-bit RGB: 16 bit is scaled, transparency goes onto white, a colour profile becomes sRGB."""
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image, dtype=np.float64)
        top = 65535 if image.mode != "F" else max(float(np.nanmax(values)), 1e-9)
        values = np.nan_to_num(values) * (255 / top)
        return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)).convert("RGB")
    if profile := image.info.get("icc_profile"):
        from PIL import ImageCms

        try:
            if image.mode in ("RGB", "CMYK"):
                source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
                return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except ImageCms.PyCMSError:
            return image.convert("RGB")  # a broken profile: the plain conversion is what other programs show
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image).convert("RGB")
    return image.convert("RGB")

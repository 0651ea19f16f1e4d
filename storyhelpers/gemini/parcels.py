"""What is sent to Gemini and what comes back: the parts of a request, and what can be found in an answer."""

import io
import re
from collections.abc import Sequence

from ..engine import BadInput, nearest

LARGEST_SIDE = 1536  # pixels of a picture that is sent along
SAFETY = {"default": None, "strict": "BLOCK_LOW_AND_ABOVE", "off": "BLOCK_ONLY_HIGH"}  # a wish → the API's threshold
HARMS = ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")  # what the API lets one set
RATE = 24000  # of speech, where the answer does not say


def safety_of(wish: str) -> list[dict] | None:
    """The API's safety settings for a wish; None leaves them as Google set them. Raises BadInput for another word."""
    if wish not in SAFETY:
        raise BadInput(f"safety is one of {', '.join(SAFETY)}, not {wish!r:.40}.{nearest(wish, SAFETY)}")
    if (threshold := SAFETY[wish]) is None:
        return None
    return [{"category": f"HARM_CATEGORY_{harm}", "threshold": threshold} for harm in HARMS]


def settings_of(**settings):
    """The request's settings, as the package wants them; those that are None are left to the service."""
    from google.genai import types, version

    settings = {name: value for name, value in settings.items() if value is not None}
    try:
        return types.GenerateContentConfig(**settings, automatic_function_calling={"disable": True})
    except ValueError:
        raise BadInput(
            f"google-genai {version.__version__} does not take one of these settings: {', '.join(settings)}. Look at "
            'their values; if they are right, type: pip install "google-genai>=1.30"'
        ) from None


def contents_of(prompt: str, pictures: Sequence) -> list:
    """What is sent: the pictures, made small enough, then the words."""
    parts = []
    for picture in pictures:
        image = getattr(picture, "image", picture)
        if not hasattr(image, "thumbnail"):
            raise BadInput(f"Gemini can look at a Picture or a PIL image, not at {type(picture).__name__}.")
        image, out = image.convert("RGB"), io.BytesIO()
        image.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
        image.save(out, "PNG")
        parts.append({"inline_data": {"mime_type": "image/png", "data": out.getvalue()}})
    return [{"role": "user", "parts": [*parts, {"text": prompt}]}]


def _parts(answer) -> list:
    """The parts of an answer, without what the model only thought."""
    content = answer.candidates[0].content if answer and answer.candidates else None
    return [part for part in (content and content.parts) or () if not part.thought]


def words_of(answer) -> str:
    """All words of an answer; "" when there are none."""
    return "".join(part.text or "" for part in _parts(answer))


def picture_in(answer) -> bytes | None:
    """The first picture file in an answer."""
    blobs = (part.inline_data for part in _parts(answer))
    return next((b.data for b in blobs if b and b.data and (b.mime_type or "").startswith("image/")), None)


def pieces_of(answer) -> list[str | bytes]:
    """The words and the picture files of an answer, in their order."""
    found: list[str | bytes] = []
    for part in _parts(answer):
        blob = part.inline_data
        if part.text:
            found.append(part.text)
        elif blob and blob.data and (blob.mime_type or "").startswith("image/"):
            found.append(blob.data)
    return found


def opened(data: bytes, model: str):
    """A picture file as a PIL image (RGB) that says which model made it; None when it cannot be read."""
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(io.BytesIO(data)).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None
    image.info = {"model": model}
    return image


def speech_in(answer) -> tuple[bytes, int] | None:
    """(16-bit samples, frames a second) of an answer that is heard; None where it holds no sound.

    The rate stands in the type, "audio/L16;codec=pcm;rate=24000".
    """
    blobs = [p.inline_data for p in _parts(answer) if p.inline_data and p.inline_data.data]
    blobs = [blob for blob in blobs if (blob.mime_type or "").lower().startswith("audio/")]
    data = b"".join(blob.data for blob in blobs)
    if len(data) < 2:
        return None
    rate = re.search(r"rate=(\d{4,6})", blobs[0].mime_type)
    return data[: len(data) // 2 * 2], int(rate[1]) if rate else RATE

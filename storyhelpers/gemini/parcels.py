"""What is sent to Gemini and what comes back: the parts of a request, and what can be found in an answer."""

import io
from collections.abc import Sequence

from ..engine import BadInput

LARGEST_SIDE = 1536  # pixels of a picture that is sent along


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

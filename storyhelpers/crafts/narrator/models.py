"""The models that read aloud, one a language: Massively Multilingual Speech, by the ISO 639-3 code of the language."""

from ...models import Model

# Tag → code of the languages that have a voice there and a tag in use here; there are 1,107: Mms("facebook/mms-tts-…").
CODES = {
    "en": "eng", "es": "spa", "fr": "fra", "de": "deu", "pt": "por", "nl": "nld", "sv": "swe", "pl": "pol",
    "ru": "rus", "uk": "ukr", "bg": "bul", "ro": "ron", "hu": "hun", "fi": "fin", "is": "isl", "lv": "lav",
    "el": "ell", "sq": "sqi", "ca": "cat", "tr": "tur", "ar": "ara", "fa": "fas", "he": "heb", "hi": "hin",
    "bn": "ben", "gu": "guj", "kn": "kan", "ml": "mal", "mr": "mar", "ta": "tam", "te": "tel", "th": "tha",
    "vi": "vie", "id": "ind", "jv": "jav", "tl": "tgl", "fil": "tgl", "ko": "kor", "kk": "kaz", "sw": "swh",
    "so": "som", "ha": "hau", "yo": "yor",
}  # fmt: skip


def _row(code: str) -> Model:
    return Model(
        f"facebook/mms-tts-{code}",
        "CC-BY-NC-4.0 (not for sale)",
        weights={"fp32": 0.145},
        work={"fp32": 0.6},  # a sentence of 400 characters, half a minute
        title=f"MMS {code}",
    )


MODELS: dict[str, Model] = {f"mms-{code}": _row(code) for code in dict.fromkeys(CODES.values())}

"""espeak-ng's languages and voices: which tag is which voice, and how old and high a "grandmother" is.

The variants were chosen by their numbers (pitch, its range, how much lies in the harsh band of 2.5 to 5 kHz, whether
they overload), for nobody listened to all hundred. Those that breathe (f2, f3, f5, whisper) are not used: their noise
comes from the clock, so the same words would never sound the same twice.
"""

import difflib
from dataclasses import dataclass
from functools import cache

from ...engine import BadInput, NotHere, nearest


@dataclass(frozen=True)
class Speaker:
    """One of our voices: espeak's variant, its pitch and range (0 to 100, 50 is usual), and its pace."""

    variant: str
    pitch: int = 50
    range: int = 70
    pace: float = 1.0


VOICES = {  # name → speaker; the median pitch in Hz is that of English
    "female": Speaker("f4", pitch=47),  # 185
    "male": Speaker("m7", pitch=48),  # 115
    "child": Speaker("Annie", pitch=50, range=62),  # 260
    "grandmother": Speaker("grandma", pitch=36, range=62, pace=0.92),  # 195
    "grandfather": Speaker("m1", pitch=42, range=62, pace=0.9),  # 92
    "giant": Speaker("david", pitch=36, pace=0.85),  # 72
    "mouse": Speaker("linda", pitch=74, pace=1.08),  # 310
}
ALIASES = {
    "woman": "female", "mother": "female", "mum": "female", "mom": "female", "narrator": "female", "man": "male",
    "father": "male", "dad": "male", "girl": "child", "boy": "child", "kid": "child", "grandma": "grandmother",
    "granny": "grandmother", "grandpa": "grandfather", "monster": "giant", "small animal": "mouse",
}  # fmt: skip
DEFAULT = "female"
PLAIN = ("f1", "f4", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8")  # espeak's own variants that do not breathe

PREFERRED = {  # tag → espeak's own, where "the same, or the same language" would not find it or find another
    "en": "en-us", "en-uk": "en-gb", "en-au": "en-gb", "en-nz": "en-gb", "en-ie": "en-gb", "en-in": "en-gb",
    "en-za": "en-gb", "zh": "cmn", "zh-hk": "yue", "zh-mo": "yue", "no": "nb", "nn": "nb", "pt": "pt", "es": "es",
    "es-es": "es", "fr": "fr-fr", "ru": "ru", "hy": "hy", "vi": "vi", "ca": "ca", "iw": "he", "in": "id", "fa": "fa",
}  # fmt: skip
_AMERICAS = "ar bo cl co cr cu do ec gt hn mx ni pa pe pr py sv us uy ve"
LATIN_AMERICA = frozenset(_AMERICAS.split())
MUTE = frozenset(("fo", "kaa", "xex"))  # 1.52 lists them and has no dictionary for them
PACE = {"en": 112, "es": 128, "cmn": 185, "yue": 185}  # espeak's "words a minute", for a calm reader to children
USUAL_PACE = 125


def speaker(name: str | None) -> Speaker:
    """The speaker of a name, "female", "child", …, or of one of espeak's variants, "f1" or "+m3". Raises NotHere."""
    plain = str(name or DEFAULT).strip().casefold()
    plain = ALIASES.get(plain, plain)
    if plain in VOICES:
        return VOICES[plain]
    if plain.removeprefix("+") in PLAIN:
        return Speaker(plain.removeprefix("+"), range=60)
    raise NotHere(
        f'There is no voice "{str(name)[:60]}".{nearest(plain, [*VOICES, *ALIASES])} There is: {", ".join(VOICES)}; '
        f"and of espeak-ng's own {', '.join(PLAIN)}."
    )


def language(tag: str, known: dict[str, str]) -> str:
    """The language of espeak-ng, "pt-br", that is nearest to a tag, "pt-BR". Raises BadInput for one it has not.

    known: its language → its voice, as `languages` gives them.
    """
    plain = str(tag).strip().replace("_", "-").casefold()
    base, _, rest = plain.partition("-")
    if base == "zh" and set(rest.split("-")) & {"hk", "mo", "yue"}:
        base = plain = "yue"
    latin = "es-419" if base == "es" and rest in LATIN_AMERICA else ""
    for name in (PREFERRED.get(plain), latin, plain, f"{base}-{rest.split('-')[-1]}", PREFERRED.get(base), base):
        if name and name in known:
            return name
    close = difflib.get_close_matches(plain, list(known), n=1, cutoff=0.6)
    raise BadInput(
        f'The offline narrator does not speak "{str(tag)[:40]}".{f" Did you mean {close[0]}?" if close else ""} It '
        f"speaks {len(known)} languages and dialects, among them en, es, zh-TW, fr, de, pt-BR, it, ja, ko, ru, vi, hi, "
        'sw. Another narrator may: Studio(narrator="gemini").'
    )


@cache
def languages(voices: tuple) -> dict[str, str]:
    """Language → voice of espeak-ng, of ((identifier, name, ((tag, priority), …)), …): the best one for each tag."""
    best: dict[str, tuple[int, str]] = {}
    for identifier, _, tags in voices:
        own = identifier.rsplit("/", 1)[-1].casefold()
        for tag, priority in tags:
            if tag.casefold() in MUTE:
                continue
            rank = (0 if own == tag.casefold() else priority, identifier)  # "roa/fr" is French, before "roa/fr-BE"
            best[tag.casefold()] = min(best.get(tag.casefold(), rank), rank)
    return {tag: identifier for tag, (_, identifier) in best.items()}


def pace(language: str) -> float:
    """espeak's rate for a calm reader to children in this language."""
    return PACE.get(language, PACE.get(language.split("-")[0], USUAL_PACE))

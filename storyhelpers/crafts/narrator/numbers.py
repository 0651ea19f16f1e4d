"""Numbers in words, for narrators whose letters have no digits: "1,234" → "one thousand two hundred thirty-four"."""

import re

_NAMES = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
    "tens": "_ _ twenty thirty forty fifty sixty seventy eighty ninety",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis "
    "veintisiete veintiocho veintinueve",
    "decenas": "_ _ _ treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "centenas": "_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
    "novecientos",
}
_ENGLISH, _TENS, _SPANISH, _DECENAS, _CENTENAS = (names.split() for names in _NAMES.values())
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:\.\d{3})+(?!\d)|\d+")


def _english(n: int) -> str:
    if n < 20:
        return _ENGLISH[n]
    if n < 100:
        return _TENS[n // 10] + (f"-{_ENGLISH[n % 10]}" if n % 10 else "")
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= size:
            return f"{_english(n // size)} {name}" + (f" {_english(n % size)}" if n % size else "")
    raise AssertionError(n)


def _spanish(n: int) -> str:
    if n < 30:
        return _SPANISH[n]
    if n < 100:
        return _DECENAS[n // 10] + (f" y {_SPANISH[n % 10]}" if n % 10 else "")
    if n < 1000:
        return "cien" if n == 100 else _CENTENAS[n // 100] + (f" {_spanish(n % 100)}" if n % 100 else "")
    size, one, name = (1_000_000, "un millón", "millones") if n >= 1_000_000 else (1000, "mil", "mil")
    many = re.sub(r"veintiuno$", "veintiún", _spanish(n // size))
    head = one if n // size == 1 else f"{re.sub('uno$', 'un', many)} {name}"
    return head + (f" {_spanish(n % size)}" if n % size else "")


def in_words(number: str, language: str) -> str | None:
    """A whole number ("7", "1,234", "1.234") as it is spoken in "en" or "es"; None for others, or one too large."""
    speak = {"en": _english, "es": _spanish}.get(language)
    digits = re.sub(r"[.,]", "", number)
    if speak is None or not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        return None
    return speak(int(digits))

"""What somebody wishes of a story in plain words, in three languages: a tone, more, less, another weather or name."""

import re

from .notes import UNKNOWN_TONE

# fmt: off
TONES = {
    "funny": r"funn|humou?r|silly|comic|laugh|witty|joke|好笑|有趣|搞笑|幽默|爆笑|逗趣|divertid|gracios|chistos|humor|risa",
    "calm": r"calm|bed ?time|gentle|quiet|sleep|sooth|peaceful|cosy|cozy|good ?night|安靜|平靜|睡前|溫柔|晚安|溫暖|輕柔|tranquil|dormir|suave|calma|buenas noches|dulce",
    "exciting": r"excit|adventur|thrill|dramatic|suspens|action|刺激|冒險|緊張|精采|精彩|驚險|emocionant|aventur|intrig|acción|suspense",
}
WAYS = {
    "continue": r"^continue\b|\b(?:go|carry) on\b|\bwhat happens (?:next|then)\b|\bone more page\b|繼續|續寫|接下去|後來呢|再寫|再多一頁|^contin[uú]|\bsigue\b|qué pasa después|una página más",
    "shorten": r"\bshort(?:en|er)\b|^shorten|\bless text\b|\bsimpler\b|縮短|短一點|簡短|精簡|acort|más cort|abrevia|resum",
    "enlarge": r"\benlarge\b|\blonger\b|\bmore detail|\bexpand|加長|長一點|擴寫|寫多一點|詳細|alarg|ampl[ií]|más larg|más detall",
}
# fmt: on


def tone_of(words: str) -> str:
    """ "funny", "calm" or "exciting" for words such as "make it funny" or 好笑一點; "" for others."""
    return next((tone for tone, pattern in TONES.items() if re.search(pattern, words, re.IGNORECASE)), "")


def way_of(words: str) -> str:
    """ "continue", "shorten" or "enlarge" for words that mean one of them; "" for others."""
    return next((way for way, pattern in WAYS.items() if re.search(pattern, words.strip(), re.IGNORECASE)), "")


def unknown_tone(tone: str, language: str) -> str:
    """The sentence on a tone that there is not, in the language of the story."""
    return UNKNOWN_TONE[language].format(tone=tone[:60])

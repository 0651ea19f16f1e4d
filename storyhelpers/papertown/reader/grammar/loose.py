"""Relation words that found no partner: which of them are told back to the person, and in which words."""

from ..tokens import Token


def _words(entries: str) -> frozenset[str]:
    return frozenset(entry.strip() for entry in entries.split(","))


# Words that are complete by themselves ("they play outside"), and prepositions that mostly stand for something else
# than a place ("in love", "at last", "sobre todo"). They miss a noun only where an article has begun one.
_SOFT = _words(
    "in, on, at, by, near, nearby, over, around, against, before, outside, into, onto, upon, up on, within, among, "
    "amid, amongst, along with, together with, in the middle of, on the back of, "
    "en, sobre, bajo, contra, tras, ante, entre, fuera de, alrededor de, en torno a, en medio de, junto con, "
    "sobrevuela, sobrevolando, a la izquierda, a la derecha, acompanado de, acompanado por, "
    "門口, 的門口, 門前, 的門前, 背上, 的背上, 頭上, 的頭上, 身上, 的身上, 腳下, 的腳下, 隔壁, "
    "四周, 的四周, 周圍, 的周圍, 附近, 的附近, 外面, 的外面, 上空, 的上空, 高空"
)
# What stands for a noun that nobody can know.
_SOMETHING = _words(
    "something, someone, somebody, everything, everyone, everybody, anything, anyone, nothing, nobody, you, us, "
    "algo, alguien, todo, todos, todas, nada, nadie, ti, mi, nosotros, ustedes, usted, "
    "東西, 什麼, 什麼東西, 大家, 誰, 我, 我們, 你"
)
# Scenery that is in every picture: who is above the ground or under the sky is drawn there.
_SCENERY = _words(
    "sky, skies, air, water, ground, grass, floor, lawn, world, sand, scene, picture, image, view, background, "
    "foreground, corner, edge, story, cielo, aire, agua, suelo, hierba, cesped, mundo, arena, imagen, dibujo, fondo, "
    "cuento, escena"
)
# Parts of houses and trees that are not drawn by themselves, so that nothing can stand behind them.
PARTS_AWAY = _words(
    "door, doors, window, windows, chimney, chimneys, roof, roofs, rooftop, rooftops, branch, branches, leaf, leaves, "
    "puerta, puertas, ventana, ventanas, chimenea, chimeneas, tejado, tejados, techo, techos, rama, ramas, hojas, "
    "大門, 門, 窗戶, 煙囪, 屋頂, 樹葉, 葉子"
)
# Those of the soft words that miss a noun at the end of a sentence too, after a noun or "sits": "a cat on".
_HELD_OPEN = ("on", "in", "at", "into", "onto", "en", "sobre")
_STILL = ("sitting", "standing", "sleeping")
_CARRYING = _words(
    "holding, holds, hold, carrying, carries, carry, sostiene, sostienen, sosteniendo, sujeta, sujetando, agarra, "
    "agarrando, 拿著, 抱著, 提著, 捧著, 舉著, 手拿, 手持, 手裡拿著, 手上拿著"
)
_UPON = _words("window, windows, branch, branches, ventana, ventanas, rama, ramas")  # "at the door" misses nothing
_OPENING = ("article", "the", "possessive")
_BEFORE_A_PART = (*_OPENING, "owner", "number", "colour", "pattern", "size")


def lost(tokens: list[Token], at: int, end: int) -> str:
    """What to tell of an English or Spanish relation word without a partner; "" where nothing is missed.

    at: its place. end: how far the sentence was read when it stopped waiting.
    """
    word, before = tokens[at], tokens[at - 1] if at else None
    following = [token for token in tokens[at + 1 : end] if token.role not in ("stop", "pause")]
    begun = following and all(token.role in _OPENING for token in following)
    away = _UPON if word.plain in _SOFT else PARTS_AWAY
    if following and following[-1].plain in away and all(t.role in _BEFORE_A_PART for t in following[:-1]):
        owned = any(token.role in ("possessive", "owner") for token in following)
        return "" if owned else " ".join(token.text for token in (word, *following))
    if [token.plain for token in following] == ["front"] and before and before.role in ("kind", "pose"):
        return f"{word.text} {following[0].text}"
    if word.plain in _SOFT:
        ended = not following and (end == len(tokens) or tokens[end - 1].role == "stop")
        left_open = (
            ended and word.plain in _HELD_OPEN and before and (before.role == "kind" or before.word.means in _STILL)
        )
        return word.text if begun or left_open else ""
    if any(token.role == "part" or token.plain in _SCENERY for token in following):
        return ""
    if following and following[0].plain in _SOMETHING:
        return f"{word.text} {following[0].text}"
    return word.text


def lost_chinese(word: Token, before: Token | None) -> str:
    """What to tell of a Chinese place word that nothing stands at; "" where nothing is missed.

    One character is told with its noun only: 後 and 前 may also be "after" and "before", and 上 a part of a word.
    """
    text = word.text.strip("的")
    if word.plain in _SOFT or word.plain.isascii() or word.word.means in ("left of", "right of"):
        return ""
    if before and (before.plain in _SOMETHING or before.role == "clothes" or before.plain in PARTS_AWAY):
        return before.text + word.text
    if len(text) < 2:
        return before.text + word.text if before and before.role == "kind" else ""
    return text


def is_missed(word: Token, before: Token | None, *, hiding: bool) -> bool:
    """Whether a Chinese place word that speaks of no figure says something that the picture will not show.

    before: the word before it. hiding: there is a crowd or a place to be in ("躲在裡面").
    """
    how, role = word.word.means, before.role if before else ""
    if role in ("", "pause", "stop", "and", "at", "de"):
        return how == "on" or (how == "in" and not hiding)
    if role in ("hide", "pose"):
        return before.plain.endswith(("在", "到", "進")) and how not in ("in", "between")
    if role == "part":
        return before.plain in PARTS_AWAY and how not in ("on", "in")
    return role == "clothes" or (role == "filler" and before.plain in _SOMETHING)


def unfinished(tokens: list[Token], end: int) -> str:
    """A verb of wearing or holding that ends its sentence without a noun, as it was written; "" mostly.

    end: how far the sentence was read.
    """
    i = end - 1
    while i >= 0 and tokens[i].role in ("stop", "pause", *_OPENING):
        i -= 1
    if i < 0 or not (tokens[i].role == "wear" and len(tokens[i].plain) > 1 or tokens[i].plain in _CARRYING):
        return ""
    first = i
    while first and tokens[first - 1].role != "stop":
        first -= 1
    named = any(t.role in ("clothes", "undrawable", "unknown") for t in tokens[first:i])
    return "" if named else tokens[i].text  # "the hat that she wears": its noun went before

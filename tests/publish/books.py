"""Books of the paper town for the tests of what is published: with words in three languages, things and sounds."""

from types import SimpleNamespace

import numpy as np
import pytest

from storyhelpers import Page, Picture, Region, Sound
from storyhelpers.media import WordTiming

STORIES = {
    "en": (
        "The little cat who looked for the moon",
        ["Once there was a little cat. Every evening she sat on the roof and looked at the moon.",
         "One night the moon was gone. “Who has taken it?” she asked the owl.",
         "Together they walked through the sleeping town, past the baker and the red bus.",
         "There it was, in the pond! The cat laughed, and the moon laughed too."],
    ),
    "zh-TW": (
        "尋找月亮的小貓",
        ["從前有一隻小貓，每天晚上都坐在屋頂上看月亮。", "有一天晚上，月亮不見了。「是誰把它拿走了呢？」她問貓頭鷹。",
         "他們一起走過睡著的小鎮，經過麵包店和紅色的公車。", "原來月亮在池塘裡！小貓笑了，月亮也笑了。"],
    ),
    "es": (
        "La gatita que buscaba la luna",
        ["Había una vez una gatita. Cada noche se sentaba en el tejado y miraba la luna.",
         "Una noche la luna no estaba. —¿Quién se la ha llevado? —preguntó al búho.",
         "Juntos caminaron por el pueblo dormido, junto a la panadería y el autobús rojo.",
         "¡Allí estaba, en el estanque! La gatita se rió, y la luna también."],
    ),
}  # fmt: skip
IDEAS = ("a small orange cat sits on a roof at night", "a cat and an owl stand in a street at night",
         "a baker stands beside a red bus in a street", "a cat sits beside a pond in a park")  # fmt: skip


def can_print(text):
    """Whether the fonts of this machine can write a text."""
    from storyhelpers.publish.fonts import fonts_here

    return all(any(font.works and font.has(letter) for font in fonts_here()) for letter in text)


needs_fonts = pytest.mark.skipif(not can_print("a貓ñ"), reason="no Latin or no Chinese font here: sh tests/fonts.sh")


def book(language="en", second=None, pages=4, things=3, **more):
    """A book with drawn pictures; `things` of each are cut out, every second of those sounds."""
    title, words = STORIES[language]
    made = [page(number, words[number % 4], things=things) for number in range(pages)]
    if second:
        for number, one in enumerate(made):
            one.translations[second] = STORIES[second][1][number % 4]
    told = {"title": title, "author": "3B", "language": language, "cover": None, "link": "", "style": "",
            "characters": (), "pages": made}  # fmt: skip
    return SimpleNamespace(**{**told, **more})


_DRAWN: dict[int, Picture] = {}


def drawing(number):
    """A picture of the paper town, drawn once in a session."""
    from storyhelpers import Studio

    if number % 4 not in _DRAWN:
        _DRAWN[number % 4] = Studio("offline").draw(IDEAS[number % 4], seed=number % 4)
    return _DRAWN[number % 4]


def page(number, words, things=3):
    """A page of the paper town with things and sounds."""
    picture = drawing(number)
    figures = sorted(range(len(picture.scene.figures)), key=lambda i: -int(picture.scene.mask(i).sum()))
    regions = [Region(picture, picture.scene.mask(i), made_by="scene graph") for i in figures[:things]]
    regions = [one.saying(f"It is number {i}.") for i, one in enumerate(regions)]
    sounds = [tone(330 + 110 * i, f"tone {i}") if i % 2 == 0 else None for i in range(len(regions))]
    return Page(IDEAS[number % 4], words, IDEAS[number % 4], picture, regions, sounds)


def tone(pitch=440, words="a tone", seconds=0.2, timings=()):
    """A short sound."""
    time = np.arange(int(44100 * seconds)) / 44100
    return Sound(np.sin(2 * np.pi * pitch * time) * 0.3, words=words, made_by="foley", timings=timings)


def reading(words):
    """A tone for a voice, a fifth of a second for every word."""
    spans, start = [], 0
    for word in words.split():
        first = words.index(word, start)
        start = first + len(word)
        spans.append((first, start))
    timings = tuple(WordTiming(0.2 * i, 0.2 * (i + 1), *span) for i, span in enumerate(spans))
    return tone(200, words, 0.2 * len(spans), timings)

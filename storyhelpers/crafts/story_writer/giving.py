"""What a story is to be about: an idea, a paper-town picture or a photograph → a scene, and what came from where."""

import re
from dataclasses import dataclass, replace
from hashlib import sha256

from ...media import Picture
from ...papertown.lexicon import ALIVE
from ...papertown.reader import read
from ...papertown.tales.casting import chooses_a_plot
from ...scenegraph import COLOURS, Figure, Scene
from ...story import Page
from .notes import FROM_ABOUT, FROM_NAME, MEASURED, PLACES, QUOTED, TIMES, UNKNOWN

_PAPERS = {"cream": "white", "turquoise": "blue"}
AT = {"en": 0, "zh-TW": 1, "es": 2}


@dataclass(frozen=True)
class Given:
    """scene: who, what, where, when. seed: equal for the same. words: what may ask for a plot. note, caption: texts."""

    scene: Scene
    seed: str
    words: str = ""
    note: str = ""
    caption: str = ""


def given_by(given: Picture | str, about: str, language: str) -> Given:
    """What somebody gave, understood as far as it can be without guessing."""
    said, about = about, with_names(about)
    if isinstance(given, str):
        words = with_names(f"{given}. {about}" if about else given)
        scene = read(words)
        return Given(scene, words, words, _unknown(scene, language))
    from ..describer import plain_eye

    caption = plain_eye(given, language=language)
    if given.scene is not None and given.scene.figures:
        told = read(about) if about else Scene()
        scene = _asked_first(given.scene)
        figures = tuple(told.figures) + tuple(f for f in scene.figures if f.name not in {t.name for t in told.figures})
        scene = Scene(figures, (), told.place or scene.place, told.time or scene.time, told.weather or scene.weather)
        return Given(scene, f"{given.fingerprint}/{about}", about or given.words, _unknown(told, language), caption)
    return _photograph(given, about, said, language, caption)


def with_names(words: str) -> str:
    """The words with "named" where somebody names an animal or a person in passing: "my cat Mimi", 我的貓咪咪."""
    from ...locale import language_of
    from ...papertown.lexicon import plain, words_of
    from ...papertown.tales.names import ANIMALS, FOLK

    tongue = language_of(words, spanish=words_of("es"), english=words_of("en"))
    known = words_of(tongue)
    if tongue == "zh-TW":
        names = "|".join(name.chinese for rows in (ANIMALS, FOLK) for row in rows.values() for name in row)
        kinds = "|".join(w for w, word in known.items() if len(w) == 1 and word.role == "kind" and word.means in ALIVE)
        return re.sub(f"({kinds})({names})(?=[在是想要和睡坐跑跳，。]|$)", r"\1，名字叫做\2，", words)

    def named(found: re.Match) -> str:
        kind, name = known.get(plain(found[1])), known.get(plain(found[2]))
        lives = kind and kind.role == "kind" and kind.means in ALIVE and not (name and name.role != "filler")
        return f"{found[1]} {'named' if tongue == 'en' else 'llamado'} {found[2]}" if lives else found[0]

    return re.sub(r"\b([^\W\d_]+) ([A-ZÁÉÍÓÚÑÜ][\w'’-]+)", named, words)


def _asked_first(scene: Scene) -> Scene:
    """The scene without what the stage added; of a picture where nothing living was asked for, with who is largest."""
    asked = [f for f in scene.figures if f.asked]
    others = [f for f in scene.figures if not f.asked and f.name in ALIVE and f.box]
    if not any(f.name in ALIVE for f in asked) and others:
        asked.insert(0, max(others, key=lambda f: (f.box[2] - f.box[0]) * (f.box[3] - f.box[1])))
    weather = scene.weather if scene.weather != "clear" else ""
    return replace(scene, figures=tuple(asked[:12]), weather=weather, time=scene.time if scene.time != "day" else "")


def _photograph(picture: Picture, about: str, said: str, language: str, caption: str) -> Given:
    """said: `about` as the person wrote it."""
    from ..describer import measures

    at, name = AT[language], Page(about=picture.words).title if picture.words else ""
    words = about or name
    scene = read(words) if words else Scene()
    seen = measures.impression(picture.image)
    colour = next((_paper(name) for name, _ in seen.colours if _paper(name)), "grey")
    place, time = _place(seen), _time(seen)
    living = [f for f in scene.figures if f.name in ALIVE]
    seed = f"{picture.fingerprint}/{words}"
    if scene.figures:  # a dark photograph of a told thing does not make a dark book
        whole = replace(scene, place=scene.place or place)
        note = (FROM_ABOUT if about else FROM_NAME)[at].format(words=(said or name)[:80])
        note = " ".join(filter(None, (note, _unknown(scene, language))))
        if living and not living[0].colour:
            hero = replace(living[0], colour=colour)
            whole = replace(whole, figures=tuple(hero if f is living[0] else f for f in scene.figures))
        return Given(whole, seed, words, note, caption)
    from ...papertown.phrases import colour_word
    from ...papertown.tales.casting import HEROES

    whole = replace(scene, place=scene.place or place, time=scene.time or ("" if time == "day" else time))
    hero = Figure(HEROES[int(sha256(seed.encode()).hexdigest(), 16) % len(HEROES)], colour)
    note = MEASURED[at].format(colour=colour_word(colour, language), place=PLACES[whole.place][at]
                                if whole.place in PLACES else PLACES[place][at], time=TIMES[time][at])  # fmt: skip
    note = " ".join(filter(None, (note, _unknown(scene, language))))
    return Given(replace(whole, figures=(hero,)), seed, about, note, caption)


def _paper(name: str) -> str:
    """The paper nearest to a measured colour: "dark green" → "green"."""
    word = name.split()[-1] if name else ""
    return _PAPERS.get(word, word if word in COLOURS else "")


def _place(seen) -> str:
    """A place that has such colours above and below."""
    top, bottom, main = _paper(seen.top), _paper(seen.bottom), _paper(seen.colours[0][0]) if seen.colours else ""
    if bottom in ("yellow", "orange") and top in ("blue", "white"):
        return "beach"
    if "blue" in (main, bottom):
        return "beach"
    if main == "green":
        return "forest" if seen.light in ("dark", "dim") else "park"
    if bottom == "green":
        return "hills"
    if main == "white":
        return "snow"
    return "farm" if main in ("brown", "orange", "yellow") else "street" if main in ("grey", "black") else "square"


def _time(seen) -> str:
    if seen.light == "dark":
        return "night"
    return "sunset" if seen.warmth == "warm" and seen.light == "dim" else "day"


def _unknown(scene: Scene, language: str) -> str:
    unknown = [word for word in scene.unknown if not chooses_a_plot(word)]
    if not unknown:
        return ""
    at = AT[language]
    words = ("、" if at == 1 else ", ").join(QUOTED[at].format(word) for word in unknown[:4])
    return UNKNOWN[at].format(words=words)

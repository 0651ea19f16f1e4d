"""What the foley artist tells of a sound: what makes none of its own, what could not be played, what was left out.

It is told in the language of now. In English a note says how things sound ("you hear how a cat meows and purrs"), in
the other languages it names them.
"""

from ...locale import language, say

AROUND = {  # what is no figure of the paper town, which has its nouns in phrases.py
    "wind": lambda: say("wind"),
    "thunder": lambda: say("thunder"),
    "crickets": lambda: say("crickets"),
    "crowd": lambda: say("a crowd"),
    "children": lambda: say("children"),
    "laughter": lambda: say("laughter"),
    "footsteps": lambda: say("footsteps"),
    "street": lambda: say("a street"),
    "station": lambda: say("a station"),
    "farm": lambda: say("a farm"),
    "forest": lambda: say("a forest"),
    "river": lambda: say("a brook"),
    "gulls": lambda: say("gulls"),
    "fire": lambda: say("a fire"),
    "wood": lambda: say("knocking wood"),
    "room": lambda: say("a quiet room"),
    "quiet": lambda: say("calm air"),
}
ONLY_ONE = ("sun", "moon", "sea")
NO_ARTICLE = ("snow", "rain")


def note_of(heard, layers) -> str:
    """The sentences for a `Heard` and the layers that are played for it; "" where there is nothing to tell."""
    from ...papertown.foley import SOUNDS

    played = _played([layer.name for layer in layers])
    if heard.guessed:
        return say("Nobody knows what this is, so you hear a mood: {heard}.", heard=played)
    told = []
    how = f"how {played}" if language() == "en" else played
    if heard.unknown:
        lost = _joined([_quoted(word, heard.language) for word in heard.unknown[:3]], say("or"))
        told.append(say("I know no sound for {lost}; you hear {heard}.", lost=lost, heard=how))
    elif not heard.sounds and heard.around:
        told.append(say("The words tell of a place, a time or the weather: you hear {heard}.", heard=how))
    elif not heard.sounds:
        told.append(say("The words name nothing that I can play; you hear {heard}.", heard=how))
    playing = [layer.name for layer in layers]
    for thing in heard.sounds:
        instead = SOUNDS[thing.sound].instead
        if instead and thing.sound in playing:
            name = thing_in_words(thing.sound)
            name = name[0].upper() + name[1:]
            told.append(say("{name} makes no sound of its own; you hear {heard}.", name=name, heard=instead()))
    if left := [_plain(thing.sound) for thing in heard.sounds if thing.sound not in playing]:
        told.append(say("Three things at once are enough for the ear; left out: {left}.", left=_listing(left)))
    return ("" if language() == "zh-TW" else " ").join(told)


def _played(names: list[str]) -> str:
    from ...papertown.foley import SOUNDS

    words = [SOUNDS[name].one for name in names] if language() == "en" else [thing_in_words(name) for name in names]
    return _joined(words, say("and"))


def _joined(words: list[str], last: str) -> str:
    """ "a cat, a dog and an owl"; in Chinese the mark 、 stands between all of them."""
    from ...papertown.phrases import listed

    if language() == "zh-TW":
        return last.join([_listing(words[:-1]), words[-1]]) if len(words) > 1 else _listing(words)
    return listed(words, last)


def _listing(words: list[str]) -> str:
    return ("、" if language() == "zh-TW" else ", ").join(words)


def _plain(name: str) -> str:
    """The noun for what sounds, without an article."""
    from ...papertown.phrases import noun

    if language() == "en":
        return name
    return AROUND[name]() if name in AROUND else noun(name, language())


def thing_in_words(name: str) -> str:
    """The noun with its article: "a cat", "the sea", "rain"; "una vaca", "el mar"; "貓"."""
    from ...papertown.lexicon import es
    from ...papertown.phrases import with_article

    tongue, word = language(), _plain(name)
    if tongue == "zh-TW" or name in AROUND:
        return word
    feminine = name in es.FEMININE.split(", ")
    if tongue == "es":
        definite = name in (*ONLY_ONE, *NO_ARTICLE)
        return f"{('la' if feminine else 'el') if definite else ('una' if feminine else 'un')} {word}"
    return f"the {word}" if name in ONLY_ONE else word if name in NO_ARTICLE else with_article(word)


def _quoted(word: str, written_in: str) -> str:
    """A word that nobody knows: in an English note on English words "a trombone", else as it was written."""
    from ...papertown.phrases import with_article

    if language() == "en" and written_in == "en" and word.isascii():
        return thing_in_words(word) if word in (*ONLY_ONE, *NO_ARTICLE) else with_article(word)
    return {"zh-TW": "「{}」", "es": "«{}»"}.get(language(), "“{}”").format(word)

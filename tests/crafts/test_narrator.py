"""The offline narrator: what is said, when each word is heard, in which voice; and that nothing brings it down."""

import os
import signal
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyhelpers import Cancelled, Studio
from storyhelpers.crafts.narrator import ENGINES, VOICES, Espeak, espeak, languages, reading, sounding, voices
from storyhelpers.engine import BadInput, NoAnswer, NotHere, about
from storyhelpers.papertown.foley.mastering import measure, true_peak

read = Espeak()
TALE = "Once upon a time, there was a small cat of the sea. It had 1,234 well-known friends! “Don't go,” said Mimi."
CUENTO = "Había una vez un niño pequeño. ¿Dónde está el perro?"
GUSHI = "從前，有一隻小貓。牠住在海邊的房子裡！小貓問：「你好嗎？」"


def lit(sound, text):
    """The words that are lit, in order."""
    return [text[word.first : word.last] for word in sound.timings]


def loudness(sound):
    """The level of every 5 ms."""
    return sounding.envelope(sound.samples[:, 0], sound.rate)


def check_timings(sound, text):
    """What every reading has to keep: in order, inside the sound, each a word of the text."""
    latest, at = 0.0, 0
    for word in sound.timings:
        assert latest <= word.start <= word.end <= sound.seconds and word.first >= at
        assert any(c.isalnum() or c in "&+=" for c in text[word.first : word.last])
        latest, at = word.end, word.last


# ---- which words, and when ----


def test_every_word_is_lit_once_and_no_punctuation():
    english = "Once upon a time there was a small cat of the sea It had 1,234 well-known friends Don't go said Mimi"
    assert " ".join(lit(read(TALE, language="en"), TALE)) == english
    assert " ".join(lit(read(CUENTO, language="es"), CUENTO)) == "Había una vez un niño pequeño Dónde está el perro"
    assert lit(read(GUSHI, language="zh-TW"), GUSHI) == list("從前有一隻小貓牠住在海邊的房子裡小貓問你好嗎")


def test_words_that_espeak_says_as_one_share_its_time():
    sound = read("a cat of the sea", language="en")  # its dictionary has "of the"
    of, the = sound.timings[2:4]
    assert of.end == the.start and (of.end - of.start) / (the.end - the.start) == pytest.approx(2 / 3, rel=0.05)
    assert all(word.end - word.start > 0.05 for word in sound.timings)


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "cat, table, dog, paper, bird, tomato"),
        ("es", "gato, mesa, perro, papel, pájaro"),
        ("zh-TW", "大，跑，他，狗，看"),
    ],
)
def test_a_word_is_lit_when_it_is_heard(language, text):
    """Words between commas: where each one's sound begins and ends can be measured, ±30 ms at the start."""
    sound = read(text, language=language)
    level = loudness(sound)
    loud = level > level.max() * 10 ** (-36 / 20)
    for before, word in zip([None, *sound.timings], sound.timings):
        floor = before.end if before else 0.0
        onset = next(n for n in range(round(floor / 0.005) + 8, len(loud)) if loud[n]) * 0.005
        assert word.start == pytest.approx(onset, abs=0.03), text[word.first : word.last]


@pytest.mark.parametrize("language, text", [("en", TALE), ("es", CUENTO), ("zh-TW", GUSHI)])
def test_the_sound_lies_in_the_words_and_silence_between_sentences(language, text):
    sound = read(text, language=language)
    level = loudness(sound) ** 2
    inside = np.zeros(len(level), bool)
    for word in sound.timings:
        inside[int(word.start / 0.005) : int(np.ceil(word.end / 0.005))] = True
    assert level[inside].sum() > 0.995 * level.sum() and level[inside].mean() > 30 * level[~inside].mean()
    pauses = [b.start - a.end for a, b in zip(sound.timings, sound.timings[1:])]
    assert sum(pause > 0.46 for pause in pauses) == len(reading.pieces_of(text)) - 1
    check_timings(sound, text)


def test_a_long_pause_between_paragraphs_is_longer_than_between_sentences():
    one, two = "The cat sleeps. The dog barks.", "The cat sleeps.\n\nThe dog barks."
    first, second = (read(text, language="en").timings for text in (one, two))
    assert second[3].start - second[2].end > first[3].start - first[2].end + 0.3


SIGNS = st.one_of(
    st.text(st.sampled_from("abc dEé,.!?'’-“”12 3&<>%\n"), max_size=60),
    st.text(st.sampled_from("貓在海邊的，。！？「」3a \n"), max_size=40),
    st.text(st.sampled_from("ñáü¿¡ oes—,.:;1"), max_size=60),
    st.text(st.characters(codec=None), max_size=30),
    st.text(st.sampled_from("😀👩‍👧🏽\u0301\u200b\u202e\x00\x07\ud800 ⓜ́aа한नि"), max_size=30),
)


@settings(max_examples=60, deadline=None)
@given(text=SIGNS, language=st.sampled_from(["en", "es", "zh-TW", "fr", "kn"]), speed=st.sampled_from([0.5, 1.0, 2.0]))
def test_any_text_gives_ordered_words_or_a_sentence(text, language, speed):
    try:
        sound = read(text, language=language, speed=speed)
    except BadInput as error:
        assert str(error).endswith(".")
        return
    check_timings(sound, text)
    assert np.abs(sound.samples).max() > 0.01


@settings(max_examples=300, deadline=None)
@given(text=SIGNS)
def test_pieces_hold_every_word_once(text):
    words = reading.words_of(text)
    pieces = reading.pieces_of(text, ("Mimi", "貓"), chinese=False)
    assert all(a.last <= b.first for a, b in zip(pieces, pieces[1:]))
    inside = [w for piece in pieces for w in words if piece.first <= w[0] and w[1] <= piece.last]
    assert [w for w in words if w not in inside] == []
    for piece in pieces:
        said, where = reading.sayable(text, piece.first, piece.last)
        assert len(said) == len(where) and where == sorted(where)
        assert all(piece.first <= position < piece.last for position in where)
        said.encode("utf-8")


@settings(max_examples=200, deadline=None)
@given(
    marks=st.lists(st.tuples(st.integers(0, 40), st.floats(-1, 3, allow_nan=False)), max_size=20),
    count=st.integers(1, 12),
)
def test_words_get_a_time_whatever_the_engine_tells(marks, count):
    samples = np.sin(np.arange(16000)).astype(np.float32)
    words = [(3 * n, 3 * n + 2) for n in range(count)]
    timings = sounding.timed(words, marks, samples, 16000)
    assert [t[:2] for t in timings] == words
    flat = [second for t in timings for second in t[2:]]
    assert flat == sorted(flat) and flat[0] >= 0 and flat[-1] <= 1.0


# ---- what is read ----


@pytest.mark.parametrize(
    "text, words",
    [
        ("Mr. Fox paid 3.14 to Dr. Owl.", "Mr Fox paid 3.14 to Dr Owl"),
        ("It costs $5, or 50% of <b>ten</b> & more.", "It costs $5 or 50% of b ten b & more"),
        ("cafe\u0301 na\u00efve", "cafe\u0301 na\u00efve"),
        ("cats,dogs:3:45 A.B.C. 5.p end.Next", "cats dogs 3:45 A.B.C 5.p end Next"),
        ("தமிழ் মা বাংলা ไทย עִברִית", "தமிழ் মা বাংলা ไทย עִברִית"),
        ("I 😀 you 👩‍👩‍👧 \x07too\u200b", "I you too"),
    ],
)
def test_what_is_a_word(text, words):
    assert [text[a:b] for a, b in reading.words_of(text)] == words.split()
    assert lit(read(text, language="en"), text) == words.split()


def test_sentences_end_where_they_end():
    def said(text):
        return [text[p.first : p.last].strip() for p in reading.pieces_of(text)]

    assert said("Mr. Fox ran. It was 3.14 p.m. on 5 St. Mark Street! Why?") == [
        "Mr. Fox ran.", "It was 3.14 p.m. on 5 St. Mark Street!", "Why?",
    ]  # fmt: skip
    assert said("“Hello!” said Tom. “Who?”") == ["“Hello!” said Tom.", "“Who?”"]
    assert said("你好。我是貓！「是嗎？」狗說。") == ["你好。", "我是貓！", "「是嗎？」", "狗說。"]
    assert said("... ?! 「」") == []


def test_what_cannot_be_said_makes_no_sound_of_its_own():
    plain, strange = (read(text, language="en") for text in ("a cat sleeps", "a <cat> 😀 sleeps\x07"))
    assert strange.seconds == pytest.approx(plain.seconds, abs=0.05)


def test_chinese_words_in_an_english_text_are_read_in_chinese():
    text = "The cat is called 咪咪 and sleeps."
    sound = read(text, language="en")
    assert lit(sound, text) == ["The", "cat", "is", "called", "咪", "咪", "and", "sleeps"]
    mimi = [word for word in sound.timings if text[word.first] == "咪"]
    assert mimi[1].end - mimi[0].start < 1.0  # as a name of letters, "Chinese letter", it would last 1.6 s


def test_a_long_page_and_nothing_at_all():
    text = ("The small cat looks at the sea. " * 200)[:6000]
    sound = read(text, language="en", speed=2)
    assert len(sound.timings) == len(text.split()) and 200 < sound.seconds < 600
    one = read("a" * 3000, language="en", speed=2)
    assert len(one.timings) == 1
    with pytest.raises(BadInput, match="more than 20 minutes"):
        read("987654321 " * 2000, language="en", speed=2)
    for nothing in ("", "   ", "…!? 😀", "\u200b", "。「」"):
        with pytest.raises(BadInput, match="nothing to read"):
            read(nothing, language="en")


# ---- languages, voices, speed ----


def test_a_hundred_languages_and_what_a_tag_means():
    known = {tag: tag for tag in languages()}
    assert len(known) > 100 and not voices.MUTE & set(known)
    for tag, spoken in {
        "en": "en-us", "en-GB": "en-gb", "zh-TW": "cmn", "zh": "cmn", "zh-CN": "cmn", "zh-HK": "yue", "es": "es",
        "es-MX": "es-419", "es-ES": "es", "es-AR": "es-419", "pt": "pt", "pt-BR": "pt-br", "fr": "fr-fr",
        "fr-CA": "fr-fr", "de-AT": "de", "ja": "ja", "no": "nb", "sr-Latn": "sr", "ru": "ru", "vi": "vi",
    }.items():  # fmt: skip
        assert voices.language(tag, known) == spoken
    with pytest.raises(BadInput, match=r'does not speak "xq".*among them en, es, zh-TW'):
        read("hello", language="xq")


def test_every_language_says_something_of_its_own():
    text = "Lalala 123, mamama."
    heard = {
        tag: read(text, language=tag, speed=2) for tag in ("de", "fr", "it", "ru", "ko", "hi", "sw", "ja", "pt-BR")
    }
    assert all(len(sound.timings) == 3 and np.abs(sound.samples).max() > 0.1 for sound in heard.values())
    assert len({sound.samples.tobytes() for sound in heard.values()}) == len(heard)


def test_japanese_with_kanji_is_said_to_be_too_hard():
    assert read("ねこがいます", language="ja").seconds > 0.5
    with pytest.raises(NotHere, match="kana only, and there is “猫”"):
        read("猫がいます", language="ja")


def pitch(sound):
    """The median fundamental frequency, by autocorrelation."""
    wave, found = sound.samples[:, 0].astype(float), []
    for start in range(0, len(wave) - 1024, 512):
        part = wave[start : start + 1024]
        if part.std() < 0.02:
            continue
        power = np.fft.irfft(np.abs(np.fft.rfft(part - part.mean(), 4096)) ** 2)[:1024]
        low, high = sound.rate // 450, sound.rate // 55
        lag = low + int(np.argmax(power[low:high]))
        if power[lag] > 0.5 * power[0]:
            found.append(sound.rate / lag)
    return float(np.median(found))


def test_voices_are_as_high_as_they_say_and_unlike_each_other():
    text = "Once there was a small cat, and it sat on the warm wall."
    heard = {name: read(text, language="en", voice=name) for name in VOICES}
    tones = {name: pitch(sound) for name, sound in heard.items()}
    order = ["giant", "grandfather", "male", "female", "grandmother", "child", "mouse"]
    assert sorted(tones, key=tones.get) == order and tones["giant"] > 55 and tones["mouse"] < 360
    assert heard["grandfather"].seconds > heard["male"].seconds
    same = read(text, language="en", voice="Grandma").samples
    assert np.array_equal(same, heard["grandmother"].samples)
    assert not np.array_equal(read(text, language="en", voice="+m3").samples, heard["male"].samples)


def test_a_voice_that_is_not_there_is_named_with_the_nearest():
    with pytest.raises(NotHere, match=r'no voice "femal"\. Did you mean "female"\? There is: female, male, child'):
        read("hello", language="en", voice="femal")
    with pytest.raises(NotHere, match="no voice"):
        Espeak(voices={"Mimi": "whisper"})  # its noise comes from the clock
    with pytest.raises(BadInput, match="who speaks how"):
        Espeak(voices="child")


@pytest.mark.parametrize(
    "language, text, calm", [("en", TALE, (95, 160)), ("es", CUENTO, (80, 160)), ("zh-TW", GUSHI, (140, 260))]
)
def test_the_pace_is_calm_and_speed_multiplies_it(language, text, calm):
    text = text.replace("1,234 ", "")
    lasts = {speed: read(text, language=language, speed=speed).seconds - 0.3 for speed in (0.5, 1.0, 2.0)}
    count = len(reading.words_of(text))
    assert calm[0] < 60 * count / lasts[1.0] < calm[1]
    assert lasts[0.5] / lasts[1.0] == pytest.approx(2, rel=0.2) and lasts[1.0] / lasts[2.0] == pytest.approx(2, rel=0.2)


# ---- who speaks ----


@pytest.mark.parametrize(
    "text, spoken",
    [
        ("Mimi said: “Hello.” Tom laughed.", {"“Hello.”": "Mimi"}),
        ("“Hello,” said Mimi to Tom. “Hi!” Tom called.", {"“Hello,”": "Mimi", "“Hi!”": "Tom"}),
        ('After Tom left, Mimi said to Tom, "Bye."', {'"Bye."': "Mimi"}),
        ("“Hello,” he said. Mimi slept.", {}),
        ("“Hello.” Mimi slept.", {}),
        ("咪咪對湯姆說：「你好。」「再見！」湯姆說。", {"「你好。」": "咪咪", "「再見！」": "湯姆"}),
        ("—¡Hola! —dijo Mimi. —¿Qué tal? —preguntó Tom a Mimi.", {"—¡Hola!": "Mimi", "—¿Qué tal?": "Tom"}),
        ("«Hola», dijo Mimi.", {"«Hola»": "Mimi"}),
        ("Mimicry said “no”.", {}),
        ("“never closed, said Mimi", {}),
    ],
)
def test_who_speaks_is_what_the_text_says(text, spoken):
    found = reading.speech(text, ("Mimi", "Tom", "咪咪", "湯姆"))
    assert {text[first:last]: name for first, last, name in found} == spoken


def test_a_character_speaks_in_its_own_voice_and_the_rest_is_told():
    text = "Mimi looked up. “I can see the boat!” said Mimi."
    told, played = read(text, language="en"), Espeak(voices={"Mimi": "mouse"})(text, language="en")
    assert lit(told, text) == lit(played, text)

    def part(sound, first, last):
        chosen = [word for word in sound.timings if first <= word.first < last]
        frames = slice(round(chosen[0].start * sound.rate), round(chosen[-1].end * sound.rate))
        return type(sound)(sound.samples[frames], sound.rate)

    quote = text.index("“"), text.index("”")
    assert pitch(part(played, *quote)) > 1.4 * pitch(part(told, *quote))
    assert pitch(part(played, 0, 14)) == pytest.approx(pitch(part(told, 0, 14)), rel=0.05)


def test_all_voices_of_a_page_are_as_loud():
    text = "The tiny one saw the big one and asked: “Who are you, and where do you come from?” Nobody knew it at all."
    for voice in ("giant", "mouse"):
        sound = Espeak(voices={"big one": voice})(text, language="en")
        start, end = text.index("“"), text.index("”")
        loud = {}
        for spoken in (True, False):
            words = [word for word in sound.timings if (start <= word.first < end) == spoken]
            parts = [sound.samples[round(w.start * sound.rate) : round(w.end * sound.rate), 0] for w in words]
            loud[spoken] = measure(np.concatenate(parts)[None], sound.rate)
        assert loud[True] == pytest.approx(loud[False], abs=1.5)


# ---- how it sounds ----


@pytest.mark.parametrize("language, text", [("en", TALE), ("es", CUENTO), ("zh-TW", GUSHI)])
@pytest.mark.parametrize("voice", ["female", "giant", "mouse"])
def test_one_loudness_no_peak_and_silence_at_both_ends(language, text, voice):
    import pyloudnorm

    sound = read(text, language=language, voice=voice)
    assert sound.samples.shape[1] == 1 and sound.rate == 22050
    assert pyloudnorm.Meter(sound.rate).integrated_loudness(sound.samples[:, 0].astype(float)) == pytest.approx(
        -16, abs=0.6
    )
    assert 20 * np.log10(true_peak(sound.samples.T)) <= -1.0
    edge = round(0.12 * sound.rate)
    assert np.abs(sound.samples[:edge]).max() < 1e-3 and np.abs(sound.samples[-edge:]).max() < 1e-3
    assert sound.timings[0].start == pytest.approx(0.15, abs=0.03)
    assert sound.seconds - sound.timings[-1].end == pytest.approx(0.15, abs=0.05)


def test_the_same_words_always_sound_the_same():
    """Also after others, and in a new process."""
    first = read(TALE, language="en")
    read(CUENTO, language="es", voice="mouse")
    assert np.array_equal(read(TALE, language="en").samples, first.samples)
    espeak._process().stop()
    again = read(TALE, language="en")
    assert np.array_equal(again.samples, first.samples) and again.timings == first.timings


# ---- what can go wrong ----


def test_a_crash_of_the_library_is_a_sentence_and_the_next_reading_works():
    read("hello", language="en")
    process = espeak._process()

    def stab(done, total):
        os.kill(process.pid, signal.SIGKILL)

    with pytest.raises(NoAnswer, match="espeak-ng ended in the middle"):
        read("One. Two. Three. " * 200, language="en", on_step=stab)
    assert read("hello", language="en").seconds > 0.5


def test_cancelling_between_sentences_keeps_the_process():
    read("hello", language="en")
    before, told = espeak._process().pid, []

    def stop(done, total):
        told.append((done, total))
        if done == 1:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        read("One. Two. Three. Four.", language="en", on_step=stop)
    assert told == [(0, 4), (1, 4)] and espeak._process().pid == before
    steps = []
    read("One. Two.", language="en", on_step=lambda done, total: steps.append((done, total)))
    assert steps == [(0, 2), (1, 2), (2, 2)]


def test_without_the_package_the_systems_library_is_taken_else_it_is_said(monkeypatch):
    monkeypatch.setattr(espeak, "is_installed", lambda package: False)
    monkeypatch.setattr(espeak.ctypes.util, "find_library", lambda name: f"lib{name}.so.1")
    assert espeak._library.__wrapped__() == {"library": "libespeak-ng.so.1", "data": None}
    monkeypatch.setattr(espeak.ctypes.util, "find_library", lambda name: None)
    with pytest.raises(NotHere, match="pip install espeakng-loader"):
        espeak._library.__wrapped__()


def test_a_library_or_data_that_cannot_be_used_are_sentences(tmp_path):
    (tmp_path / "lib.so").write_bytes(b"no library")
    with pytest.raises(NotHere, match="cannot be loaded"):
        espeak._process().call("voices", library=str(tmp_path / "lib.so"), data=None)
    good = espeak._library()
    with pytest.raises(NotHere, match="finds no data"):
        espeak._process().call("voices", **{**good, "data": str(tmp_path)})
    with pytest.raises(NotHere, match='no voice "gmw/en-US.nonesuch"'):
        piece = {"text": "a", "voice": "gmw/en-US+nonesuch", "rate": 100, "pitch": 50, "range": 50, "gap": 0}
        espeak._process().call("speak", **good, pieces=[piece], longest=9.0)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_data_in_a_folder_with_a_long_name_is_found(tmp_path):
    deep = tmp_path / ("a long name " * 9) / "búsqueda"
    deep.mkdir(parents=True)
    good = espeak._library()
    (deep / "espeak-ng-data").symlink_to(good["data"])
    told = espeak._process().call("voices", **{**good, "data": str(deep / "espeak-ng-data")})
    assert len(told["voices"]) > 100


# ---- in the studio ----


def test_the_studio_reads_aloud_and_says_who_did_it():
    studio = Studio("offline")
    sound = studio.read_aloud(GUSHI)
    assert sound.words == GUSHI and sound.made_by.startswith("espeak-ng 1.") and "GPL-3" in sound.origin
    assert lit(sound, sound.words)[:4] == ["從", "前", "有", "一"]
    assert ENGINES["offline"] is Espeak and "espeak" in about(studio.narrator).source
    assert 'class="story-player"' in sound._repr_html_()
    own = Studio("offline", narrator=Espeak(voices={"Mimi": "child"}))
    assert own.read_aloud("“Hello,” said Mimi.").timings

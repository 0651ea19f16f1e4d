"""What can be heard in some words: English, Chinese or Spanish text → Heard.

The words for things, places, weather and numbers are the lexicon's. Only what the ear alone knows stands here: verbs of
sound, far and near, loud and soft.
"""
# ruff: noqa: E501 - a row of a table stays one line

import re
from dataclasses import dataclass, replace
from functools import cache

from ...locale import language_of
from ..lexicon import Word, plain, traditional, words_of
from . import SOUNDS
from .moods import PREFIX, is_look, mood_of

# fmt: off
SURE = {  # words that name a sound, whatever stands beside them: sound → words
    "cat": "meow, meows, meowing, miaow, miaows, purr, purrs, purring, 喵, 喵喵, 喵喵叫, 貓叫, maullido, maullidos, maúlla, maullar, ronronea, ronroneo",
    "dog": "bark, barks, barking, woof, 汪汪, 汪汪叫, 狗叫, 吠, ladrido, ladridos, ladra, ladran",
    "duck": "quack, quacks, quacking, 呱呱叫, grazna, graznan, graznido",
    "bird": "chirp, chirps, chirping, tweets, birdsong, twitter, twittering, 鳥鳴, 鳥叫, 鳥叫聲, trino, trinos, pía, pían, canto de pájaros",
    "horse": "gallop, hoof, hooves, hoofbeats, whinny, whinnies, neigh, neighs, 馬蹄, 馬蹄聲, 嘶鳴, galope, relincho, relincha",
    "cow": "moo, moos, mooing, 哞, 哞哞, mugido, muge, mugen",
    "sheep": "baa, bleat, bleats, bleating, 咩, 咩咩, balido, bala, balan",
    "chicken": "cluck, clucks, clucking, 咕咕, 雞叫, cacareo, cacarea, cacarean",
    "frog": "ribbit, croak, croaks, croaking, 蛙鳴, croa, croar, croan",
    "bear": "growl, growls, growling, 熊吼, gruñido, gruñe",
    "flower": "bee, bees, buzzing bees, 蜜蜂, abeja, abejas",
    "fire engine": "siren, sirens, ambulance, ambulances, police car, police cars, 警笛, 救護車, 警車, sirena, sirenas, ambulancia",
    "street": "traffic, traffic noise, 車流, 車聲, 車聲吵雜, 馬路聲, tráfico",
    "car": "engine, engines, honking, car horn, 引擎, 引擎聲, 喇叭聲, motor, motores, bocina, claxon",
    "crowd": "murmur, murmurs, voices, chatter, chattering, murmuring, 人聲, 人聲鼎沸, 人潮, 說話聲, 談話聲, murmullo, voces, bullicio",
    "children": "playing children, children playing, children's voices, 孩子的笑聲, 嬉鬧, 嬉戲, niños jugando",
    "laughter": "laughter, laugh, laughs, laughing, giggle, giggles, giggling, 笑聲, 大笑, 笑著, 笑了, 哈哈, risa, risas, ríe, ríen, carcajada",
    "footsteps": "footstep, footsteps, steps, 腳步, 腳步聲, pasos, pisadas",
    "thunder": "thunder, thunders, thunderstorm, thunderstorms, lightning, 雷聲, 打雷, 雷雨, 閃電, trueno, truenos, tormenta, relámpago",
    "wind": "gust, gusts, 風聲, ráfaga, ráfagas",
    "rain": "raindrops, 雨聲, 雨滴, gotas de lluvia",
    "sea": "wave crashing, waves crashing, surf, sea waves, ocean waves, breaking waves, 海浪, 浪花, 海浪聲, 波浪, olas, oleaje",
    "crickets": "cricket, crickets, 蟋蟀, 蟲鳴, 蟲叫, 蟬, 蟬鳴, grillo, grillos, cigarra, cigarras",
    "gulls": "seagull, seagulls, gull, gulls, 海鷗, gaviota, gaviotas",
    "river": "brook, river, stream, creek, rivers, waterfall, 溪流, 小溪, 小河, 河流, 河邊, 流水, 流水聲, 瀑布, río, arroyo, cascada",
    "fire": "fire, campfire, bonfire, fireplace, 營火, 火堆, 爐火, 篝火, fuego, hoguera, chimenea",
    "musician": "guitar, guitars, music, tune, melody, 吉他, 音樂, 琴聲, guitarra, música, melodía",
    "castle": "trumpet, trumpets, fanfare, 小號, 喇叭, trompeta, trompetas, fanfarria",
    "police officer": "police whistle, 哨子, 哨聲, silbato",
    "doctor": "heartbeat, heartbeats, heart beating, beating heart, 心跳, 心跳聲, latido, latidos",
    "mail carrier": "doorbell, door bell, 門鈴, timbre",
    "house": "knock, knocks, knocking, door, doors, 敲門, 敲門聲, 大門, 木門, puerta, puertas",
    "bell": "jingle bells, church bells, 鈴聲, 鈴鐺, campanas, campanilla",
    "tower": "church bell, church, toll, tolls, 鐘聲, 教堂, campanada, campanadas, iglesia",
    "clock": "tick, ticks, ticking, tick tock, 滴答, 滴答聲, tictac, tic tac",
    "boat": "foghorn, ship's horn, 汽笛, sirena de barco",
    "tree": "leaves, foliage, rustling leaves, 樹葉, 葉子, hojas",
    "snow": "crunching snow, 踩雪",
}
MAYBE = {  # verbs that fit several things: heard only where no thing of the same clause has been named
    "fountain": "splash, splashes, splashing, 水花, chapoteo, chapotea", "wind": "howl, howls, howling, 呼嘯, aúlla",
    "gift": "rustle, rustles, rustling, crinkle, 沙沙, susurro, cruje", "flower": "buzz, buzzes, buzzing, hum, 嗡嗡, zumbido, zumba",
    "bear": "roar, roars, roaring, 吼, 吼叫, rugido, ruge", "bell": "ring, rings, ringing, jingle, jingles, suena, suenan, 響",
    "musician": "sing, sings, singing, song, 唱歌, 歌聲, canta, cantan, canción", "mouse": "squeak, squeaks, squeaking, 吱吱, chilla, chillido",
    "owl": "hoot, hoots, hooting", "footsteps": "walk, walks, walking, walked, strolls, strolling, 走路, 散步, camina, caminan, caminando",
    "boy": "run, runs, running, 奔跑, 跑步, corre, corren, corriendo", "dancer": "dance, dances, dancing, 跳舞, baila, bailan, bailando",
    "bench": "sit, sits, sitting, 坐著, 坐, sentado, sentada", "police officer": "whistle, whistles, whistling, 吹口哨, silba, silbido",
    "drum": "beat, beats, beating, drumming", "cook": "sizzle, sizzles, cooking, cooks, 煮飯, 炒菜, cocina, cocinando",
}
HOW = {
    "far": "far away, far off, far, in the distance, distant, from afar, faint, faintly, 遠處, 遠方, 遠遠, 遠遠的, 遙遠, a lo lejos, lejos, lejano, lejana, lejanos, lejanas",
    "soft": "softly, quietly, gently, tenderly, 輕聲, 輕輕, 小聲, 悄悄, 靜靜, 輕柔, suavemente, bajito, en voz baja, quedo",
    "loud": "loudly, loud, noisily, noisy, 大聲, 響亮, 吵鬧, fuerte, ruidoso, ruidosa, ruidosamente",
    "behind": "in the background, 背景, 背景中, 背景裡, de fondo, al fondo",
}
AROUND = {  # scenery without a sound of its own name: what surrounds it → words
    "sea": "sand, sandy, shore, waves, harbour, harbor, port, island, 沙子, 海邊, 港口, 島, arena, orilla, puerto, isla",
    "river": "pond, lake, water, 池塘, 湖水, 湖邊, 水面, estanque, lago, agua",
    "forest": "leafy, jungle, wooden, moss, fern, 綠葉, 綠意, bosque",
    "hill": "grass, grassy, lawn, meadow, field, 草地, 草原, 田野, hierba, césped, pradera",
    "wind": "sky, airy, 天空, cielo", "crickets": "dark, night sky, 黑暗, 夜空, oscuro, oscura",
    "crowd": "restaurant, cafe, café, hall, party, museum, 餐廳, 咖啡廳, 派對, 博物館, restaurante, fiesta, museo",
    "quiet": "room, table, sofa, bed, kitchen, window, indoors, 房間, 桌子, 床, 窗, habitación, mesa, cama, ventana",
}
MOODS = {
    "merrily": "happy, happily, cheerful, cheerfully, merry, merrily, jolly, joyful, 快樂, 開心, 高興, feliz, alegre, felices, alegres",
    "sadly": "sad, sadly, lonely, crying, 難過, 傷心, 孤單, triste, tristes", "angrily": "angry, angrily, grumpy, 生氣, 憤怒, enojado, enfadado",
    "calmly": "calm, calmly, peaceful, peacefully, serene, 平靜, 寧靜, 安詳, tranquilo, tranquila, sereno",
}
PLACES = {"street": "street", "square": "crowd", "market": "market stall", "park": "bird", "hills": "hill", "forest": "forest",
          "beach": "sea", "sea": "sea", "snow": "cloud", "farm": "farm", "station": "station"}
TIMES = {"morning": "bird", "night": "crickets"}
WEATHERS = {"rain": "rain", "snow": "cloud", "wind": "wind", "fog": "quiet"}
SCENERY = {"place": PLACES, "time": TIMES, "weather": WEATHERS}
PITCH = {"": 1.0, "tiny": 1.35, "small": 1.18, "big": 0.82, "huge": 0.68}  # size → pitch
# fmt: on
BACKDROP = (
    "tree",
    "forest",
    "sea",
    "river",
    "fountain",
    "gulls",
    "crickets",
    "hill",
)  # neighbours that one hears softly
NEARBY = re.compile(  # clauses in which everything that is named only stands near, or in front of, the main thing
    r"\bclose by$|^\W*nearby\b|\bin front covers\b|^\W*(?:附近|不遠|旁邊有|旁邊還有|上面有|裡面有)|遮住"
    r"|^\W*(?:muy )?cerca hay\b|^\W*a su lado\b|^\W*(?:encima|dentro) hay\b|\btapa\b",
    re.IGNORECASE,
)
TOGETHER = ("along with", "together with", "around")  # relations of two that are heard alike
CLAUSES = re.compile(r"[.,;:!?()\n。，、；：！？（）]+|\b(?:while|whilst|mientras)\b|而|同時")


@dataclass(frozen=True)
class Named:
    """Something heard: `sound` is a key of SOUNDS. how: any of "far", "soft", "loud", "behind".

    told: True where the words gave the number; "dogs" alone counts as three. beside: True for what only stands next to,
    behind or under something else; nobody looks at it, so it is not played.
    """

    sound: str
    count: int = 1
    size: str = ""
    how: frozenset = frozenset()
    told: bool = False
    beside: bool = False


@dataclass(frozen=True)
class Heard:
    """sounds: what is named, in the order of the words. around: what surrounds it. mood: an adverb, or "".

    unknown: words, as written, for things that have no sound here. language: "en", "zh-TW" or "es".
    guessed: True where the words only measure something, and the sounds are a mood.
    """

    sounds: tuple[Named, ...] = ()
    around: tuple[str, ...] = ()
    mood: str = ""
    unknown: tuple[str, ...] = ()
    language: str = "en"
    guessed: bool = False


def hear(text: str) -> Heard:
    """What some words let one hear. Words in no language that is known here give an empty Heard."""
    text = text[:20_000]
    guessed = text.lstrip().lower().startswith(PREFIX.lower())
    text = text.lstrip()[len(PREFIX) :] if guessed else text
    language = language_of(text, spanish=_dictionary("es"), english=_dictionary("en"))
    sounds: dict[str, Named] = {}
    around, unknown, moods = {}, {}, {}
    for clause in re.split(CLAUSES, text):
        for thing in _things(clause, language, around, unknown, moods):
            known = sounds.get(thing.sound)
            sounds[thing.sound] = _both(known, thing) if known else thing
    _set_back(sounds, around)
    for thing in list(sounds.values())[1:]:  # "in the background" is where surroundings are
        if thing.how == {"behind"} and thing.count == 1 and not thing.size:
            around[sounds.pop(thing.sound).sound] = True
    around = tuple(name for name in around if name not in sounds)
    if not sounds and not around and all(map(is_look, unknown)) and (mood := mood_of(text)):
        return Heard((Named(mood[0]),), mood[1:], language=language, guessed=True)
    return Heard(tuple(sounds.values()), around, next(iter(moods), ""), tuple(unknown), language, guessed)


def _set_back(sounds: dict[str, Named], around: dict) -> None:
    """Takes out what only stands near the main thing; leaves, water and birds stay as surroundings."""
    main = next((name for name, thing in sounds.items() if not thing.beside), next(iter(sounds), ""))
    for name, thing in list(sounds.items()):
        if thing.beside and name != main:
            del sounds[name]
            if name in BACKDROP:
                around[name] = True


def _things(clause: str, language: str, around: dict, unknown: dict, moods: dict) -> list[Named]:
    """The things that one clause names; what surrounds them and the rest goes into the dictionaries."""
    found, maybe, how = [], [], set()
    size, number = "", 0
    beside = near = bool(NEARBY.search(clause.strip()))
    for word, written in _spell(clause, language):
        role, means = word.role, word.means
        if role in ("kind", "sound", "phrase"):
            if not (word.worn and found):  # the umbrella that somebody carries is not what is heard
                found.append(replace(_named(word, number, size), beside=beside and role == "kind"))
                beside = near or (beside and language != "zh-TW")
        elif role in ("relation", "beside") and written.lower() not in TOGETHER:
            if language == "zh-TW" and found:  # 汽車後面: what it stands after, not before
                last = 0 if means == "between" else len(found) - 1
                found[last:] = [replace(thing, beside=True) for thing in found[last:]]
            else:
                beside = True
        elif role == "maybe":
            maybe.append(Named(means))
        elif role == "size" and language == "es" and found and not found[-1].size:
            found[-1] = replace(found[-1], size=means)
        elif role == "size":
            size = means
            continue
        elif role == "number":
            number = min(int(means), 12)
            continue
        elif role == "how":
            how.add(means)
        elif role == "mood":
            moods[means] = True
        elif role in ("crowd", "busy"):
            around["crowd"] = True
        elif role in SCENERY and SCENERY[role].get(means):
            around[SCENERY[role][means]] = True
        elif role == "around":
            around[means] = True
        elif role == "hide" or (role == "pose" and means == "sleeping"):
            how.add("soft")
        elif role in ("undrawable", "strange"):
            unknown[written] = True
        between = word.before or role in ("colour", "pattern", "filler", "article", "measure", "mood")
        if not between:  # "three sleepy cats": the number is still the cats'
            size, number = "", 0
    found = found or maybe[:1]
    for place in range(len(found)):
        # who hides, sleeps or is quiet stands first in its clause; "far away" comes after what is far
        here = how & {"behind"} | (how & {"soft"} if place == 0 else set())
        here |= how & {"far", "loud"} if place == len(found) - 1 else set()
        found[place] = replace(found[place], how=frozenset(here))
    return found


def _named(word: Word, number: int, size: str) -> Named:
    if word.mixed and (number > 1 or word.plural):
        return Named("crowd" if word.means in ("man", "woman", "grandmother") else "children")
    count = number or (3 if word.plural else 1)
    return Named(word.means, count, size or word.looks.get("size", ""), told=number > 1)


def _both(one: Named, other: Named) -> Named:
    """Named twice: "A dog sits here. Six more dogs are in the picture." is still about one dog."""
    return replace(one, size=one.size or other.size, how=one.how | other.how, beside=one.beside and other.beside)


@cache
def _dictionary(language: str) -> dict[str, Word]:
    words = dict(words_of(language))
    chinese = language == "zh-TW"
    for role, table in (("around", AROUND), ("maybe", MAYBE), ("mood", MOODS), ("how", HOW), ("sound", SURE)):
        for means, entries in table.items():
            for entry in entries.split(", "):
                if chinese == bool(re.match(r"[㐀-鿿]", entry)):
                    known = words.get(plain(entry))
                    if (
                        role in ("sound", "how", "mood")
                        or known is None
                        or known.role in ("filler", "pose", "undrawable", "hold")
                    ):
                        words[plain(entry)] = Word(role, means)
    if language == "en":
        for name, recipe in SOUNDS.items():  # what `sound_prompt` writes is read back to the very same sounds
            for phrase, plural in ((recipe.many, True), (recipe.one, False)):
                words[plain(re.sub(r"^an? ", "", phrase))] = Word("phrase", name, plural and recipe.one != recipe.many)
    return words


def _spell(clause: str, language: str):
    """(Word, as written) for each known stretch of a clause, the longest first; what is unknown as role "strange"."""
    words = _dictionary(language)
    if language == "zh-TW":
        clause = traditional(clause)
        yield from _spell_chinese(plain(clause), words)
        return
    folded = plain(clause)
    tokens = [match.group() for match in re.finditer(r"[\w']+", folded)]
    spans = [match.span() for match in re.finditer(r"[\w']+", folded)]
    place = 0
    while place < len(tokens):
        for size in range(min(14, len(tokens) - place), 0, -1):
            word = words.get(" ".join(tokens[place : place + size]))
            if word:
                break
        else:
            size, before = 1, words.get(tokens[place - 1]) if place else None
            if before and before.role in ("article", "number") and len(tokens[place]) > 2:
                word = Word("strange")
        if word:
            yield word, clause[spans[place][0] : spans[place + size - 1][1]]
        place += size


def _spell_chinese(clause: str, words: dict[str, Word]):
    place = 0
    while place < len(clause):
        for size in range(min(8, len(clause) - place), 0, -1):
            word = words.get(clause[place : place + size])
            if word:
                yield word, clause[place : place + size]
                break
        else:
            size = 1
        place += size

"""The sound of something that has no name: colours, shape, size and place of what was measured choose a soft mood.

Every fact votes for a few sounds; the words themselves settle a tie. The same words always get the same mood, and the
things of one picture mostly different ones.
"""

import re
import zlib

PREFIX = "A soft mood: "  # how a sound prompt says that nobody knows what is heard

# fmt: off
COLOURS = {  # words → what they sound like
    r"blue|turquoise|藍|azul|turquesa": "sea river cloud fountain",
    r"green|綠|verde": "tree hill forest bush bird",
    r"red\b|orange|紅|橘|rojo|naranja": "fire sun flower wood clock",
    r"yellow|cream|gold|黃|米色|金|amarillo|crema|dorado": "sun flower star",
    r"white|白|blanco": "snow cloud book wind",
    r"brown|咖啡|棕|marrón": "bush wood footsteps fire tree book",
    r"black|dark|night|黑|深|暗|negro|oscur": "crickets moon mushroom umbrella room",
    r"gr[ea]y|silver|灰|銀|gris|plata": "street umbrella wind room clock",
    r"pink|purple|粉|紫|rosa|morado": "star flower bird",
}
FACTS = {
    r"upper|at the top|上方|arriba": "wind bird cloud",
    r"lower|at the bottom|下方|abajo": "footsteps hill bush",
    r"round|oval|圓|redond|ovalad": "mushroom clock star",
    r"straight sides|boxy|square|方正|lados rectos": "wood book room",
    r"long and thin|tall|upright|細長|細細長長|高高|larg[oa] y fin|alt[oa]\b": "tree bush wind",
    r"\bwide|lies flat|寬|橫躺|anch[oa]|tumbad": "sea hill street",
    r"irregular|jagged|不規則|凹凹凸凸": "fire bush river",
    r"small part|小部分|parte (?:muy )?pequeña": "star clock bird",
    r"quarter|third|half|nearly all|分之一|一半|幾乎全部|cuarta|tercera|mitad|totalidad": "street room forest wind",
    r"smooth|平滑|lisa": "room river star",
    r"soft\b|柔和|suave": "cloud sea",
    r"speckled|斑點|斑斑|motead": "umbrella snow mushroom",
    r"striped|條紋|一條條|rayas": "footsteps clock wood",
    r"small details|小細節|pequeños detalles": "forest flower bush",
    r"brighter|亮|claro que": "bird sun star",
    r"darker|暗|oscuro que": "crickets mushroom moon",
}
# fmt: on
MEASURED = re.compile(
    r"\b(?:some)?thing\b|\bshape\b|\bpart of the\b|東西|形狀|\balgo\b|\bforma\b|\bcosa\b", re.IGNORECASE
)
AGAINST = re.compile(  # what is said of the surroundings is no colour of the thing
    r"\bthan (?:the|what)\b[^.]*|\bas bright as[^.]*|比?(?:和)?周圍的[^。，亮暗差]*|\bque (?:el|lo)\b[^.]*",
    re.IGNORECASE,
)


def is_look(word: str) -> bool:
    """Whether a word only says how something looks: "irregular"."""
    return any(re.search(pattern, word.casefold()) for pattern in FACTS)


def mood_of(text: str) -> tuple[str, ...]:
    """One or two names of SOUNDS for words that only measure, the stronger first; () when they measure nothing."""
    text = AGAINST.sub(" ", text.casefold())
    first = re.split(r"[.。]", text, maxsplit=1)[0]
    votes: dict[str, float] = {}
    colours = sorted(
        (found.start(), names) for pattern, names in COLOURS.items() if (found := re.search(pattern, first))
    )
    for rank, (_, names) in enumerate(colours[:3]):
        for place, name in enumerate(names.split()):
            votes[name] = votes.get(name, 0) + (3.0, 1.2, 0.6)[rank] - 0.1 * place
    facts = [names for pattern, names in FACTS.items() if re.search(pattern, text)]
    for names in facts:
        for place, name in enumerate(names.split()):
            votes[name] = votes.get(name, 0) + 1.1 - 0.1 * place
    if not votes or not (MEASURED.search(text) or len(facts) + len(colours) > 1):
        return ()
    luck = {name: zlib.crc32(f"{name} {text}".encode()) / 2**32 for name in votes}
    order = sorted(votes, key=lambda name: (-votes[name] - 2.8 * luck[name], name))
    main = next(name for name in order if not colours or name in colours[0][1].split())  # blue sounds of water first
    return tuple([main, *(name for name in order if name != main)][:2])

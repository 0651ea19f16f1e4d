"""What the figures of the tales are called, in three languages; what somebody called them otherwise is kept."""

import re
from dataclasses import dataclass
from functools import cache

# fmt: off
_ANIMALS_HE = (
    "Pip 皮皮", "Bruno 布魯", "Otto 阿圖", "Milo 米洛", "Toby 托比", "Felix 菲力", "Max 麥斯", "Leo 里歐", "Oscar 奧奇", "Rufus 魯夫",
    "Barni 巴尼", "Gus 嘎嘎", "Momo 毛毛", "Niko 尼可", "Tito 弟多", "Bodo 波多", "Dudu 嘟嘟", "Kiko 奇奇", "Pablo 帕帕", "Rocco 洛可",
    "Tuck 答答", "Zippo 吉波", "Lupo 魯波", "Fidel 飛逗",
    "Basti 巴弟", "Chico 齊科", "Dino 迪諾", "Enzo 恩佐", "Flip 飛力", "Gino 吉諾", "Hektor 海克", "Viktor 維克", "Jojo 啾啾", "Kasper 卡斯",
    "Lino 里諾", "Mats 瑪茲", "Nemo 尼莫", "Ollie 歐里", "Paco 帕可", "Quito 奎多", "Rico 瑞可", "Simon 西蒙", "Teo 泰歐", "Ulli 烏里",
)
_ANIMALS_SHE = (
    "Mimi 咪咪", "Luna 露娜", "Nina 妮娜", "Lola 蘿拉", "Coco 可可", "Bella 貝拉", "Daisy 黛西", "Lulu 露露", "Pola 波拉", "Greta 葛葛",
    "Fifi 菲菲", "Kira 琪拉", "Mara 瑪拉", "Tilda 蒂達", "Nela 妮樂", "Olive 歐莉", "Susi 蘇西", "Pepa 佩帕", "Roma 蘿瑪", "Vera 薇拉",
    "Wanda 汪達", "Zaza 莎莎", "Mila 蜜拉", "Tula 圖拉",
    "Alba 雅芭", "Bibi 比比", "Cleo 可麗歐", "Dora 朵拉", "Elsa 艾莎", "Flora 芙蘿", "Gigi 姬姬", "Hanna 漢娜", "Lisa 麗莎", "Juno 茱諾",
    "Kati 凱蒂", "Lea 蕾雅", "Mona 夢娜", "Nora 諾拉", "Ottilie 奧緹", "Pia 琵雅", "Rita 麗塔", "Stella 絲黛", "Tina 婷娜", "Uma 烏瑪",
)
_FOLK_HE = (
    "Ben 阿本", "Hugo 雨果", "Tom 阿湯", "Emil 艾米", "Noah 諾亞", "Sam 山姆", "Diego 迪哥", "Pedro 佩佩", "Jan 阿揚", "Theo 提歐",
    "Luis 路易", "Marco 馬可", "Anton 安東", "Ravi 拉維",
    "Adam 亞當", "Bento 本多", "Carlos 卡洛", "David 大衛", "Erik 艾瑞", "Finn 阿芬", "Oleg 歐列", "Jonas 約納", "Kofi 科菲", "Liam 連恩",
)
_FOLK_SHE = (
    "Ana 安娜", "Lili 莉莉", "Rosa 蘿莎", "Clara 可菈", "Adela 阿黛", "Emma 艾瑪", "Paula 寶拉", "Sofia 蘇菲", "Maya 瑪雅", "Elena 艾琳",
    "Noemi 諾米", "Carla 卡菈", "Yuki 小雪", "Nadia 娜蒂",
    "Alma 艾瑪莉", "Bianca 碧安", "Celia 席莉", "Dalia 妲莉", "Eva 依娃", "Frida 芙達", "Gloria 葛洛", "Helena 海蓮", "Pilar 琵拉", "Julia 茱莉",
)
# fmt: on


@dataclass(frozen=True)
class Name:
    """A name: in Latin letters, in Chinese characters, and whether a "she" bears it. Strangers have one spelling."""

    latin: str
    chinese: str
    she: bool = False

    def of(self, language: str) -> str:
        """The name as a text in this language has it."""
        return self.chinese if language == "zh-TW" else self.latin


def _row(names: tuple[str, ...], she: bool) -> tuple[Name, ...]:
    return tuple(Name(*name.split(), she) for name in names)


ANIMALS = {False: _row(_ANIMALS_HE, False), True: _row(_ANIMALS_SHE, True)}
FOLK = {False: _row(_FOLK_HE, False), True: _row(_FOLK_SHE, True)}


@cache
def _known() -> dict[str, Name]:
    names = [name for rows in (ANIMALS, FOLK) for row in rows.values() for name in row]
    return {spelling: name for name in names for spelling in (name.latin, name.chinese)}


def tidied(spelling: str) -> str:
    """A name that somebody gave, as a sentence and a bracket can bear it: "mimi" → "Mimi", "x; y" → "X Y"; or ""."""
    plain = " ".join(re.sub(r"[^\w '’-]|_", " ", spelling).split())
    plain = re.split(r" (?:and|y|e) |(?<=.)和", plain)[0].strip("'’- ")[:40].strip()
    return (plain.title() if plain.islower() else plain[:1].upper() + plain[1:]) if re.search(r"\w", plain) else ""


def is_known(spelling: str) -> bool:
    """Whether the tales themselves know somebody of that name."""
    return spelling in _known()


def name_for(spelling: str, she: bool | None = None) -> Name:
    """The name that is spelled so; one that the tales do not know is spelled alike in all languages.

    she: what is known of its bearer; where that is None, an ending in -a speaks for a "she".
    """
    known = _known().get(spelling)
    if known:
        return known
    return Name(spelling, spelling, spelling.casefold().endswith(("a", "á")) if she is None else she)

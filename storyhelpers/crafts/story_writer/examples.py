"""Two pages as they should be, in the form that small models are asked to keep: shown to them before they write."""

IDEAS = {
    "en": "a whale that is afraid of water",
    "zh-TW": "一隻怕水的鯨魚",
    "es": "una ballena que tiene miedo del agua",
}
STORIES = {
    "en": """\
TITLE: Wanda and the Small Wave
CHARACTER: Wanda | big blue whale with round worried eyes | whale
PAGE 1: Wanda wanted to swim like the others. But the water was so cold and so deep!
PICTURE 1: [Wanda] sits on a beach towel and looks at the small waves, pale sand, soft morning light.
PAGE 2: A crab took her by the fin. "Only one toe first," it said. Soon Wanda was laughing in the waves.
PICTURE 2: [Wanda] splashes in shallow water beside a little red crab, a sunny bay, bright drops.""",
    "zh-TW": """\
TITLE: 汪達和小小的浪
CHARACTER: 汪達 | big blue whale with round worried eyes | whale | Wanda
PAGE 1: 汪達想和大家一樣去游泳。可是海水又冷又深！
PICTURE 1: [汪達] sits on a beach towel and looks at the small waves, pale sand, soft morning light.
PAGE 2: 一隻螃蟹牽起牠的鰭說：「先碰一點點水就好。」不久，汪達就在浪裡哈哈大笑了。
PICTURE 2: [汪達] splashes in shallow water beside a little red crab, a sunny bay, bright drops.""",
    "es": """\
TITLE: Wanda y la ola pequeña
CHARACTER: Wanda | big blue whale with round worried eyes | whale
PAGE 1: Wanda quería nadar como las demás. ¡Pero el agua estaba tan fría y era tan honda!
PICTURE 1: [Wanda] sits on a beach towel and looks at the small waves, pale sand, soft morning light.
PAGE 2: Un cangrejo la tomó de la aleta. —Primero solo la punta —dijo. Pronto Wanda reía entre las olas.
PICTURE 2: [Wanda] splashes in shallow water beside a little red crab, a sunny bay, bright drops.""",
}


def example_in(language: str) -> tuple[str, str, str]:
    """(language of the example, idea, story): in that language, or in English where there is none."""
    own = language if language in STORIES else language.split("-")[0]
    own = own if own in STORIES else "en"
    return own, IDEAS[own], STORIES[own]

"""A relation word that finds no partner is told; one that was understood in any way is not."""

import pytest

from storyhelpers.papertown.cannot import note
from storyhelpers.papertown.prompts import prompt_of
from storyhelpers.papertown.reader import read

TOLD = [
    ("a cat behind", "behind"),
    ("behind the", "behind"),
    ("Behind the tree.", "Behind"),
    ("a cat under something", "under something"),
    ("a cat on the", "on"),
    ("a cat sits on", "on"),
    ("a house with a bus, and a dog inside", "inside"),
    ("a cat and a dog next to", "next to"),
    ("a cat between a tree", "between"),
    ("a cat next to the cat", "next to"),
    ("a cat behind the door", "behind the door"),
    ("a bird on a branch", "on a branch"),
    ("a dog in front", "in front"),
    ("a cat wearing", "wearing"),
    ("a man carrying a", "carrying"),
    ("un gato detrás", "detrás"),
    ("un gato detrás de", "detrás de"),
    ("un gato junto a", "junto a"),
    ("un gato detrás de algo", "detrás de algo"),
    ("un árbol y un gato al lado", "al lado"),
    ("un gato entre un árbol", "entre"),
    ("un gato en el", "en"),
    ("un perro duerme a su lado", "a su lado"),
    ("un gato en la ventana", "en la ventana"),
    ("detrás de la puerta hay un gato", "detrás de la puerta"),
    ("un hombre sosteniendo", "sosteniendo"),
    ("一隻貓在後面", "後面"),
    ("一隻貓躲在後面", "後面"),
    ("後面有一隻貓", "後面"),
    ("一隻貓在上面", "上面"),
    ("樹後面。", "後面"),
    ("樹下。", "樹下"),
    ("一隻貓在東西後面", "東西後面"),
    ("一隻貓在門後面", "門後面"),
    ("一隻貓在一棵樹中間", "中間"),
    ("一隻貓戴著", "戴著"),
    ("一個男人拿著", "拿著"),
]


@pytest.mark.parametrize(("idea", "word"), TOLD)
def test_a_relation_word_without_a_partner_is_told_as_it_was_written(idea, word):
    scene = read(idea)
    assert scene.unknown == (word,)
    assert read(prompt_of(scene)) == scene


@pytest.mark.parametrize(
    ("idea", "word"),
    [
        ("a cat behind a spaceship", "spaceship"),
        ("a cat behind 🎺", "🎺"),
        ("a cat between a tree and a spaceship", "spaceship"),
        ("a hat behind a tree", "hat"),
        ("un gato al lado de un dragón", "dragón"),
        ("太空船後面有一隻貓", "太空船"),
        ("帽子下面有一隻老鼠", "帽子"),
    ],
)
def test_a_partner_that_cannot_be_drawn_is_told_once(idea, word):
    scene = read(idea)
    assert scene.unknown == (word,)
    assert read(prompt_of(scene)) == scene


@pytest.mark.parametrize(
    "idea",
    [
        "A dog plays outside on a sunny day.",
        "Two kids run around in the park at night.",
        "A girl in a red coat in the street",
        "a boy dressed in green",
        "a man in black with a hat on",
        "In the background there are mountains, in the sky a bird.",
        "In front there is a car, and behind it a bus.",
        "Grandfather and grandmother sit next to each other.",
        "A cat and a dog side by side in the middle of the street",
        "a street between houses",
        "A tree between the house and the street.",
        "Birds fly above, and a kite flies high above.",
        "A fox behind the farm, under a cloudy sky",
        "A girl with a flower behind her ear",
        "a boy waits at the door",
        "a dog comes out from behind a bush",
        "Under the sea",
        "On the left there is a house, on the right a tree.",
        "Un niño bajo y gordo juega fuera.",
        "Sobre todo un gato en la calle, en medio de la gente",
        "una niña de rojo en invierno",
        "Una casa con flores delante.",
        "Los abuelos están sentados uno al lado del otro en un banco.",
        "El gato espera en la puerta.",
        "Un perro y, a su lado, un gato",
        "Un conejo entre los árboles del bosque",
        "街道兩旁有很多樹，天空上有雲",
        "放學後小朋友在外面玩",
        "熱鬧的街上有一隻貓躲在裡面",
        "房子前面有很多人，旁邊是公園",
        "四周都是樹，中間有一隻熊",
        "貓在門口等",
        "海邊的房子，山上的塔",
        "左邊是樹，右邊是房子",
        "前面有汽車，後面有公車",
        "一隻貓在樹中間",
    ],
)
def test_a_relation_word_that_was_understood_is_not_told(idea):
    assert read(idea).unknown == ()


@pytest.mark.parametrize(
    ("idea", "subject", "how", "thing"),
    [
        ("a car with a dog inside", "dog", "in", "car"),
        ("a cat behind parked cars", "cat", "behind", "car"),
        ("On the hill stands a tower, and next to the tower a tree.", "tree", "next to", "tower"),
        ("A lamp lights up the street, under it sits a cat.", "cat", "under", "lamp"),
        ("A boy walks in the park. Under the tree he sleeps.", "boy", "under", "tree"),
        ("un castillo con un puente delante y montañas detrás", "mountain", "behind", "castle"),
        ("Un perro y, a su lado, un gato", "cat", "next to", "dog"),
        ("小男孩在踢球，小狗在旁邊看", "dog", "next to", "boy"),
        ("一隻貓在跑步，一隻狗跟在後面", "dog", "behind", "cat"),
        ("男孩和身旁的狗", "dog", "next to", "boy"),
        ("樹底下乘涼的爺爺", "grandfather", "under", "tree"),
    ],
)
def test_a_relation_word_may_speak_of_what_was_named_before(idea, subject, how, thing):
    scene = read(idea)
    names = [figure.name for figure in scene.figures]
    assert (subject, how, thing) in {(names[r.subject], r.how, names[r.object]) for r in scene.relations}
    assert scene.unknown == ()


def test_between_with_one_partner_is_next_to_it():
    for idea in ("a cat between a tree", "a cat between a spaceship and a tree", "un gato entre un árbol"):
        assert [r.how for r in read(idea).relations] == ["next to"]


@pytest.mark.parametrize(
    ("idea", "told"),
    [
        ("a cat behind", "I could not place “behind”."),
        ("a lamp behind the door and a car under the", "I could not place “behind the door” and “under”."),
        ("un león y un gato detrás", "Todavía no sé dibujar «león»; dibujé lo demás. Puedes pedir un gato en lugar de "
         "«león». No supe dónde poner «detrás»."),
        ("un gato en la ventana", "No supe dónde poner «en la ventana»."),
        ("一隻貓在門後面", "我不知道「門後面」要畫在哪裡。"),
    ],
)  # fmt: skip
def test_a_word_without_a_partner_is_not_called_a_thing_to_draw(idea, told):
    scene = read(idea)
    assert note(scene, scene, idea) == note(scene, scene, prompt_of(scene)) == told

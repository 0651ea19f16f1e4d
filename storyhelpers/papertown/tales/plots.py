"""How the tales go: their beats in order, the picture of each beat, and which sentence is for whom.

A plot has six beats: wish, trouble, try, search, turn, end. What is longer than that is told in EPISODES, which happen
on the way from "search" to "turn". The sentences stand in `en`, `zh_tw` and `es` under "plot.beat.number".
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Beat:
    """One step of a tale, and one page of a book that has room for it.

    key: what its sentences are called by. sentences: a level for each, parted by blanks: "1" for everybody, "y" up to
    5 years, "s" up to 8, "2" from 6, "3" from 9 years; "!" marks the one that a book of one page has, "+" one that the
    turn needs, also where its own beat has no page. place, time, weather:
    where it differs from the story's. figures, relations: who is in the picture; H is the hero, F the friend, T the
    thing.
    """

    key: str
    sentences: str
    figures: str
    relations: str = ""
    place: str = ""
    time: str = ""
    weather: str = ""


@dataclass(frozen=True)
class Plot:
    """A tale. titles: how many it has. things: what T may be, () where it has none. not_for: kinds that cannot be its
    hero. time, weather: what it needs; another wish goes to another plot. kind: of an episode's own figure. apart: the friend is not along
    on the way, so a longer book goes on after the end.
    """

    name: str
    beats: tuple[Beat, ...]
    titles: int = 0
    things: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    time: str = ""
    weather: str = ""
    kind: str = ""
    apart: bool = False


# fmt: off
PLOTS = (
    Plot("lost", (
        Beat("lost.wish", "1! y 2 3 1", "H waving, F, T", relations="T next to H"),
        Beat("lost.trouble", "1! s 2 2 3", "H running, F running", relations="H next to F", weather="wind"),
        Beat("lost.try", "1 y 2 3 1", "H, F, grandmother, market stall red", relations="H in front of market stall", place="market"),
        Beat("lost.search", "1 2 s 3", "H walking, F walking, hill, tree", relations="F next to H", place="hills"),
        Beat("lost.turn", "1! y 2 3 1", "H, F, T, mouse grey small sitting, tree", relations="mouse next to T", place="forest"),
        Beat("lost.end", "1! s 2 3", "H sitting, F sitting, T, mouse grey small", relations="mouse next to F", time="sunset"),
    ), titles=2, things=("kite", "ball", "drum", "bell", "umbrella", "book", "balloon", "gift")),
    Plot("fly", (
        Beat("fly.wish", "1! y 2 3 1", "H, F, bird blue flying, bird red flying", relations="bird above H"),
        Beat("fly.trouble", "1! y 2 2 3", "H jumping, F, hill, bush", relations="H next to bush", place="hills"),
        Beat("fly.try", "1 y 2 3", "H, F, balloon red, balloon blue, balloon yellow", relations="balloon next to H", place="square"),
        Beat("fly.search", "1 2 3", "H walking, F walking, house", relations="F next to H", place="street"),
        Beat("fly.turn", "1! s 2 3 1", "hot-air balloon, H, F", relations="H next to hot-air balloon", place="hills"),
        Beat("fly.end", "1! s 2 3", "hot-air balloon huge, H", relations="H in hot-air balloon", place="hills", time="sunset"),
    ), titles=2, not_for=("bird", "owl", "butterfly", "duck", "chicken", "fish")),
    Plot("dark", (
        Beat("dark.wish", "1! y 2 3 1", "H, F, house yellow", relations="H in front of house", time="sunset"),
        Beat("dark.trouble", "1! s 2 3 1", "H, lamp, house", relations="H next to lamp", place="street", time="night"),
        Beat("dark.try", "1 2 2 3", "H, F, lamp, lamp", relations="F next to H", place="street", time="night"),
        Beat("dark.search", "1 2 3", "H walking, F walking, tree, bush", relations="H next to F", place="park", time="night"),
        Beat("dark.turn", "1! s 2 3", "H, F, owl brown, star, star, moon", relations="owl next to H", place="forest", time="night"),
        Beat("dark.end", "1! s 2 3", "H sleeping, F sleeping, moon, star", relations="F next to H", time="night"),
    ), titles=2, not_for=("owl",), time="night", apart=True),
    Plot("cake", (
        Beat("cake.wish", "1! y 2 3 1", "H, cake small pink, house", relations="cake in front of H"),
        Beat("cake.trouble", "1! y 2 2 3", "H, cake huge pink, house", relations="cake next to house"),
        Beat("cake.try", "1 s 2 3", "H sitting, F, cake huge pink", relations="F next to cake"),
        Beat("cake.search", "1 2 3", "H walking, F walking, bakery", relations="H in front of bakery", place="street"),
        Beat("cake.turn", "1! s 2 3", "H waving, F, cake huge pink, cook, girl, dog", relations="cook next to cake", place="square"),
        Beat("cake.end", "1! s 2 3", "H sitting, F sitting, cake tiny pink", relations="cake between H and F", time="sunset"),
    ), titles=2),
    Plot("race", (
        Beat("race.wish", "1! y 2 3 1", "H running, F, tree", relations="F next to H"),
        Beat("race.trouble", "1! y 2 3", "H running, fox running, horse running, rabbit running", relations="horse in front of H", place="street"),
        Beat("race.try", "1 2 y 3", "H running, F waving, bench, tree", relations="F next to bench", place="park"),
        Beat("race.search", "1 2 3", "H running, tree, tree, mushroom", relations="H next to tree", place="forest"),
        Beat("race.turn", "1! s 2 3", "H, chicken white small, bush", relations="chicken next to H", place="farm"),
        Beat("race.end", "1! s 2 3", "H waving, F, bell yellow, chicken white, chicken white small", relations="bell next to H", place="square", time="sunset"),
    ), titles=2, not_for=("fish",)),
    Plot("secret", (
        Beat("secret.wish", "1! s 2 3 1", "H, T, house blue", relations="T next to H", time="morning"),
        Beat("secret.trouble", "1! s 2 3 1", "H, bush, house blue", relations="H behind bush", time="night"),
        Beat("secret.try", "1 2 y 3", "H, boy, mail carrier, mailbox", relations="H next to mailbox", place="street"),
        Beat("secret.search", "1 2 3", "H walking, tree, fountain, bird blue", relations="H in front of fountain", place="park"),
        Beat("secret.turn", "1! s 2 3 1", "H, F, T, tree", relations="F behind tree", place="park"),
        Beat("secret.end", "1! s 2 3", "H, F, bench", relations="F next to H", time="sunset"),
    ), titles=2, things=("flower", "cake", "book", "gift", "balloon", "mushroom"), apart=True),
    Plot("storm", (
        Beat("storm.wish", "1! y 2 3 1", "H, house red, tree", relations="H in front of house", time="sunset", weather="wind"),
        Beat("storm.trouble", "1! y 2 2 3", "H, house red, tree, cloud grey, cloud grey", relations="H in front of house", time="night", weather="rain"),
        Beat("storm.try", "1+ y 2 3", "H, F, umbrella yellow", relations="umbrella between H and F", time="night", weather="rain"),
        Beat("storm.search", "1 2 3", "H, F, lamp, house", relations="F next to H", place="street", time="night", weather="rain"),
        Beat("storm.turn", "1! s 2 3", "H waving, F, lamp, chicken white, mouse grey, tower", relations="lamp next to H", place="tower", time="night", weather="rain"),
        Beat("storm.end", "1! s 2 3", "H, F, rainbow, house red, chicken white", relations="F next to H", time="morning", weather="clear"),
    ), titles=2, time="night", weather="rain", apart=True),
    Plot("letters", (
        Beat("letters.wish", "1! s 2 3 1", "H, mail carrier, mailbox red", relations="H next to mailbox", place="street"),
        Beat("letters.trouble", "1! s 2 3 1", "H running, F, mailbox red, house", relations="H next to house", place="street", weather="wind"),
        Beat("letters.try", "1 2 y 3", "H, F, police officer dancing, grandmother, house", relations="police officer in front of house", place="street"),
        Beat("letters.search", "1 2 3", "H walking, F walking, mailbox red, lamp", relations="F next to H", place="street"),
        Beat("letters.turn", "1! s 2 3 1", "H, F, grandfather, grandmother, bench", relations="grandmother next to grandfather", place="park"),
        Beat("letters.end", "1! s 2 3", "H, F, mail carrier, mailbox red", relations="F next to mailbox", place="street", time="sunset"),
    ), titles=2, not_for=("mail carrier",)),
    Plot("music", (
        Beat("music.wish", "1! y 2 3 1", "H, drum red, tree", relations="drum in front of H"),
        Beat("music.trouble", "1! s 2 3", "H, drum red, man, woman, boy", relations="drum in front of H", place="square"),
        Beat("music.try", "1 y 2+ 3", "H, F, drum red", relations="drum between H and F"),
        Beat("music.search", "1 2 3", "H walking, F walking, drum red, bird yellow flying", relations="drum next to H", place="park"),
        Beat("music.turn", "1! y 2 3", "H, F, musician sleeping, drum red, boy, girl", relations="drum next to H", place="street"),
        Beat("music.end", "1! s 2 3", "H, F dancing, drum red, man dancing, girl dancing", relations="F next to H", place="street", time="sunset"),
    ), titles=2, not_for=("fish",)),
    Plot("garden", (
        Beat("garden.wish", "1! y 2 3 1", "H, bush, flower red small", relations="H next to flower"),
        Beat("garden.trouble", "1! y 2 2 3", "H sitting, F, bush", relations="F next to H"),
        Beat("garden.try", "1 s 2 3", "H, F, umbrella blue, fountain", relations="F next to fountain"),
        Beat("garden.search", "1 2+ 3", "H walking, F walking, farmer, sheep white", relations="H next to farmer", place="farm"),
        Beat("garden.turn", "1! s 2 3", "H, F, flower tiny green", relations="flower between H and F", time="morning"),
        Beat("garden.end", "1! s 2 3", "H, F, flower huge red, butterfly yellow", relations="flower between H and F", weather="clear"),
    ), titles=2),
    Plot("home", (
        Beat("home.wish", "1! s 2 3 1", "H, F, train blue", relations="H in front of train", place="station"),
        Beat("home.trouble", "1! s 2 3", "H sleeping, F sleeping, train blue, clock black", relations="F next to H", place="station", time="sunset"),
        Beat("home.try", "1 2 s 3", "H, F, bus red, lamp", relations="F next to H", place="street", time="sunset"),
        Beat("home.search", "1 2 3", "H walking, F walking, hill, tree", relations="F next to H", place="hills", time="sunset"),
        Beat("home.turn", "1! s 2 3 1", "H, F, horse brown, lamp, farmer waving", relations="horse next to H", place="farm", time="night"),
        Beat("home.end", "1! s 2 3", "H sleeping, F sleeping, house yellow, moon", relations="F next to H", time="night"),
    ), titles=2),
    Plot("birthday", (
        Beat("birthday.wish", "1! s 2 3 1", "H waving, house, flower yellow", relations="H in front of house", time="morning"),
        Beat("birthday.trouble", "1! s 2 3 1", "H, grandmother walking, mail carrier walking, lamp", relations="H next to lamp", place="street"),
        Beat("birthday.try", "1 2 y 3", "H, F, tree", relations="F behind tree"),
        Beat("birthday.search", "1 2 3", "H sitting, bench, tree", relations="H next to bench", place="park"),
        Beat("birthday.turn", "1! y 2 3", "H, F waving, T, cook, girl, boy, grandmother", relations="T next to H", place="square", time="sunset"),
        Beat("birthday.end", "1! s 2 3", "H, F, T, star, moon", relations="F next to H", time="night"),
    ), titles=2, things=("cake", "gift", "balloon", "kite", "book", "drum", "ball"), not_for=("fish",), apart=True),
    Plot("moon", (
        Beat("moon.wish", "1! s 2 3 1", "H, F, moon", relations="F next to H", time="night"),
        Beat("moon.trouble", "1! s 2 3", "H jumping, hill, moon", relations="H next to hill", place="hills", time="night"),
        Beat("moon.try", "1 2 s 3", "H, tower, lamp", relations="H next to tower", place="street", time="night"),
        Beat("moon.search", "1 2 3", "H walking, house, lamp", relations="H next to lamp", place="street", time="night"),
        Beat("moon.turn", "1! s 2 3", "H, fountain, moon, star", relations="H in front of fountain", place="square", time="night"),
        Beat("moon.end", "1! s 2 3", "H, F, moon, lamp", relations="F next to H", time="night"),
    ), titles=2, not_for=("fish",), time="night", apart=True),
    Plot("clock", (
        Beat("clock.wish", "1! s 2 3 1", "H, F, clock red", relations="H next to clock", place="square"),
        Beat("clock.trouble", "1! s 2 3 1", "H, clock red, bell yellow", relations="H behind clock", place="square"),
        Beat("clock.try", "1 2 s 3", "H, F, clock red, painter", relations="F next to clock", place="square"),
        Beat("clock.search", "1 2 3", "H walking, F walking, shop, lamp", relations="F next to H", place="street"),
        Beat("clock.turn", "1! s 2 3", "H, F, clock red, mouse grey small, mouse white small", relations="mouse next to clock", place="square"),
        Beat("clock.end", "1! s 2 3", "H, F, clock red, mouse grey small, cook", relations="F next to clock", place="square", time="sunset"),
    ), titles=2),
)
EPISODES = (
    Plot("bridge", (
        Beat("ep.bridge", "1! y 2 1 3", "H, F, bear brown sitting, bridge", relations="bear in front of bridge", place="hills"),
    ), kind="bear"),
    Plot("duckling", (
        Beat("ep.duckling", "1! s 2 1 3", "H, F, duck yellow small, duck white, fountain", relations="duck next to H", place="park"),
    ), kind="duck"),
    Plot("market", (
        Beat("ep.market", "1! y 2 1 3", "H, F, cook, market stall yellow, cake small", relations="cook in front of market stall", place="market"),
    ), kind="cook"),
    Plot("echo", (
        Beat("ep.echo", "1! s 2 1 3", "H waving, F, mountain, hill", relations="F next to H", place="hills"),
    ), kind="hill"),
    Plot("scarecrow", (
        Beat("ep.scarecrow", "1! s 2 1 3", "H, F, farmer, chicken white, chicken brown, chicken black", relations="farmer next to H", place="farm"),
    ), kind="farmer"),
    Plot("painter", (
        Beat("ep.painter", "1! s 2 1 3", "H, F, painter, fountain", relations="painter in front of fountain", place="square"),
    ), kind="painter"),
    Plot("clown", (
        Beat("ep.clown", "1! s 2 1 3", "H, F, clown, ball red, lamp", relations="ball next to clown", place="street"),
    ), kind="clown"),
    Plot("fox", (
        Beat("ep.fox", "1! s 2 1 3", "H, F, fox orange sitting, tree, tree", relations="fox next to tree", place="forest"),
    ), kind="fox"),
    Plot("sheepjam", (
        Beat("ep.sheepjam", "1! s 2 1 3", "H, F, sheep white, sheep grey, sheep black, hill", relations="sheep in front of hill", place="hills"),
    ), kind="sheep"),
    Plot("boat", (
        Beat("ep.boat", "1! s 2 1 3", "H, F, boat red, sea", relations="F next to H", place="beach"),
    ), kind="boat"),
    Plot("tower", (
        Beat("ep.tower", "1! y 2 1 3", "H, F, tower, girl waving, house", relations="girl next to tower", place="street"),
    ), kind="tower"),
    Plot("horsecart", (
        Beat("ep.horsecart", "1! y 2 1 3", "H, F, horse brown, tree", relations="horse next to tree", place="farm"),
    ), kind="horse"),
    Plot("kitetree", (
        Beat("ep.kitetree", "1! s 2 1 3", "H, F, boy, kite red, tree", relations="kite above tree", place="park", weather="wind"),
    ), kind="kite"),
    Plot("firemen", (
        Beat("ep.firemen", "1! y 2 1 3", "H, F, firefighter, fire engine, cat black small", relations="cat next to firefighter", place="street"),
    ), kind="firefighter"),
    Plot("snowman", (
        Beat("ep.snowman", "1! s 2 1 3", "H, F, snowman, tree", relations="snowman next to H", place="snow"),
    ), kind="snowman"),
    Plot("frogs", (
        Beat("ep.frogs", "1! s 2 1 3", "H, F, frog green, frog brown, bush", relations="frog next to bush", place="park"),
    ), kind="frog"),
    Plot("mushroom", (
        Beat("ep.mushroom", "1! s 2 1 3", "H, F, mushroom red, mushroom brown, doctor", relations="doctor next to mushroom", place="forest"),
    ), kind="doctor"),
    Plot("busstop", (
        Beat("ep.busstop", "1! s 2 1 3", "H, F, bus yellow, lamp, woman waving", relations="woman next to bus", place="street"),
    ), kind="bus"),
    Plot("dance", (
        Beat("ep.dance", "1! y 2 1 3", "H, F, dancer pink dancing, lamp", relations="dancer next to H", place="square"),
    ), kind="dancer"),
    Plot("owlbook", (
        Beat("ep.owlbook", "1! s 2 1 3", "H, F, owl brown, book red, tree", relations="book next to owl", place="forest"),
    ), kind="owl"),
    Plot("gift", (
        Beat("ep.gift", "1! s 2 1 3", "H, F, gift red, house, bush", relations="gift in front of house", place="street"),
    ), kind="gift"),
    Plot("butterfly", (
        Beat("ep.butterfly", "1! s 2 1 3", "H, F, butterfly blue flying, flower red, flower yellow", relations="butterfly above flower", place="hills"),
    ), kind="butterfly"),
)
SHARED = {  # how many sentences of each sort all tales share
    "open": 5,
    "friend": 4,
    "things": 2,
    "fish": 1,
    "weather.rain": 2,
    "weather.snow": 2,
    "weather.wind": 2,
    "weather.fog": 2,
    "weather.cloudy": 2,
    "weather.clear": 2,
    "time.morning": 2,
    "time.day": 2,
    "time.sunset": 2,
    "time.night": 2,
    "tone.funny": 10,
    "tone.calm": 10,
    "tone.exciting": 10,
    "close.funny": 3,
    "close.calm": 2,
    "close.exciting": 2,
    "sequel": 5,
    "sequelend": 5,
    "stranger": 1,
}
# fmt: on

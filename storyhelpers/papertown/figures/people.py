"""The people of the paper town: who they are, what their trades wear and carry."""

from . import tools
from .bodies import CLOTHES, POSES, Outfit, Person, draw_person
from .clothes import HATS, first_hat
from .faces import BOYS, GIRLS, GREY_HAIR, HAIR, MEN, WOMEN, Head
from .look import Kind
from .pen import SKIN, dark, light

_LEGS = ((66, 78, 112), (92, 116, 152), (110, 96, 92), (74, 92, 80), (190, 160, 122), (96, 74, 96), (58, 56, 66))
_SHOES = ((84, 62, 56), (60, 56, 64), (176, 76, 66), (240, 236, 228), (84, 108, 140))
_SCARVES = ((140, 98, 180), (72, 132, 204), (242, 150, 172), (96, 160, 88), (224, 168, 80))


def _somebody(look, *, hair, child=False, old=False, female=False, beards=()):
    """A person as chance made them, in plain clothes."""
    rng = look.rng
    skin = rng.choices(SKIN, (4, 4, 3, 3, 2))[0]
    style = rng.choice(hair)
    tones = GREY_HAIR if old else HAIR[:2] if SKIN.index(skin) > 2 else HAIR
    head = Head((12.2 if child else 13.5) * rng.uniform(0.96, 1.05), skin, style, rng.choice(tones),
        rng.choice(_SCARVES))  # fmt: skip
    head.face = rng.choice(("smile", "smile", "laugh", "grin"))
    head.lashes = female
    head.beard = rng.choice(beards) if beards else ""
    outfit = Outfit(look.colour, legs=rng.choice(_LEGS), shoes=rng.choice(_SHOES), pattern=look.pattern)
    if sum(abs(a - b) for a, b in zip(outfit.legs, look.colour)) < 90:
        outfit.legs = (196, 168, 132)
    tall = (68 if child else 94 if old else 100) * rng.uniform(0.94, 1.05) * (0.96 if female and not child else 1.0)
    wide = rng.choice((0.88, 0.95, 1.0, 1.0, 1.1, 1.24)) if not child else rng.uniform(0.9, 1.1)
    return Person(tall, head, outfit, child, wide, look.pose)


def _dress_up(look, person):
    """What the idea asks for goes over what the trade wears."""
    outfit, asked = person.outfit, dict(look.clothes)
    if first_hat(asked):  # one head, one hat
        outfit.worn = {name: paper for name, paper in outfit.worn.items() if name not in HATS}
    outfit.worn.update(asked)
    if "shirt" in asked:
        outfit.top, outfit.main, outfit.shirt = (
            ("dungarees", outfit.main, asked["shirt"]) if outfit.top == "dungarees" else ("shirt", asked["shirt"], None)
        )
    if "trousers" in asked:
        outfit.bottom, outfit.legs = "trousers", asked["trousers"]
        if outfit.top == "dress":
            outfit.top = "shirt"
    if "skirt" in asked:
        outfit.bottom, outfit.legs = "skirt", asked["skirt"]
        if outfit.top in ("dress", "dungarees"):
            outfit.top = "shirt"
    if "dress" in asked:
        outfit.top, outfit.main, outfit.bottom = "dress", asked["dress"], "skirt"
    if "coat" in asked:
        outfit.shirt = outfit.main
        if outfit.top == "dress":
            outfit.bottom, outfit.legs = "skirt", outfit.main
        outfit.top, outfit.main, outfit.pattern, outfit.sleeves = "coat", asked["coat"], "", "long"
        outfit.details = tuple(d for d in outfit.details if d in ("big shoes", "ruff"))
        outfit.bottom = "trousers" if outfit.bottom == "tutu" else outfit.bottom
    if "apron" in asked:
        outfit.apron = asked["apron"]
    if "boots" in asked:
        outfit.boots = asked["boots"]
    return person


def _carries(person, rng, *choices):
    """With the chance of each choice, something in the near hand."""
    draw = rng.random()
    for chance, tool in choices:
        if draw < chance and person.pose in ("standing", "walking"):
            person.hold = (
                (0.5, -0.3) if tool is tools.ice_cream else (0.34, -0.5) if tool is tools.shopping else (0.3, -0.8)
            )
            person.tool = tool
        draw -= chance
        if draw < 0:
            return


def _may_wear(outfit, rng, name, chance):
    """With that chance, a hat in a quiet colour."""
    paper = rng.choice(((122, 92, 74), (92, 100, 122), (150, 142, 130), (176, 96, 84)))
    if rng.random() < chance:
        outfit.worn[name] = paper


def _man(pen, look):
    p = _somebody(look, hair=MEN, beards=("", "", "", "full", "moustache", "goatee"))
    o, rng = p.outfit, look.rng
    style = rng.choice(("sweater", "open", "collar", "buttons"))
    o.details = {"sweater": ("cuffs",), "open": ("open",), "collar": ("collar",), "buttons": ("collar", "buttons")}[
        style
    ]
    if style != "open" and not o.pattern and rng.random() < 0.25:
        o.pattern = "striped"
    o.sleeves = rng.choice(("long", "long", "short"))
    if rng.random() < 0.25:
        o.worn["glasses"] = (70, 60, 66)
    _carries(p, rng, (0.15, tools.shopping))
    _may_wear(o, rng, "hat", 0.12)
    draw_person(pen, _dress_up(look, p))


def _woman(pen, look):
    p = _somebody(look, hair=WOMEN, female=True)
    o, rng = p.outfit, look.rng
    o.top, o.bottom = rng.choice((("dress", "skirt"), ("dress", "skirt"), ("shirt", "skirt"),
        ("shirt", "trousers"), ("coat", "trousers")))  # fmt: skip
    if o.top == "coat":
        o.shirt = light(look.colour, 0.7)
    o.sleeves = "long" if o.top == "coat" or p.head.hair == "headscarf" else rng.choice(("long", "short"))
    o.details = rng.choice((("collar",), (), ("belt",), ("long skirt",))) if o.top == "dress" else ()
    if o.top == "dress" and not o.pattern and rng.random() < 0.3:
        o.pattern = "spotted"
    if p.head.hair == "headscarf":
        o.details = ("long skirt", "tights")
    if rng.random() < 0.2:
        o.worn["glasses"] = (150, 70, 80)
    _carries(p, rng, (0.2, tools.handbag), (0.12, tools.shopping))
    if p.head.hair != "headscarf":
        _may_wear(o, rng, "hat", 0.08)
    draw_person(pen, _dress_up(look, p))


def _boy(pen, look):
    p = _somebody(look, hair=BOYS, child=True)
    o, rng = p.outfit, look.rng
    o.bottom = rng.choice(("shorts", "trousers"))
    o.sleeves = rng.choice(("short", "long"))
    if not o.pattern:
        o.pattern = rng.choice(("", "striped", ""))
    if rng.random() < 0.3:
        o.top, o.shirt, o.legs, o.pattern = "dungarees", light(look.colour, 0.7), look.colour, ""
    _carries(p, rng, (0.18, tools.ice_cream))
    _may_wear(o, rng, "cap", 0.18)
    draw_person(pen, _dress_up(look, p))


def _girl(pen, look):
    p = _somebody(look, hair=GIRLS, child=True, female=True)
    o, rng = p.outfit, look.rng
    o.top, o.bottom = rng.choice((("dress", "skirt"), ("dress", "skirt"), ("shirt", "shorts"),
        ("dungarees", "trousers")))  # fmt: skip
    o.sleeves = rng.choice(("short", "long"))
    if o.top == "dungarees":
        o.shirt, o.legs = light(look.colour, 0.7), look.colour
    elif o.top == "dress":
        o.details = rng.choice((("collar",), ("heart",), ()))
        o.pattern = o.pattern or rng.choice(("", "spotted"))
    _carries(p, rng, (0.18, tools.ice_cream))
    draw_person(pen, _dress_up(look, p))


def _grandmother(pen, look):
    p = _somebody(look, hair=("bun", "low bun", "bob", "bun"), old=True, female=True)
    o = p.outfit
    o.top, o.bottom, o.details = "dress", "skirt", ("long skirt", "collar")
    o.worn["glasses"] = (150, 104, 70)
    p.head.face = "smile"
    p.hold, p.tool = (0.3, -0.75), tools.handbag
    draw_person(pen, _dress_up(look, p))


def _grandfather(pen, look):
    p = _somebody(look, hair=("grandpa", "grandpa", "side"), old=True, beards=("full", "moustache", ""))
    o = p.outfit
    o.details, o.shirt = ("open",), (248, 243, 233)
    o.worn["glasses"] = (90, 80, 84)
    p.hold, p.tool = (0.42, -0.7), tools.cane
    draw_person(pen, _dress_up(look, p))


def _trade(look, *, female_share=0.5):
    """Somebody grown up, woman or man."""
    if look.rng.random() < female_share:
        return _somebody(look, hair=("bob", "ponytail", "low bun", "long", "afro", "braids"), female=True)
    return _somebody(look, hair=("short", "side", "curly", "buzz", "quiff"), beards=("", "", "moustache", "full"))


def _finish(pen, look, person, hat=None):
    """Dress and draw; the trade's own hat goes on last, unless another was asked for."""
    _dress_up(look, person)
    if hat and not first_hat(look.clothes):
        person.head.trade_hat = hat
    draw_person(pen, person)


def _police_officer(pen, look):
    p = _trade(look)
    o = p.outfit
    o.legs = o.legs if sum(look.colour) < 260 else (48, 56, 84)
    o.details, o.shoes = ("collar", "buttons", "belt", "badge", "tie"), (46, 42, 50)
    _finish(pen, look, p, tools.police_cap)


def _firefighter(pen, look):
    p = _trade(look)
    o = p.outfit
    o.legs, o.boots, o.details = (60, 58, 70), (52, 48, 54), ("bands", "buttons")
    p.hold, p.tool = (0.42, -0.62), tools.hose
    _finish(pen, look, p, tools.fire_helmet)


def _cook(pen, look):
    p = _trade(look)
    o = p.outfit
    o.details, o.legs = ("double",), (86, 92, 108)
    o.apron = (252, 246, 236) if sum(look.colour) < 650 else None
    o.worn["neckerchief"] = (214, 66, 58)
    p.hold, p.tool = (0.5, -0.28), tools.ladle
    _finish(pen, look, p, tools.toque)


def _mail_carrier(pen, look):
    p = _trade(look)
    o = p.outfit
    o.details, o.legs = ("collar", "buttons"), dark(look.colour, 0.45) if sum(look.colour) > 300 else (92, 92, 110)
    p.hold, p.tool = (0.48, -0.4), tools.letter
    p.over = tools.mail_bag
    _finish(pen, look, p, tools.mail_cap)


def _musician(pen, look):
    p = _trade(look)
    p.outfit.details = ("open",)
    p.outfit.shirt = (248, 243, 233)
    if look.rng.random() < 0.55:
        p.hold, p.hold_far, p.tool = (-0.06, -0.74), (-0.42, -0.3), tools.guitar
    else:
        p.hold, p.hold_far, p.tool = (0.42, -0.3), (-0.4, -0.12), tools.violin
    _finish(pen, look, p)


def _painter(pen, look):
    p = _trade(look)
    p.outfit.details = ("splashes",)
    p.hold, p.hold_far, p.tool = (0.46, -0.2), (-0.4, -0.55), tools.brush_and_palette
    _finish(pen, look, p, tools.beret)


def _farmer(pen, look):
    p = _trade(look, female_share=0.4)
    o = p.outfit
    o.top, o.shirt, o.legs, o.pattern = (
        "dungarees",
        (222, 110, 84) if look.colour_name != "red" else (248, 222, 160),
        look.colour,
        "striped",
    )
    o.boots = (104, 78, 58)
    p.hold, p.tool = (0.44, -0.45), tools.hay_fork
    _finish(pen, look, p, tools.straw_hat)


def _doctor(pen, look):
    p = _trade(look)
    o = p.outfit
    o.top, o.shirt = "coat", (132, 178, 190)
    o.legs = (92, 124, 142)
    p.hold, p.tool = (0.3, -0.85), tools.doctor_bag
    o.worn["stethoscope"], p.over = (70, 76, 90), tools.stethoscope
    _finish(pen, look, p)


def _dancer(pen, look):
    p = _trade(look, female_share=1.0)
    o = p.outfit
    p.head.hair = "tutu bun"
    p.wide = min(p.wide, 0.95)
    p.__post_init__()
    o.bottom, o.sleeves, o.details = "tutu", "none", ("tights",)
    o.legs, o.shoes = light(p.head.skin, 0.3), look.colour
    _finish(pen, look, p)


def _clown(pen, look):
    p = _somebody(look, hair=("wig",))
    o = p.outfit
    p.head.red_nose = p.head.white_mouth = True
    p.head.face = "laugh"
    p.head.hair_colour = look.rng.choice([(240, 142, 56), (96, 160, 88), (72, 132, 204), (242, 150, 172)])
    o.pattern = o.pattern or "spotted"
    o.legs, o.shoes = dark(look.colour, 0.2), (214, 66, 58)
    o.details = ("ruff", "pompoms", "big shoes")
    _finish(pen, look, p, tools.little_hat)


_ALL = ("red", "blue", "green", "yellow", "purple", "orange", "pink", "white", "grey", "brown", "black")


def _kind(name, draw, colours, height=100.0, poses=POSES):
    return Kind(name, draw, colours, CLOTHES, poses, "ground", height)


KINDS = (
    _kind("man", _man, ("blue", *_ALL)),
    _kind("woman", _woman, _ALL),
    _kind("boy", _boy, ("green", *_ALL), 68.0),
    _kind("girl", _girl, ("yellow", *_ALL), 68.0),
    _kind("grandmother", _grandmother, ("purple", "pink", "blue", "green", "red"), 92.0),
    _kind("grandfather", _grandfather, ("brown", "green", "blue", "grey", "red"), 94.0),
    _kind("police officer", _police_officer, ("blue", "black")),
    _kind("firefighter", _firefighter, ("red", "orange", "black", "yellow")),
    _kind("cook", _cook, ("white", "white", "grey", "blue")),
    _kind("mail carrier", _mail_carrier, ("blue", "yellow", "red", "green")),
    _kind("musician", _musician, ("purple", "red", "black", "blue", "green", "orange")),
    _kind("painter", _painter, ("white", "blue", "green", "pink", "yellow")),
    _kind("farmer", _farmer, ("blue", "green", "brown", "red")),
    _kind("doctor", _doctor, ("white",)),
    _kind(
        "dancer",
        _dancer,
        ("pink", "white", "purple", "blue", "yellow"),
        poses=("dancing", *[p for p in POSES if p != "dancing"]),
    ),
    _kind("clown", _clown, ("yellow", "orange", "blue", "green", "purple", "pink", "red")),
)

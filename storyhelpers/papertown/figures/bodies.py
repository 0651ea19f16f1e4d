"""The bodies of people: build, poses, arms and legs."""

import math
from dataclasses import dataclass, field

from . import clothes as wardrobe
from . import faces, garments
from .anatomy import bend, limb
from .pen import dark, light

CLOTHES = ("santa hat", "hat", "cap", "crown", "scarf", "glasses", "coat", "dress", "shirt", "trousers", "skirt",
           "apron", "boots", "bow tie", "backpack", "umbrella")  # fmt: skip
POSES = ("standing", "walking", "running", "sitting", "waving", "jumping", "dancing", "sleeping")


@dataclass(frozen=True)
class Pose:
    """How a body is held.

    turn: 0 to the reader, 1 to the right. feet: ankles (x, y, degrees) in leg lengths. hands: seen from the shoulder,
    in arm lengths. First of each pair is the far (left) one.
    hip: height of the hip in leg lengths. lean: degrees anticlockwise. up: how far the whole body is off the ground.
    """

    turn: float
    feet: tuple
    hands: tuple
    hip: float = 1.0
    lean: float = 0.0
    up: float = 0.0


_POSES = {
    "standing": Pose(0.0, ((-0.2, 0, 0), (0.2, 0, 0)), ((-0.26, -0.95), (0.26, -0.95))),
    "waving": Pose(0.0, ((-0.2, 0, 0), (0.2, 0, 0)), ((-0.26, -0.95), (0.72, 0.68)), lean=2),
    "walking": Pose(0.8, ((0.46, 0.02, 10), (-0.42, 0.1, -28)), ((-0.56, -0.8), (0.6, -0.76)), hip=0.97, lean=-4),
    "running": Pose(
        0.9, ((0.62, 0.16, 18), (-0.7, 0.42, -62)), ((-0.24, -0.52), (0.6, -0.12)), hip=1.02, lean=-12, up=3
    ),
    "sitting": Pose(0.6, ((0.92, 0, 0), (0.74, 0, 0)), ((0.72, -0.4), (0.66, -0.44)), hip=0.2, lean=4),
    "sleeping": Pose(0.5, ((0.96, 0, 0), (0.78, 0, 0)), ((0.62, -0.4), (0.6, -0.46)), hip=0.2, lean=-8),
    "jumping": Pose(0.0, ((-0.56, 0.1, -14), (0.56, 0.1, 14)), ((-0.66, 0.7), (0.66, 0.7)), hip=1.05, up=14),
    "dancing": Pose(0.0, ((-0.14, 0, 0), (0.58, 0.16, 22)), ((-0.8, 0.5), (0.78, 0.2)), hip=1.0, lean=5),
}


@dataclass
class Outfit:
    """What a person wears. top: shirt, coat, dress, leotard, dungarees. bottom: trousers, skirt, shorts, tutu, none."""

    main: tuple
    top: str = "shirt"
    shirt: tuple | None = None  # under dungarees, coats
    bottom: str = "trousers"
    legs: tuple = (70, 84, 120)
    shoes: tuple = (84, 62, 56)
    boots: tuple | None = None
    sleeves: str = "long"
    pattern: str = ""
    apron: tuple | None = None
    details: tuple = ()
    worn: dict = field(default_factory=dict)


@dataclass
class Person:
    """A build with its head; heights in pen units."""

    tall: float
    head: faces.Head
    outfit: Outfit
    child: bool = False
    wide: float = 1.0
    pose: str = "standing"
    hold: tuple | None = None  # where the near hand is while it holds a tool, in arm lengths from the shoulder
    hold_far: tuple | None = None
    tool: object = None  # draws the tool at the near hand: tool(pen, person, hand)
    over: object = None  # draws something over the trunk: over(pen, person)
    far_hand: tuple = (0.0, 0.0)

    def __post_init__(self):
        self.way = _POSES[self.pose]
        h, r = self.tall, self.head.r
        self.shoulder = h - 2.0 * r - (0.5 if self.child else 1.2)
        self.leg = h * (0.34 if self.child else 0.405)
        self.trunk = self.shoulder - self.leg
        self.unit = h / 100 * (1.12 if self.child else 1.0)
        self.half = 11.4 * self.unit * self.wide
        self.hips = 9.6 * self.unit * self.wide
        self.arm = self.trunk * 0.98 if not self.child else self.trunk * 0.94
        self.thick = 6.8 * self.unit * (0.6 + 0.4 * self.wide)
        self.head.turn = self.way.turn
        self.head.asleep = self.pose == "sleeping"


def draw_person(pen, p):
    """The whole person, feet on the ground around (0, 0)."""
    way, outfit = p.way, p.outfit
    hip_x = -0.5 * p.leg if p.pose in ("sitting", "sleeping") else 0.0
    hip_y = p.leg * way.hip + way.up * p.unit if p.pose not in ("sitting", "sleeping") else p.thick * 0.9
    joints = _legs(p, hip_x, hip_y)
    with pen.move(hip_x, hip_y, turn=way.lean):
        arms = _arms(p)
        p.far_hand = arms[0][2]
        if "backpack" in outfit.worn:
            side = -p.half * (0.2 + 0.9 * way.turn)
            wardrobe.backpack(pen, outfit.worn["backpack"], side, p.trunk * 0.56,
                p.half * (2.5 - way.turn), p.trunk * 0.86)  # fmt: skip
        with pen.move(p.head.shift * 0.4, p.trunk + p.head.r * 1.02, turn=-way.lean * 0.7):
            faces.back_hair(pen, p.head, bool(wardrobe.first_hat(outfit.worn) or p.head.trade_hat))
        if "umbrella" in outfit.worn:
            hand = arms[1][2]
            with pen.move(hand[0], hand[1], turn=-way.lean):
                wardrobe.umbrella(pen, outfit.worn["umbrella"], 0, 0, p.tall * 0.72)
        if way.turn > 0.3:
            _draw_arm(pen, p, arms[0], far=True)
    for far in (True, False):
        _draw_leg(pen, p, joints[0 if far else 1], far)
    garments.bottom(pen, p, joints, hip_x, hip_y)
    with pen.move(hip_x, hip_y, turn=way.lean):
        garments.trunk(pen, p)
        if way.turn <= 0.3:
            _draw_arm(pen, p, arms[0], far=False)
        with pen.move(p.head.shift * 0.4, p.trunk + p.head.r * 1.02, turn=-way.lean * 0.7):
            faces.face_and_hair(pen, p.head, outfit.worn, p)
        garments.neck_wear(pen, p)
        if p.over:
            p.over(pen, p)
        hand_is_free = p.hold_far or "umbrella" not in outfit.worn
        if p.tool and hand_is_free and p.pose not in ("jumping", "dancing"):
            p.tool(pen, p, arms[1][2])
        _draw_arm(pen, p, arms[1], far=False)


def _legs(p, hip_x, hip_y):
    joints = []
    ankle = 3.4 * p.unit
    for i, (x, y, turn) in enumerate(p.way.feet):
        side = 2 * i - 1
        spread = p.hips * (0.52 if p.way.turn < 0.3 else 0.14)
        start = (hip_x + side * spread * (1 if p.way.turn < 0.3 else -1), hip_y)
        goal = (hip_x + x * p.leg, ankle + y * p.leg + p.way.up * p.unit)
        half = (p.leg - ankle) * 0.515
        if p.pose in ("standing", "waving"):  # straight legs
            half = math.dist(start, goal) * 0.5002
        knee, end = bend(start, goal, half, half, 1 if p.way.turn > 0.3 or side > 0 else -1)
        joints.append((start, knee, end, turn))
    return joints


def _arms(p):
    arms = []
    for i, (x, y) in enumerate(p.way.hands):
        side = 2 * i - 1
        if i == 1 and "umbrella" in p.outfit.worn:
            x, y = 0.5, -0.28
        elif i == 1 and p.hold and p.pose in ("standing", "walking", "waving", "sitting"):
            x, y = p.hold if p.way.turn < 0.3 else (p.hold[0] + 0.2, p.hold[1] - 0.12)
        elif i == 0 and p.hold_far and p.pose in ("standing", "walking", "waving", "sitting"):
            x, y = p.hold_far
        if p.way.turn < 0.3:
            start = (side * (p.half - p.thick * 0.42), p.trunk - p.thick * 0.62)
        else:
            start = (-side * p.half * 0.3 - p.half * 0.06, p.trunk - p.thick * 0.62)
        goal = (start[0] + x * p.arm, start[1] + y * p.arm)
        out = -1
        if p.way.turn < 0.3:
            out = -side if y > -0.7 else side  # elbows fall down, or out beside the body
        elbow, hand = bend(start, goal, p.arm * 0.5, p.arm * 0.5, out)
        arms.append((start, elbow, hand))
    return arms


def _draw_arm(pen, p, joints, *, far):
    start, elbow, hand = joints
    outfit = p.outfit
    paper = outfit.shirt if outfit.shirt and outfit.top in ("dungarees", "dress over", "apron top") else outfit.main
    if far:
        paper = dark(paper, 0.2)
    skin = dark(p.head.skin, 0.12) if far else p.head.skin
    widths = (p.thick * 1.05, p.thick * 0.95, p.thick * 0.86)
    if p.pose == "waving" and hand[1] > start[1]:
        for turn in (-34, -12, 10, 34):
            with pen.move(hand[0], hand[1], turn=turn):
                pen.line([(0, 0), (0, p.thick * 0.72)], p.thick * 0.26, skin)
    if outfit.sleeves == "long":
        pen.circle(*hand, p.thick * 0.5, skin)
        end = (elbow[0] + (hand[0] - elbow[0]) * 0.84, elbow[1] + (hand[1] - elbow[1]) * 0.84)
        if not far:
            low = (start[0] + (elbow[0] - start[0]) * 0.5, start[1] + (elbow[1] - start[1]) * 0.5)
            limb(pen, [low, elbow, end], (widths[0] * 0.92, widths[1] * 1.2, widths[2] * 1.2), dark(paper, 0.14))
        limb(pen, [start, elbow, end], widths, paper)
        cuff = (elbow[0] + (hand[0] - elbow[0]) * 0.76, elbow[1] + (hand[1] - elbow[1]) * 0.76)
        pen.line([cuff, end], p.thick * 0.88, dark(paper, 0.16) if "cuffs" in outfit.details else paper)
        if "bands" in outfit.details:
            a, b = (tuple(e + (h - e) * t for e, h in zip(elbow, hand)) for t in (0.32, 0.5))
            pen.line([a, b], p.thick * 0.86, (246, 222, 110))
    else:
        limb(pen, [start, elbow, hand], [w * 0.8 for w in widths], skin)
        pen.circle(*hand, p.thick * 0.47, skin)
        if outfit.sleeves == "short":
            end = (start[0] + (elbow[0] - start[0]) * 0.75, start[1] + (elbow[1] - start[1]) * 0.75)
            if not far:
                limb(pen, [start, end], (p.thick * 0.9, p.thick * 1.26), dark(paper, 0.14))
            limb(pen, [start, end], (p.thick * 1.05, p.thick * 1.1), paper)


def _draw_leg(pen, p, joints, far):
    hip, knee, ankle, turn = joints
    outfit = p.outfit
    wide = p.thick * 1.28
    tone = 0.16 if far and p.way.turn > 0.3 else 0.0
    skin = dark(p.head.skin, tone)
    bare = outfit.bottom in ("skirt", "shorts", "tutu") or outfit.top == "dress"
    direction = 1 if p.way.turn > 0.3 else (-1 if far else 1)
    shin = (ankle[0] + (knee[0] - ankle[0]) * 0.13, ankle[1] + (knee[1] - ankle[1]) * 0.13)  # ends inside the shoe
    limb(pen, [hip, knee, shin], (wide * 1.05, wide * 0.78, wide * 0.6) if bare else (wide * 1.12, wide, wide * 0.86),
         dark(skin if bare and "tights" not in outfit.details else outfit.legs, tone))  # fmt: skip
    if outfit.bottom == "shorts" and outfit.top != "dress":
        end = tuple(h + (k - h) * 0.95 for h, k in zip(hip, knee))
        limb(pen, [hip, end], (wide * 1.14, wide * 1.16), dark(outfit.legs, tone))
    _shoe(pen, p, ankle, turn, direction, dark(outfit.boots or outfit.shoes, tone))


def _shoe(pen, p, ankle, turn, direction, paper):
    u = p.unit * (1.55 if "big shoes" in p.outfit.details else 1.0)
    side = p.way.turn > 0.3
    with pen.move(ankle[0], ankle[1], turn=turn if side else turn * 0.6), pen.move(mirror=direction < 0):
        if p.outfit.boots:
            pen.rect(-3.9 * p.unit, -1.5 * p.unit, 3.5 * p.unit, 8.2 * p.unit, paper, round=1.6 * p.unit)
            pen.rect(-4.2 * p.unit, 6.6 * p.unit, 3.8 * p.unit, 9 * p.unit, light(paper, 0.25), round=1.2 * p.unit)
        low = -3.4 * p.unit
        long = (8.6 if side else 6.4) * u
        pen.blob([(-3.8 * p.unit, low + 0.5), (-3.7 * p.unit, low + 3.4 * u), (0.6 * u, low + 5.0 * u),
                  (long * 0.62, low + 3.6 * u), (long * 0.98, low + 1.9 * u), (long, low + 0.3),
                  (long * 0.4, low + 0.05)], paper)  # fmt: skip
        pen.line(
            [(-3.3 * p.unit, low + 0.7 * p.unit), (long * 0.92, low + 0.7 * p.unit)], 1.3 * p.unit, dark(paper, 0.35)
        )

"""What nouns do in an English or Spanish sentence: become figures, clothes, places; or are told back as unknown."""

from ...lexicon import BUILDINGS, Word
from ..draft import Thing, Worn, christen, give
from ..tokens import Token
from .loose import PARTS_AWAY
from .sentence import LOOKS, ME, NOT, Heard
from .settings import Settings

ENTERED = (  # one sits in these, and on the others
    "car", "bus", "train", "boat", "plane", "truck", "fire engine", "house", "castle", "school", "shop", "bakery",
    "tower", "bush",
)  # fmt: skip
_MOUNTED = ("bench", "bicycle", "horse", "hill", "mountain", "bridge", "market stall", "tree", "cow")
_TOWARDS = ("across", "through", "past", "to", "from", "toward", "towards", "after", "a", "al", "hacia", "desde", "por")
_ROOFS = ("roof", "roofs", "rooftop", "rooftops", "tejado", "tejados", "techo", "techos")
_CLOTHED = (("relation", "in"), ("relation", "on"), ("relation", "under"))
_UPON = (("relation", "on"), ("relation", "in"), ("relation", "above"))
SKY = ("sun", "moon", "star", "cloud", "rainbow")


class Nouns(Settings):
    """A sentence that takes in nouns."""

    def on_kind(self, token):
        """A noun that can be drawn."""
        at_the = self.waiting and self.waiting[0] == "relation" and self.waiting[1] in ("on", "in", "next to", "above")
        known = self.draft.find(token.word, {})
        if token.word.means == "sea" and at_the and (self.heard.the or self.spanish) and not known:
            self.draft.setting("place", "sea")
        self.noun(token.word, token.text)
        christen(self.recent, token.who)

    def on_clothes(self, token):
        """A piece of clothing."""
        self.clothing(str(token.word.means), token)

    def on_undrawable(self, token):
        """A noun that the paper town does not have."""
        self.noun(None, token.text)

    def on_emoji(self, token):
        """A picture sign that means nothing here."""
        self.draft.say_unknown(token.text)
        self.pay()

    def noun(self, word: Word | None, text: str):
        """A noun takes what was heard of it, and its place in the sentence."""
        heard = self.heard
        waiting = self.waiting
        if word and word.worn and waiting and waiting[0] in ("wear", "hold", "with") and self.can_carry(waiting[-1]):
            return self.clothing(word.worn, None)
        if word and word.worn and not waiting and self.link and self.listing and self.listing[0] == "wear":
            return self.clothing(word.worn, None)
        self.heard = Heard()
        if waiting and waiting[0] == "without":
            self.waiting = None
            return
        if self.of and not (self.at > 1 and (heard.opened or heard.the or self.spanish)):
            self.of = False
        things = self.things(word, heard, text)
        if heard.hidden or self.wanted:
            self.hide(things)
        self.wanted = False
        self.seat(things)
        self.recent, self.fresh, self.of = things, True, False
        if self.belonging:
            for thing in things:
                thing.clothes.append(self.belonging)
            self.recent, self.belonging = [self.belonging], None
        self.copula = self.plural = False
        self.busy = False
        if len(things) > 1:
            self.group = list(things)

    def can_carry(self, who: list[Thing]) -> bool:
        """Whether an umbrella just named is carried by somebody, and does not stand there by itself."""
        return (
            bool(who)
            and all(t.alive for t in who)
            and any(t.name for t in who)
            and self.heard.count in (0, 1, len(who))
        )

    def things(self, word: Word | None, heard: Heard, text: str) -> list[Thing]:
        """The figures a noun means: those named before, or new ones."""
        if word is None:
            return self.draft.ghost(text)
        if (heard.the or heard.ordinal) and not heard.other and heard.count < 2:
            known = self.draft.find(
                word, {**self.looks_after(), **heard.looks}, ordinal=heard.ordinal, plural=word.plural
            )
            if known:
                give(known, heard.looks)
                return known
        if heard.the and heard.count > 1:
            known = self.draft.find(word, heard.looks, plural=True)
            if len(known) == heard.count:
                return known
        count = heard.count or (
            1 if not word.plural else len(word.mixed) if len(word.mixed) > 2 else 2 if word.mixed else 3
        )
        if word.plural and count == 1 and len(word.mixed) > 1:  # a family
            count = len(word.mixed)
        if word.mixed and len(word.mixed) > 2 and not heard.count:
            count = len(word.mixed)
        return self.draft.new(word, count, heard.looks, vague=heard.vague)

    def seat(self, things: list[Thing]):
        """Where the figures just named stand in the sentence: subject, object of a relation, something held."""
        waiting, self.waiting = self.waiting, None
        self.related = None
        if waiting is None and self.owns():
            return self.belongs(things)
        if waiting is None and self.posed and self.link == "" and things:
            waiting = self.object_of_pose(things)
        if waiting is None and self.link and self.listing and not self.copula:
            kind, who = self.listing[0], self.listing[-1]
            if kind == "between" or (kind == "with" and self.link == "and" and not self.leads(things)):
                waiting = self.listing
        self.posed = None
        link, self.link = self.link, ""
        if waiting is None or waiting[0] == "wear" and not any(t.alive for t in waiting[-1]):
            return self.as_subject(things, link)
        kind, who = waiting[0], waiting[-1]
        if kind == "relation":
            how = waiting[1]
            if who is None:
                self.inverse, self.last, self.role = (how, things), things, "object"
                if things and all(t.name in (*SKY, "sea") for t in things):
                    self.pay()  # "under the stars" is where everything is
                return
            how = _settled(how, who, things, self.spanish)
            if self.over and things and things[0].name == "bridge" and not any(t.pose == "flying" for t in who):
                how = "on"  # a train goes over a bridge
            self.draft.relate(who, how, things)
            if len(who) == 1 and who == things:
                if self.next_role() in ("article", "number"):  # "a tower, and next to the tower a tree"
                    self.inverse, self.started, self.last, self.role = (how, things), False, things, "object"
                    return
                self.lose()  # "a cat next to the cat": it has no partner but itself
            self.pay()
            self.related = (how, things, who)
            self.listing = ("between", "between", who) if how == "between" else None
            self.role = "object"
        elif kind == "between":
            self.draft.relate(who, "between", things)
            if who is None or not who:
                self.inverse = ("between", (self.inverse[1] if self.inverse else []) + things)
            self.role = "object"
        else:
            how = {"ride": "on", "drive": "in"}.get(kind, "next to")
            if not (kind == "with" and (things and things[0].name in SKY or self.aside)):
                self.draft.pair(who, how, things)
            self.listing = ("with", who) if kind in ("with", "hold", "wear") else None
            self.role = "thing"
        self.last = things

    def owns(self) -> bool:
        """Whether the noun just read follows "of": "the door of the house"."""
        return self.of and bool(self.last) and self.recent is self.last

    def belongs(self, things: list[Thing]):
        """ "the doctor of …": the first noun stays; one that cannot be drawn gives its place to the second."""
        if any(t.name for t in self.last):
            return
        for s, how, o in list(self.draft.relations):
            if o in self.last:
                self.draft.relate([s], how, things)
        if self.role != "subject":
            self.last = things

    def object_of_pose(self, things: list[Thing]) -> tuple | None:
        """ "flying a kite", "walking the dog": the verb has an object after all."""
        pose, who = self.posed
        if not self.started or not who:
            return None
        if pose == "flying" and things[0].name == "kite":
            for thing in who:
                thing.pose = ""
        elif self.spanish:
            return None
        return ("hold", who)

    def as_subject(self, things: list[Thing], link: str):
        """The noun is what the sentence speaks of now, or what its verb is done to."""
        if self.verb and self.started and not link and not self.inverse:
            self.last, self.role, self.verb = things, "thing", False
            return
        if self.inverse:
            how, objects = self.inverse
            self.draft.relate(things, _settled(how, things, objects, self.spanish), objects)
            self.pay()
            if self.next_role() not in ("and", "pause"):
                self.inverse = None
        for thing in things:
            self.draft.pose(thing, self.ahead.get("pose", ""))
            thing.hidden = thing.hidden or self.ahead.get("hidden", False)
        self.ahead = {}
        joined = link and self.fresh and self.role == "subject" and self.started
        self.subject = self.subject + things if joined else things
        self.heads = self.heads + things
        self.last, self.role, self.started, self.listing, self.local = things, "subject", True, None, []
        self.verb = False

    def clothing(self, name: str, token: Token | None):
        """A piece of clothing goes to whoever wears it."""
        heard, self.heard = self.heard, Heard()
        waiting, self.waiting = self.waiting, None
        wearers: list[Thing] = []
        if waiting and waiting[:2] in _CLOTHED:
            self.pay()
        if waiting and (
            waiting[0] in ("wear", "with", "hold")
            or (waiting[:2] == ("relation", "in") and not self.inside)
            or (self.spanish and waiting[:2] == ("relation", "on"))
        ):
            wearers = waiting[-1] or []
        elif waiting and waiting[0] == "without":
            return
        elif self.link and self.listing and self.listing[0] == "wear":
            wearers = self.listing[1]
        elif heard.owned:
            wearers = self.subject
        wearers = [t for t in wearers if t.alive] or (self.wearer() if waiting or heard.owned else [])
        known = [w for t in (wearers or self.draft.things) for w in t.clothes if w.name == name]
        if known and (heard.the or heard.owned) and not (waiting and waiting[0] == "wear"):
            give(known[-1:], heard.looks)
            self.recent = known[-1:]
        elif wearers:
            worn = [Worn(name) for _ in wearers]
            for thing, piece in zip(wearers, worn, strict=True):
                thing.clothes.append(piece)
            give(worn, heard.looks)
            self.recent, self.listing = worn, ("wear", wearers)
        elif token and self.spanish and self.next_role() and self.tokens[self.at].plain in ("de", "del"):
            self.belonging = Worn(name)
            give([self.belonging], heard.looks)
        elif token:
            self.draft.say_unknown(token.text)
            self.recent = []
        self.fresh = self.copula = self.plural = False
        self.link = ""

    def wearer(self) -> list[Thing]:
        """Who may wear something: the one named last, the subject, or the last living one."""
        for group in (
            self.local,
            self.last if self.role == "subject" or self.link != "comma" else [],
            self.subject,
            self.last,
        ):
            if group and all(t.alive for t in group):
                return group
        alive = [t for t in self.draft.things if t.name and t.alive]
        return alive[-1:]

    def on_part(self, token):
        """A part of a thing, or of the scenery: its looks are not the thing's."""
        if token.plain in _ROOFS and self.waiting and self.waiting[:2] in _UPON:
            return self.roof(token)
        if token.plain in PARTS_AWAY:
            self.lose()  # the door itself is not drawn
        self.on_setting()
        self.of = False

    def roof(self, token: Token):
        """On a roof: that is on a house, of the roof's colour, or on the building that was named."""
        how = "on" if self.waiting[1] == "in" else self.waiting[1]
        self.waiting = ("relation", how, self.waiting[-1])
        if self.at < len(self.tokens) and self.tokens[self.at].plain in ("of", "de", "del"):
            if self.heard.looks:
                self.draft.say_unknown(f"{self.tokens[self.at - 2].text} {token.text}")
            self.heard = Heard()
            return
        known = [t.name for t in self.draft.things if t.name in BUILDINGS and not self.heard.looks]
        plural = token.plain.endswith("s")
        self.noun(Word("kind", known[-1] if known and not plural else "house", plural), token.text)

    def on_filler(self, token):
        """Words that change nothing; a verb among them may have an object."""
        if self.is_me(token):
            self.heard.other, before = True, len(self.draft.things)
            self.noun(ME, token.text)
            for thing in self.draft.things[before:]:
                thing.me = True
            return
        if token.plain in NOT and self.next_role() in ("article", "the", "possessive", "kind", "clothes"):
            return self.on_without(token)
        self.of = token.plain in ("of", "de", "del") and self.tokens[self.at - 2].role in (
            "kind",
            "undrawable",
            "unknown",
            *LOOKS,
        )
        self.posed = None
        if self.of:
            return
        if token.plain in _TOWARDS and self.started and not self.heard.opened:
            self.verb = True
        if token.word.means == "verb" and self.started and not self.heard.opened:
            self.settle()
            self.verb = True
            self.fresh = False
            if self.waiting and self.waiting[0] == "relation" and not self.spanish and not self.noun_follows():
                self.waiting = None

    # -- what no table has ----------------------------------------------------------------------------------------

    def on_unknown(self, token):
        """A word that no table has: said where a noun has to stand, passed over where it looks like a verb."""
        run = [token]
        while self.next_role() == "unknown":
            run.append(self.tokens[self.at])
            self.at += 1
        expects = self.heard.opened or bool(self.waiting) or not self.started or self.link or self.verb
        if self.is_manner(token.plain) and len(run) == 1:
            return
        if not expects and len(run) == 1 and self.is_verb(token.plain):
            self.settle()
            self.verb, self.fresh = True, False
            return
        if self.next_role() in ("kind", "clothes", "undrawable") and not self.spanish and _is_adjective(run[-1].plain):
            return self.draft.say_unknown(" ".join(t.text for t in run)) if self.next_role() == "kind" else None
        text = " ".join(t.text for t in run)
        if expects and self.next_role() not in ("kind", "clothes", "place"):
            self.noun(None, text)
        else:
            self.draft.say_unknown(text)

    def is_manner(self, word: str) -> bool:
        """Whether a word ends as adverbs do."""
        return word.endswith("mente") if self.spanish else word.endswith("ly")

    def is_verb(self, word: str) -> bool:
        """Whether a word ends as verbs do, or stands where only a verb can."""
        if self.spanish:
            return word.endswith(
                ("ando", "iendo", "ado", "ada", "ados", "adas", "ido", "ida", "oso", "osa")
            ) or self.next_role() in ("article", "number", "relation", "the")
        return word.endswith(("s", "ing", "ed"))


def _is_adjective(word: str) -> bool:
    return word.endswith(("y", "ful", "ous", "ed", "ing", "ish", "able", "ive", "less", "al", "ic", "en"))


def _settled(how: str, who: list[Thing], things: list[Thing], spanish: bool) -> str:
    """Which of its meanings a preposition has here: "sobre" is "above" for what flies, "en" a bench is "on"."""
    if not things or not who:
        return how
    flying = all(t.pose == "flying" or t.name in ("cloud", "sun", "moon", "star", "rainbow") for t in who)
    if how == "on" and spanish and flying:
        return "above"
    sat = things[0].name not in ENTERED and all(t.pose == "sitting" for t in who)
    return "on" if how == "in" and spanish and (sat or things[0].name in _MOUNTED) else how

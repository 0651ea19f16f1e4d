"""The grammar of English and Spanish ideas: verbs, prepositions and pronouns, token after token."""

from ...lexicon import ANIMALS, BUILDINGS, PEOPLE
from ..draft import FEMALE, MALE, Thing
from ..tokens import Token
from .nouns import ENTERED, SKY, Nouns

_HE, _SHE = ("he", "him", "el", "himself"), ("she", "her", "ella", "herself")
_THEY = ("they", "them", "ellos", "ellas")
_THERE = ("debajo", "encima", "detras", "delante", "al lado", "a su lado", "a la izquierda", "a la derecha", "dentro")
_BEGIN = (
    "there is", "there are", "there's", "we see", "i see", "you can see", "hay", "habia", "se ve", "se ven", "veo",
    "aparece", "aparecen", "existe", "existen", "crece", "crecen", "se alza", "se levanta",
)  # fmt: skip
_RELATIVE = ("who", "which", "that", "que", "quien", "whom")
_EACH_OTHER = (*_RELATIVE, "each", "each other", "one another")
_FLIERS = ("plane", "kite", "butterfly", "hot-air balloon", "bird", "owl", "cloud")


class European(Nouns):
    """Reads tokens into a draft: `European(draft, tokens, spanish=True).read()`."""

    def on_pose(self, token):
        """What somebody does."""
        pose, plural = str(token.word.means), _is_plural(token.plain, self.spanish)
        if denied := self.denied():
            return self.draft.say_unknown(denied)
        if not self.spanish and token.word.before and self.noun_follows() and (
            self.heard.opened or self.link or not self.started or self.waiting):  # fmt: skip
            self.heard.looks.setdefault("pose", pose)
            self.heard.opened = True
            return
        self.settle()
        if not self.spanish and self.heard.opened:
            return
        self.act({"pose": pose}, token, plural)

    def act(self, doing: dict, token: Token, plural: bool):
        """A pose or a hiding goes to the subject, or waits for it: "behind the tree sleeps a cat"."""
        turned = (
            self.spanish
            and token.role in ("pose", "hide")
            and self.noun_follows(bare=False)
            and not token.plain.endswith("ndo")
        )
        kite = self.spanish and doing.get("pose") == "flying" and self.started
        opens = not self.started and not self.local
        turned = turned and not kite and (bool(self.link) or self.role != "subject" or opens)
        first = token.word.before or (not self.subject and self.next_role() in ("relation", "article"))
        if turned or (opens and (self.inverse or first)):
            self.ahead.update(doing)
            self.verb = False
            return
        self.waiting = None
        target = self.actors(token, plural, doing)
        for thing in target:
            self.draft.pose(thing, doing.get("pose", ""))
            thing.hidden = thing.hidden or doing.get("hidden", False)
        if doing.get("pose"):
            self.posed = (doing["pose"], target)
        self.local = [] if self.local is not target else target
        if target and target is self.last and not self.local and self.role == "subject":
            self.subject = target
        if target and self.last is not target and self.role != "subject":
            self.last, self.role = target, "subject"
        elif target == self.subject:
            self.last = target
        self.fresh, self.copula, self.verb, self.link = False, False, False, ""
        self.listing, self.started = None, self.started or bool(target)
        self.recent = target

    def actors(self, token: Token, plural: bool, doing: dict) -> list[Thing]:
        """Who does it."""
        if self.local:
            return self.local
        if plural and not self.plural and token.plain not in ("hidden",):
            self.all_heads()
        if plural or self.plural or not self.last:
            return self.subject
        finite = not token.word.before and not token.plain.endswith("ndo")
        if self.role == "subject":
            return self.subject if self.together() and self.fresh else self.last
        if finite and self.subject and self.subject[0].name:
            return self.subject
        can = all(t.alive or (doing.get("pose") == "flying" and t.name in _FLIERS) for t in self.last)
        if self.link == "comma" or not can or (self.role == "thing" and doing.get("hidden")):
            return self.subject or self.last
        return self.last

    def together(self) -> bool:
        """Whether a list of subjects acts as one: all alive, or none."""
        return len({t.alive for t in self.subject}) == 1 and not any(
            t.pose or any(worn.told for worn in t.clothes)
            for t in self.subject[:-1]
            if self.subject[-1] is not t and t.name != self.subject[-1].name
        )

    def on_hide(self, token):
        """ "hidden", "hides"."""
        if self.heard.opened and not self.spanish:
            self.heard.hidden = True
            return
        self.settle()
        self.act({"hidden": True}, token, token.plain in ("hide", "se esconden", "esconden", "escondidos"))

    def on_wear(self, token):
        """ "wearing", "lleva"."""
        if self.denied():
            return self.on_without(token)
        self.settle()
        if not self.started and self.spanish and not self.subject:
            return
        who = self.relative_target() if self.plural or self.local else []
        if not who and self.role == "subject":
            who = (
                self.subject
                if self.together() and self.fresh and (token.plain in ("wear", "llevan", "visten", "wearing", "usan"))
                else self.last
            )
        if not who or not all(t.alive for t in who):
            who = self.wearer()
        self.waiting = ("wear", who)
        self.after_verb()

    def after_verb(self):
        """A verb ends what could follow its subject directly."""
        self.link, self.copula, self.verb, self.posed, self.fresh = "", False, False, None, False

    def on_hold(self, token):
        """ "holding", "reads", "toca": what comes next is with the subject."""
        self.settle()
        who = self.relative_target()
        if self.role == "subject" and self.together():
            who = self.subject
        elif self.role == "thing" and self.last and all(t.alive for t in self.last) and not any(t.alive for t in who):
            who = self.last  # "a boat with a musician playing the drum"
        self.waiting = (token.role, who)
        self.after_verb()

    on_ride = on_drive = on_hold

    def on_with(self, token):
        """ "with", "con": clothes or company."""
        self.settle()
        who = (
            self.last
            if self.role == "subject"
            else self.last
            if self.role == "object" and all(t.alive for t in self.last)
            else self.subject
        )
        if self.link == "comma" and self.subject:
            who = self.subject
        if not self.started:
            return
        self.aside = self.link == "comma" and not all(t.alive for t in who)
        self.waiting = ("with", self.local or who)
        self.link, self.posed, self.fresh = "", None, False

    def on_without(self, token):
        """ "without a hat"."""
        self.settle()
        self.waiting = ("without",)

    def on_relation(self, token):
        """ "behind", "junto a"."""
        how = str(token.word.means)
        self.settle()
        self.over = token.plain == "over"
        self.related, self.inside = None, token.plain.startswith(("inside", "into", "within", "dentro"))
        if (
            self.role == "thing"
            and self.listing
            and self.listing[0] in ("with", "wear")
            and self.next_role() == "pronoun"
        ):
            holder = self.listing[1]
            who = holder if holder is not self.subject and all(t.alive for t in holder) else self.last
            self.draft.relations = [r for r in self.draft.relations if not (r[1] == "next to" and r[2] in who)]
            self.subject = self.last = who
            self.role = "subject"
        verb = self.next_role() in ("pose", "hide") or (
            self.next_role() == "filler" and self.tokens[self.at].word.means == "verb"
        )
        if token.plain in _THERE and verb and (self.landmark or self.subject):
            self.inverse, self.started = (how, self.landmark or self.subject[-1:]), False
            return self.owe()
        if how == "between":
            self.draft.between = token.text
        if not self.started and not self.local:
            self.waiting = ("relation", how, None)
            before = self.tokens[self.at - 2].role if self.at > 1 else ""
            told = before in ("clothes", "emoji")  # and cannot stand anywhere
            shown = before in ("place", "weather") and self.noun_follows(bare=False)  # "a street between houses"
            if not told and not shown and not self.is_all_around(how):
                self.owe()
            if how == "between":
                self.listing = None
            return
        if self.local:
            who = self.local
        elif self.role == "thing" and self.last and self.last[0].name in BUILDINGS and how in ("on", "above", "in"):
            who = self.last
        elif (
            self.plural
            or self.role == "thing"
            or (self.link and self.role != "subject")
            or any(not t.name for t in self.last)
            or self.in_the_sky(how)
        ):
            who = self.subject
        elif self.role == "subject" and self.fresh and not self.together():
            who = self.last
        elif self.role == "subject":
            who = self.subject if len(self.last) and self.last[-1] in self.subject else self.last
        else:
            who = self.last
        if token.plain == "a su lado" and self.next_role() in ("stop", "pause", "and", ""):
            others = [t for t in self.draft.things if t not in who]
            if not others:
                self.inverse, self.started = (how, who), False  # "un perro y, a su lado, un gato"
                return self.owe()
            return self.draft.relate(who, how, ([t for t in others if t.alive] or others)[-1:])
        self.waiting = ("relation", how, who or self.subject)
        if any(t.name for t in who) and not (how == "above" and _in_the_air(who)) and not self.is_all_around(how):
            self.owe()
        self.link, self.posed, self.copula, self.verb, self.fresh, self.listing = "", None, False, False, False, None

    def is_all_around(self, how: str) -> bool:
        """ "the sky above", "the city below": of a setting, and not of a figure."""
        before = self.tokens[self.at - 2].role if self.at > 1 else ""
        return how in ("above", "under") and before in ("place", "time", "weather", "part")

    def in_the_sky(self, how: str) -> bool:
        """ "under the moon in front of a house": it is not the moon that stands there."""
        if how == "above" or self.role != "object" or not self.subject:
            return False
        return bool(self.last) and all(t.name in SKY for t in self.last)

    def on_pronoun(self, token):
        """ "it", "she", "él", "who"."""
        self.settle()
        if token.plain in _RELATIVE and self.last and (self.fresh or self.recent_is_worn()):
            self.local = self.last
            return
        fits = MALE if token.plain in _HE else FEMALE if token.plain in _SHE else frozenset(ANIMALS)
        if token.plain in _THEY:
            who = self.subject if len(self.subject) > 1 else self.draft.things[-2:]
        else:
            several = [t for t in self.draft.things if t.name in fits]
            who = (
                self.subject
                if len(self.subject) == 1 and (self.subject[0].name in fits or not several or token.plain in ("it",))
                else several[-1:] or self.last
            )
        if self.waiting:
            waiting, self.waiting = self.waiting, None
            if waiting[0] == "relation" and waiting[-1] is None:
                self.inverse = (waiting[1], who)
                self.last, self.role = who, "object"
            elif waiting[0] == "relation":
                turned = self.next_role() in ("pose", "hide") and self.next_role(1) in ("article", "number")
                if (turned or self.next_role() in ("article", "number", "there")) and token.plain not in _RELATIVE:
                    self.inverse, self.started, self.link = (waiting[1], who), False, ""
                    return
                if any(t in waiting[-1] for t in who) and len(self.draft.things) > len(waiting[-1]):
                    others = [t for t in self.draft.things if t not in waiting[-1]]
                    once = [t for t in others if sum(o.name == t.name for o in self.draft.things) == 1]
                    others = others if token.plain in _THEY else once or others
                    things = [t for t in others if t.name not in PEOPLE]
                    if waiting[1] == "in":
                        things = [t for t in things if t.name in ENTERED] or things
                    living = [t for t in others if t.name in fits]
                    who = (things if waiting[1] in ("on", "under", "in", "above") else living or things or others)[
                        -2 if token.plain in _THEY else -1 :
                    ]
                others = [t for t in waiting[-1] if t not in who]
                if (others and who) or token.plain in _EACH_OTHER and waiting[1] in ("next to", "in front of"):
                    self.pay()
                self.draft.relate(others, waiting[1], who)
                self.related = (waiting[1], who, waiting[-1])
            return
        if self.verb or self.wanted:
            self.wanted = False
            return
        if who:
            if self.inverse and self.owed >= 0:  # "under the tree he sleeps"
                others = [t for t in who if t not in self.inverse[1]]
                self.draft.relate(others, *self.inverse)
                self.owed = self.owed if not others else -1
            self.subject = self.last = self.recent = who
            self.role, self.started, self.fresh, self.link = "subject", True, False, ""
            self.listing = None

    def on_there(self, token):
        """ "there is", "hay", "is": a new subject comes, or what it is like."""
        begins = token.plain in _BEGIN or (
            self.next_role() in ("article", "number", "one") and (self.related or self.inverse)
        )
        before = self.related
        self.settle()
        if begins:
            if before:
                how, objects, who = before
                self.draft.relations = [
                    r for r in self.draft.relations if not (r[1] == how and r[2] in objects and r[0] in who)
                ]
                self.inverse = (how, objects)
            elif self.waiting and self.waiting[0] == "relation" and (self.landmark or self.subject):
                self.inverse = (self.waiting[1], self.landmark or self.subject[-1:])
            self.landmark = self.inverse[1] if self.inverse else []
            self.started = self.fresh = self.verb = False
            self.link, self.local, self.listing, self.waiting = "", [], None, None
            return
        self.copula = True
        self.plural = False
        self.verb = False
        if self.role != "subject" and self.subject and not self.local and self.started and not self.recent_is_worn():
            self.last, self.role = self.subject, "subject"

    def on_are(self, token):
        """ "are", "están": all of the subject."""
        self.on_there(token)
        self.plural = self.started
        if self.plural:
            self.all_heads()

    def all_heads(self):
        """ "a woman in … and a man in … are waving": both."""
        if len(self.subject) == 1 and len(self.heads) > 1 and self.link != "comma":
            self.subject = list(self.heads)

    def on_find(self, token):
        """ "Find the cat!", "Where is the cat?"."""
        self.settle()
        if not self.started or not self.fresh:
            self.wanted = self.next_role() in ("the", "article", "possessive", "kind", "colour", "size")


def _in_the_air(things: list[Thing]) -> bool:
    """Whether all of them fly anyway: a bird "above" misses nothing."""
    return bool(things) and all(t.pose == "flying" or t.name in (*SKY, *_FLIERS) for t in things)


def _is_plural(word: str, spanish: bool) -> bool:
    if spanish:
        return word.split(" ")[0].endswith("n") or word.endswith("ados")
    return not word.endswith(
        ("s", "ing", "ed", "asleep", "sat", "ran", "stood", "slept", "flew", "swam", "y")
    ) or word in ("fly",)

"""What the grammar of English and Spanish keeps in mind of a sentence, and what stands before a noun in it."""

from dataclasses import dataclass, field

from ...lexicon import Word
from ..draft import Draft, Thing, Worn, give
from ..tokens import Token
from .loose import lost, unfinished

SIX = ("six", "6", "seis", "六", "half a dozen", "media docena de")
ME = Word("kind", "boy", mixed=("boy", "girl"))  # "my mum and me"
NOT = ("not", "isn't", "aren't", "wasn't", "doesn't", "don't", "never", "no", "nunca", "不", "不是", "不要")
LOOKS = ("colour", "pattern", "size")


@dataclass
class Heard:
    """What was heard of a noun before the noun itself."""

    count: int = 0
    looks: dict = field(default_factory=dict)
    the: bool = False
    opened: bool = False  # an article, a number or an adjective: a noun has to come
    other: bool = False
    ordinal: int = 0
    owned: bool = False
    hidden: bool = False
    vague: bool = False  # "many", "full of": more than a number that was said


class Sentence:
    """The state of an idea that is being read, token by token.

    It keeps in mind who is being talked about (`subject`), what was named last (`last`), what a word such as "behind"
    or "wearing" is still waiting for (`waiting`), and which looks were heard before their noun (`heard`).
    """

    def __init__(self, draft: Draft, tokens: list[Token], *, spanish: bool):
        self.draft, self.tokens, self.spanish = draft, tokens, spanish
        self.heard = Heard()
        self.subject: list[Thing] = []
        self.last: list[Thing] = []
        self.recent: list = []  # what adjectives that follow belong to: figures or clothes
        self.role = ""  # of `last`: "subject", "object" (of a relation), "thing" (held, or of a verb)
        self.fresh = self.started = self.copula = self.plural = self.verb = False
        self.link = ""
        self.waiting: tuple | None = None
        self.listing: tuple | None = None
        self.inverse: tuple | None = None
        self.company: tuple | None = None  # the dog and the car, before the "inside" of "a car with a dog inside"
        self.owed = -1  # where a relation word stands that has found no partner yet; −1: nowhere
        self.related: tuple | None = None
        self.ahead: dict = {}
        self.posed: tuple | None = None
        self.local: list[Thing] = []
        self.group: list[Thing] = []
        self.wanted = False
        self.busy = self.of = self.aside = self.inside = self.over = False
        self.belonging: Worn | None = None  # clothes whose owner comes next: "el sombrero del payaso"
        self.landmark: list[Thing] = []
        self.heads: list[Thing] = []  # the subjects of the sentence so far
        self.at = 0
        draft.soft = spanish

    def read(self):
        """Goes through all tokens."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            getattr(self, "on_" + token.role, self.on_filler)(token)
            self.check()
        self.settle()
        self.on_stop(None)
        self.check()

    # -- relation words that wait for a partner -------------------------------------------------------------------

    def owe(self):
        """The word just read waits for a partner; the one before it waits in vain."""
        self.lose()
        self.owed, self.company = self.at - 1, None
        if self.role == "thing" and self.listing and self.listing[0] == "with":
            self.company = (self.last, self.listing[1])

    def pay(self):
        """The relation word found its partner, or is understood without one."""
        self.owed = -1

    def lose(self):
        """The relation word found no partner: that is said, where it is missed."""
        if self.owed < 0:
            return
        word, after = self.tokens[self.owed], self.tokens[self.owed + 1 : self.at]
        how, text = str(word.word.means), lost(self.tokens, self.owed, self.at)
        first = self.owed == 0 or self.tokens[self.owed - 1].role == "stop"
        self.pay()
        if self.company and all(token.role in ("stop", "pause", "and") for token in after):
            things, holders = self.company
            pairs = [(s, "next to", o) for s in holders for o in things]
            self.draft.relations = [r for r in self.draft.relations if r not in pairs]
            self.draft.relate(things, how, holders)
            self.listing = ("with", holders)
        elif first and after and after[0].role == "there":  # "in front there is a car, behind there is a bus"
            self.draft.say_opening(text, how, [])
        else:
            self.draft.say_unknown(text)

    def check(self):
        """Says a relation word that has stopped waiting without a partner."""
        if self.owed >= 0 and not self.inverse and not (self.waiting and self.waiting[0] == "relation"):
            self.lose()

    # -- looking around -------------------------------------------------------------------------------------------

    def next_role(self, ahead: int = 0) -> str:
        """The role of a token further on, "" at the end."""
        return self.tokens[self.at + ahead].role if self.at + ahead < len(self.tokens) else ""

    def noun_follows(self, *, bare: bool = True) -> bool:
        """Whether a noun comes next, before anything but articles, numbers and looks."""
        for token in self.tokens[self.at : self.at + 6]:
            if token.role in ("kind", "clothes", "undrawable", "emoji"):
                return True
            if token.role not in ("colour", "pattern", "size") and (
                bare or token.role not in ("article", "number", "the", "possessive", "other", "one")
            ):
                return token.role == "unknown" and not bare
        return False

    def looks_after(self) -> dict:
        """The looks that follow a Spanish noun: "el gato negro" is not the orange one."""
        looks: dict = {}
        for token in self.tokens[self.at : self.at + 4] if self.spanish else []:
            if token.role in LOOKS:
                looks.setdefault(token.role, str(token.word.means))
            elif token.plain not in ("de", "color", "muy", "de color"):
                break
        return looks

    def denied(self) -> str:
        """The words from "not" to the one just read, where that is denied: "not red", "no es rojo"; else ""."""
        i = self.at - 2
        while i >= 0 and (
            self.tokens[i].role in ("there", "are") or self.tokens[i].plain in ("very", "really", "muy", "too")
        ):
            i -= 1
        no = i >= 0 and self.tokens[i].role == "filler" and self.tokens[i].plain in NOT
        return " ".join(token.text for token in self.tokens[i : self.at]) if no else ""

    def is_me(self, token: Token) -> bool:
        """Whether "me" or "yo" is somebody in the picture, and not who asks for it."""
        if token.plain not in (("yo",) if self.spanish else ("me", "i", "myself")):
            return False
        before = self.tokens[self.at - 2].role if self.at > 1 else ""
        if before == "and":
            return not (self.next_role() in ("filler", "there") and token.plain != "me")
        if before == "pause" and self.started:
            return self.next_role() in ("and", "pause")
        if before in ("relation", "with") and self.waiting:
            return bool(self.waiting[-1])
        return not self.started and self.next_role() in ("and", "with", "ride", "drive", "wear", "pose")

    def leads(self, things: list[Thing]) -> bool:
        """Whether a noun after "and" begins something of its own: "… and a boy with a kite"."""
        following = self.next_role()
        if not all(t.alive for t in things):
            return False
        if following == "relation" and self.next_role(1) in ("stop", "pause", "and", ""):
            return False  # "con un perro dentro y un globo encima"
        if following == "relation":
            return not any(t.role in ("place", "time", "weather") for t in self.tokens[self.at : self.at + 4])
        return following in ("with", "wear", "pose", "hide", "hold", "ride", "drive", "there", "are") or (
            following == "filler" and self.tokens[self.at].word.means == "verb")  # fmt: skip

    def relative_target(self) -> list[Thing]:
        """Whom a verb speaks of: the one a "who" points at, all of the subject for "are", else who fits best."""
        if self.local:
            return self.local
        if self.plural or self.role != "subject":
            return self.subject or self.last
        return self.last

    # -- ends and links -------------------------------------------------------------------------------------------

    def on_stop(self, token):
        """A sentence ends."""
        self.settle()
        self.draft.say_unknown(unfinished(self.tokens, self.at))
        self.waiting = self.listing = self.inverse = self.posed = self.related = None
        self.ahead, self.link, self.local, self.landmark, self.heads = {}, "", [], [], []
        self.started = self.fresh = self.copula = self.plural = self.verb = self.wanted = self.busy = False

    def on_pause(self, token):
        """A comma."""
        self.settle()
        if self.waiting and self.waiting[0] != "between":
            self.waiting = None
        if self.listing and self.listing[0] == "with":
            self.listing = None
        self.link, self.posed, self.local, self.related = "comma", None, [], None
        self.copula = self.verb = False
        if self.role != "subject" and self.next_role() not in ("and",):
            self.role = "object" if self.role == "object" else "thing"

    def on_and(self, token):
        """A list or a sentence goes on; "black and white" is one look."""
        if not self.spanish and self.heard.looks and self.next_role() in LOOKS and self.noun_follows():
            return
        self.settle()
        if self.waiting and self.waiting[0] not in ("between",):
            self.waiting = None
        self.link = self.link if self.link == "comma" and not self.fresh else "and"
        self.posed, self.related, self.verb = None, None, False

    def settle(self):
        """Looks that were heard without a noun: they belong to what was named before."""
        heard, self.heard = self.heard, Heard()
        alone = (0 < heard.count <= max(1, len(self.group)) and heard.opened) or heard.other
        if (
            alone
            and not (heard.owned or heard.ordinal)
            and (heard.looks or heard.other or self.next_role() not in ("stop", ""))
        ):
            member = self.member(heard)
            if member:
                self.subject = self.last = self.recent = member
                self.role, self.started, self.fresh, self.link = "subject", True, True, ""
                return
        if heard.looks and not heard.owned:
            target = self.subject if self.copula and not self.recent_is_worn() else self.recent or self.last
            give(target, heard.looks)
        if heard.hidden:
            self.hide(self.last or self.subject)

    def recent_is_worn(self) -> bool:
        """Whether the last thing named was clothing."""
        return bool(self.recent) and isinstance(self.recent[0], Worn)

    def member(self, heard: Heard) -> list[Thing]:
        """ "one … the other …": the next of a group that was named before."""
        group = [t for t in self.group if t.name]
        if not group:
            return []
        count = max(1, heard.count)
        members, self.group = group[:count], group[count:]
        give(members, heard.looks)
        return members

    def hide(self, things: list[Thing]):
        """Marks what takes a while to find."""
        for thing in things:
            thing.hidden = True

    # -- what stands before a noun --------------------------------------------------------------------------------

    def on_article(self, token):
        """ "a", "un"."""
        self.open()
        self.heard.count = 1

    def on_the(self, token):
        """ "the", "this"; "that" may also be "which"."""
        if token.plain == "that" and self.fresh and not self.noun_follows():
            return self.on_pronoun(token)
        self.open()
        self.heard.the = True

    def open(self):
        """A noun begins; what was heard before belongs elsewhere."""
        if self.heard.looks and not (self.heard.count or self.heard.the or self.heard.owned or self.heard.other):
            self.settle()
        self.heard.opened = True

    def on_possessive(self, token):
        """ "her dog"; in English also the object "her"."""
        if token.plain == "her" and not self.noun_follows() and self.next_role() not in ("unknown", "part"):
            return self.on_pronoun(token)
        self.open()
        self.heard.owned = True

    def on_owner(self, token):
        """ "the girl's dog"."""
        self.heard.opened = self.heard.owned = True
        self.fresh = False

    def on_other(self, token):
        """ "another", "the other"."""
        self.open()
        self.heard.other = True
        self.heard.count = self.heard.count or 1

    def on_number(self, token):
        """ "two", "many"."""
        self.open()
        self.heard.count = int(token.word.means)
        self.heard.vague = token.word.means in (6, 13) and token.plain not in SIX

    def on_one(self, token):
        """ "one cat", "a blue one", "uno azul"."""
        if self.noun_follows() and not self.heard.looks:
            return self.on_number(Token(Word("number", 1), token.text, token.plain))
        if self.heard.looks and not self.spanish:
            return self.again(token)
        self.open()
        self.heard.count = 1
        if self.spanish and not self.group and self.last:
            return self.again(token)

    def again(self, token):
        """ "a blue one": another of the kind that was named last."""
        thing = next((t for t in reversed(self.draft.things) if t.name), None)
        if thing:
            self.noun(Word("kind", thing.name), token.text)

    def on_ordinal(self, token):
        """ "the second"."""
        self.heard.ordinal = int(token.word.means)

    def on_look(self, token):
        """A colour, a pattern or a size."""
        role, means = token.role, str(token.word.means)
        if denied := self.denied():
            return self.draft.say_unknown(denied)
        if self.spanish and token.plain in ("rosa", "rosas") and self.heard.opened and not self.noun_follows():
            return self.noun(Word("kind", "flower", token.plain == "rosas", {"colour": "red"}), token.text)
        if self.spanish and not self.heard.opened and self.recent and not self.copula and not (
            role == "size" and self.next_role() in ("kind", "clothes")):  # fmt: skip
            return give(self.recent, {role: means})
        self.heard.looks.setdefault(role, means)
        if not self.copula:
            self.heard.opened = self.heard.opened or self.noun_follows()

    on_colour = on_pattern = on_size = on_look

    def on_undrawn(self, token):
        """ "burning", "rowing": what a picture would show and ours cannot."""
        self.draft.say_unknown(token.text)
        if token.plain.startswith(("row", "rem")):
            self.on_drive(Token(Word("drive"), token.text, token.plain))

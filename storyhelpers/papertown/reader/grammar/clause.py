"""What the grammar of Chinese keeps in mind of a clause, what stands before a noun in it, and its settings."""

from ...lexicon import ANIMALS
from ..draft import FEMALE, MALE, Draft, Thing, Worn, give
from ..tokens import Token
from .loose import lost_chinese, unfinished
from .sentence import LOOKS, NOT, SIX, Heard

NOUNS = ("kind", "undrawable", "unknown")
_BEFORE_NOUNS = (*LOOKS, "number", "measure", "de", "the", "other", "possessive")
_VERBS = ("wear", "hold", "ride", "drive", "pose", "hide", "at")


class Clause:
    """The state of an idea that is being read, token by token."""

    def __init__(self, draft: Draft, tokens: list[Token]):
        self.draft, self.tokens, self.at = draft, tokens, 0
        self.heard = Heard()
        self.outer: Heard | None = None  # of the noun that a describing clause is about, while that clause is read
        self.stand_in: Thing | None = None
        self.carried: Thing | None = None  # a stand-in whose noun comes next
        self.subject: list[Thing] = []
        self.former: list[Thing] = []  # the subject before this one, in the same sentence
        self.last: list[Thing] = []
        self.recent: list = []
        self.group: list[Thing] = []
        self.spot: list[Thing] = []  # what a place word that follows would speak of
        self.inverse: tuple | None = None
        self.waiting: tuple | None = None
        self.owed: tuple | None = None  # the place word of `inverse` and its noun, until somebody stands there
        self.ahead: dict = {}
        self.link = ""
        self.kept: tuple = (False, "")  # fresh and link from before a describing clause
        self.landmark: list[Thing] = []
        draft.soft = True
        self.clause = self.fresh = self.owner = self.opens = self.away = self.early = False
        self.busy = self.placed = self.wanted = self.worn = False

    def read(self):
        """Goes through all tokens."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            getattr(self, "on_" + token.role, self.on_filler)(token)
        self.on_stop(None)

    # -- looking around -------------------------------------------------------------------------------------------

    def peek(self, ahead: int = 0) -> Token | None:
        """A token further on."""
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else None

    def next_role(self, ahead: int = 0) -> str:
        """Its role, "" at the end."""
        token = self.peek(ahead)
        return token.role if token else ""

    def noun_at(self, i: int) -> int:
        """The place of a noun that begins at token i with numbers and looks; −1 where none does."""
        while i < len(self.tokens) and self.tokens[i].role in _BEFORE_NOUNS:
            i += 1
        return i if i < len(self.tokens) and self.tokens[i].role in (*NOUNS, "clothes") else -1

    def noun_follows(self) -> bool:
        """Whether a noun comes next, before anything but numbers, measure words and looks."""
        return self.noun_at(self.at) >= 0

    def describes(self) -> bool:
        """Whether the verb just read begins a describing clause: "…的" and a noun come before the clause ends."""
        before = self.at - 2
        while before >= 0 and self.tokens[before].role in ("at", "filler") and self.tokens[before].role != "stop":
            before -= 1
        if (
            before >= 0
            and self.tokens[before].role in (*NOUNS, "pronoun")
            and not self.heard.opened
            and self.clause
            and not self.link
        ):
            return False
        for i in range(self.at, min(self.at + 24, len(self.tokens))):
            role = self.tokens[i].role
            if role in ("stop", "pause", "there"):
                return False
            if role in _VERBS and self.tokens[i - 1].role in ("number", "measure", "other"):
                return False  # it describes a noun within: "躲著一隻戴著帽子的狐狸"
            if (
                role == "and"
                and self.tokens[self.at - 1].role == "wear"
                and i + 1 < len(self.tokens)
                and self.tokens[i + 1].role == "wear"
            ):
                continue
            if role == "and":
                noun = self.noun_at(i + 1)
                if noun < 0 or not (
                    self.tokens[noun].role == "clothes" or self.tokens[noun].word.worn or self.between_after(noun)
                ):
                    return False
            if role == "de" and self.tokens[i - 1].role in (*NOUNS, "clothes", "pose", "relation", "hide"):
                noun = self.noun_at(i + 1)
                if noun >= 0 and self.tokens[noun].role in NOUNS:
                    after = self.tokens[noun + 1].role if noun + 1 < len(self.tokens) else ""
                    return after != "relation" or self.tokens[i - 1].role not in ("relation", "kind")
        return False

    def between_after(self, noun: int) -> bool:
        """Whether 中間 follows a noun."""
        return noun + 1 < len(self.tokens) and self.tokens[noun + 1].word.means == "between"

    def denied(self) -> str:
        """The words from 不 to the one just read, where that is denied: "不是紅色"; else ""."""
        i = self.at - 2
        while i >= 0 and self.tokens[i].role == "there":
            i -= 1
        no = i >= 0 and self.tokens[i].role == "filler" and self.tokens[i].plain in NOT
        return "".join(token.text for token in self.tokens[i : self.at]) if no else ""

    def located(self) -> bool:
        """Whether the noun just read is one that a place word speaks of: "樹後面", "樹和房子中間"."""
        i = self.at
        while i < len(self.tokens) and self.tokens[i].role == "and":
            noun = self.noun_at(i + 1)
            if noun < 0:
                return False
            i = noun + 1
        if i == self.at:
            return self.next_role() == "relation"
        return i < len(self.tokens) and self.tokens[i].role == "relation" and self.tokens[i].word.means == "between"

    def brings(self) -> bool:
        """Whether a verb and a new noun follow: 有一隻貓, 睡著一隻貓; then what stands there comes after the place."""
        i = self.at
        while i < len(self.tokens) and self.tokens[i].role in ("filler", "and", "are", "de"):
            if self.tokens[i].plain == "還有" and not self.clause:
                return True
            if self.tokens[i].role == "de" and not (i + 1 < len(self.tokens) and self.tokens[i + 1].role == "filler"):
                break  # 的 is part of a phrase here only: "很遠的地方"
            i += 1
        if i >= len(self.tokens) or self.tokens[i].role not in ("there", "pose", "hide"):
            return False
        if self.tokens[i].role == "there":
            return True
        if i + 1 < len(self.tokens) and self.tokens[i + 1].role == "there":
            return True
        if i + 1 < len(self.tokens) and self.tokens[i + 1].role in ("number", "other"):
            return not self.stand_in and not (self.clause and self.tokens[i].plain.endswith("在"))
        if self.stand_in or self.noun_at(i + 1) < 0 or self.tokens[i + 1].role in ("de", "clothes"):
            return False
        return not (self.clause and self.tokens[i].plain.endswith("在"))

    def pronoun_means(self, pronoun: str) -> list[Thing]:
        """The figure that 牠, 他 or 她 speaks of."""
        fits = MALE if pronoun == "他" else FEMALE if pronoun == "她" else frozenset(ANIMALS)
        if pronoun.endswith("們"):
            return self.subject if len(self.subject) > 1 else self.draft.things[-2:]
        found = [t for t in self.draft.things if t.name in fits]
        return [t for t in self.subject if t in found][-1:] or found[-1:] or self.subject[-1:]

    # -- ends and links -------------------------------------------------------------------------------------------

    def on_stop(self, token):
        """A sentence ends."""
        self.end_clause()
        self.landmark, self.former = [], []
        self.placed = self.busy = self.wanted = False

    def on_pause(self, token):
        """A comma: a new clause, with the old subject until another is named."""
        inverse, owed = (self.inverse, self.owed) if self.early else (None, None)
        self.owed = None if self.early else self.owed
        self.end_clause()
        self.inverse, self.owed, self.early = inverse, owed, False
        self.link = "comma"

    def end_clause(self):
        """What waited for a noun waits no more."""
        self.settle()
        if self.stand_in:
            self.drop_stand_in()
        if self.owed:
            self.lose(*self.owed)
        self.draft.say_unknown(unfinished(self.tokens, self.at))
        self.waiting = self.inverse = self.carried = self.owed = None
        self.spot, self.ahead, self.link = [], {}, ""
        self.clause = self.fresh = False

    def lose(self, token: Token, before: Token | None = None):
        """A place word at which nobody stands: that is said, where it is missed. before: what it was to speak of."""
        if before and before.role in (*NOUNS, "clothes", "part", "filler"):
            if before.text not in self.draft.unknown:
                self.draft.say_unknown(lost_chinese(token, before))
        else:
            self.draft.say_opening(lost_chinese(token, before), str(token.word.means), self.subject)

    def drop_stand_in(self):
        """The describing clause found no noun: its words go to the subject."""
        self.hand_over(self.stand_in, self.subject)
        self.stand_in = self.outer = None

    def on_and(self, token):
        """A list goes on."""
        self.settle()
        self.link = "and"

    def settle(self):
        """Looks that were heard without a noun belong to what was named before; "一隻…，另一隻…" picks from a group."""
        heard, self.heard = self.heard, Heard()
        if heard.opened and 0 < heard.count <= len(self.group) and (heard.looks or heard.count == 1):
            members, self.group = self.group[: heard.count], self.group[heard.count :]
            give(members, heard.looks)
            self.subject = self.last = self.recent = members
            self.clause = self.fresh = True
            return
        if heard.looks:
            give(self.recent or self.subject, heard.looks)

    def hand_over(self, stand_in: Thing, things: list[Thing]):
        """What was collected on a stand-in goes to its noun."""
        for thing in things:
            thing.pose = thing.pose or stand_in.pose
            thing.hidden = thing.hidden or stand_in.hidden
            thing.clothes += [Worn(w.name, w.colour) for w in stand_in.clothes]
            for s, how, o in list(self.draft.relations):
                if s is stand_in:
                    self.draft.relate([thing], how, [o])

    def actors(self) -> list[Thing]:
        """Who does what the verb says: the stand-in of a describing clause, else the subject."""
        return [self.stand_in] if self.stand_in else self.subject

    def begin_verb(self) -> bool:
        """A verb: does it describe a noun to come? Then collect on a stand-in."""
        if not self.stand_in and self.describes():
            self.outer, self.heard, self.stand_in = self.heard, Heard(), Thing("")
            self.kept = (self.fresh, self.link)
            if self.outer.looks and not self.outer.opened:
                give(self.recent, self.outer.looks)
                self.outer = Heard()
            return True
        if not self.stand_in:
            self.settle()
        return bool(self.stand_in)

    def on_de(self, token):
        """的: ends a describing clause, or ties looks to their noun."""
        before = self.tokens[self.at - 2].role if self.at > 1 else ""
        if self.stand_in and before not in (*LOOKS, "filler", "number", "measure") and self.noun_follows():
            noun = self.tokens[self.noun_at(self.at)]
            if noun.role in NOUNS or not self.waiting:
                inner = self.heard
                self.heard, self.outer = self.outer or Heard(), None
                self.heard.looks = {**inner.looks, **self.heard.looks}
                self.carried, self.stand_in, self.waiting, self.spot = self.stand_in, None, None, []
                self.fresh, self.link = self.kept

    # -- what stands before a noun --------------------------------------------------------------------------------

    def on_number(self, token):
        """兩, 許多."""
        if self.heard.looks and not self.heard.opened and not self.noun_follows():
            self.settle()
        self.heard.count, self.heard.opened = int(token.word.means), True
        self.heard.vague = token.word.means in (6, 13) and token.plain not in SIX

    def on_measure(self, token):
        """隻, 輛."""
        self.heard.opened = True
        if not self.heard.count and self.heard.the:
            self.heard.count = 0

    def on_the(self, token):
        """這, 那."""
        self.heard.the = True

    def on_possessive(self, token):
        """她的."""
        self.heard.owned = True

    def on_other(self, token):
        """另, 又."""
        self.heard.other = self.heard.opened = True
        self.heard.count = self.heard.count or 1

    def on_ordinal(self, token):
        """第二."""
        self.heard.ordinal = int(token.word.means)

    def on_look(self, token):
        """A colour, a pattern or a size."""
        if denied := self.denied():
            return self.draft.say_unknown(denied)
        self.heard.looks.setdefault(token.role, str(token.word.means))

    on_colour = on_pattern = on_size = on_look

    # -- the setting ----------------------------------------------------------------------------------------------

    def on_place(self, token):
        """Where it is."""
        self.draft.setting("place", str(token.word.means))
        self.owed = None
        self.placed = True
        self.draft.crowd = self.draft.crowd or self.busy
        self.heard, self.link = Heard(), ""
        if self.waiting and self.waiting[0] == "hold":
            self.waiting = None

    def on_time(self, token):
        """When it is."""
        self.draft.setting("time", str(token.word.means))
        self.heard = Heard()

    def on_weather(self, token):
        """What the sky does."""
        self.draft.setting("weather", str(token.word.means))
        self.owed = None
        self.heard = Heard()

    def on_crowd(self, token):
        """A busy picture."""
        self.draft.crowd = True
        self.owed = None
        self.heard = Heard()
        if "人" in token.plain and not self.stand_in and self.next_role() not in ("relation", "hide"):
            self.subject = self.last = self.recent = self.draft.nobody()
            self.clause = True

    def on_busy(self, token):
        """熱鬧: a crowd where a place is near."""
        self.busy = True
        self.draft.crowd = self.draft.crowd or self.placed

    def on_above(self, token):
        """俯瞰."""
        self.draft.view = "above"

    def on_beside(self, token):
        """側面."""
        self.draft.view = "side"

    def on_are(self, token):
        """都: all of them."""

    def on_part(self, token):
        """A part of a thing, or of the scenery: its looks are not the thing's."""
        self.heard, self.owed = Heard(), None
        if self.waiting:
            self.waiting = None

    def on_undrawn(self, token):
        """燃燒, 划船: what a picture would show and ours cannot."""
        self.draft.say_unknown(token.text)

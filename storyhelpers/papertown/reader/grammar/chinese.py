"""The grammar of Chinese ideas: tokens → draft, one token after the other.

What describes a noun stands before it and ends in 的 ("戴著帽子的貓"): such words are collected on a stand-in
that hands them to the noun. A place word follows its noun ("樹後面"); 有 after it brings the subject.
"""

from ...lexicon import BUILDINGS, Word
from ..draft import Thing, Worn, christen, give
from ..tokens import Token
from .clause import NOUNS, Clause
from .loose import is_missed
from .sentence import ME, Heard

_FLIERS = ("plane", "kite", "butterfly", "hot-air balloon", "bird", "owl", "cloud", "sun", "moon", "star", "rainbow")
_RIDDEN = ("bus", "train", "boat", "plane", "car", "hot-air balloon", "truck", "fire engine")
_BODY = ("背上", "頭上", "身上", "的背上", "的頭上", "的身上")


class Chinese(Clause):
    """Reads tokens into a draft: `Chinese(draft, tokens).read()`."""

    def on_kind(self, token):
        """A noun that can be drawn."""
        if token.word.means == "sea" and self.next_role() == "relation" and self.peek().word.means in ("on", "in"):
            self.draft.setting("place", "sea")
        self.noun(token.word, token.text)
        christen(self.recent, token.who)

    def on_undrawable(self, token):
        """A noun that the paper town does not have."""
        self.noun(None, token.text)

    def on_emoji(self, token):
        """A picture sign that means nothing here."""
        self.draft.say_unknown(token.text)
        self.owed = None

    def on_unknown(self, token):
        """Characters that no table has: said as a noun, passed over where they look like a manner."""
        describing = self.next_role() == "de" or (
            self.next_role() == "filler" and self.peek().plain in ("地", "得", "著", "了")
        )
        if token.plain.isascii() or not (
            len(token.plain) == 1 and not self.heard.opened or describing and len(token.plain) < 3
        ):
            self.noun(None, token.text)

    def noun(self, word: Word | None, text: str):
        """A noun takes what was heard of it, and its place in the sentence."""
        if word and word.worn and self.waiting and self.waiting[0] in ("wear", "hold"):
            return self.clothing(word.worn, text)
        if self.waiting and self.waiting[0] == "without":
            self.waiting, self.heard = None, Heard()
            return
        heard, self.heard = self.heard, Heard()
        things = self.things(word, heard, text)
        if self.carried:
            self.hand_over(self.carried, things)
            self.carried = None
        if self.wanted:
            for thing in things:
                thing.hidden = True
            self.wanted = False
        self.recent, self.worn = things, False
        if len(things) > 1:
            self.group = list(things)
        if self.located():
            before = self.tokens[self.at - 2].role if self.at > 1 else "stop"
            first = not self.clause and before in ("stop", "pause", "at", "time", "weather")
            self.opens = first or (self.link == "and" and bool(self.spot) and self.opens)
            self.spot = (self.spot if self.link == "and" else []) + things
            self.link = ""
        elif self.waiting:
            kind, who = self.waiting
            self.waiting = None
            self.draft.pair(who, {"ride": "on", "drive": "in", "over": "above"}.get(kind, "next to"), things)
            self.last = things
        else:
            self.as_subject(things)
        self.spot = self.spot if self.next_role() in ("relation", "and") else []

    def things(self, word: Word | None, heard: Heard, text: str) -> list[Thing]:
        """The figures a noun means: those named before, or new ones."""
        if word is None:
            return self.draft.ghost(text)
        if (heard.the or heard.ordinal or not heard.count) and not heard.other and heard.count < 2 and not self.carried:
            known = self.draft.find(word, heard.looks, ordinal=heard.ordinal, plural=word.plural)
            exact = all(getattr(t, k) == v for t in known for k, v in {**word.looks, **heard.looks}.items())
            if known and (exact or heard.the or heard.ordinal):
                give(known, heard.looks)
                return known
        count = heard.count or (
            len(word.mixed) if len(word.mixed) > 2 else 2 if word.plural and word.mixed else 3 if word.plural else 1
        )
        if word.plural and len(word.mixed) > 1 and count == 1:
            count = len(word.mixed)
        return self.draft.new(word, count, heard.looks, vague=heard.vague)

    def as_subject(self, things: list[Thing]):
        """The noun is what the clause speaks of, or what its verb is done to."""
        if self.stand_in:
            self.last = things
            return
        joined = self.link == "and" and self.fresh
        if self.inverse:
            how, objects = self.inverse
            self.draft.relate(things, _settled(how, things), objects)
            self.owed = None
        for thing in things:
            self.draft.pose(thing, self.ahead.get("pose", ""))
            thing.hidden = thing.hidden or self.ahead.get("hidden", False)
        if self.ahead:
            self.ahead = {}
        owned = self.at > 2 and self.tokens[self.at - 2].role == "de" and self.tokens[self.at - 3].role in NOUNS
        if self.clause and not self.link and not self.inverse and self.subject and not owned:
            if things[:1] and things[0].name == "book":
                self.draft.relate(self.subject, "next to", things)
            self.last, self.link = things, ""
            return
        self.former = self.former if joined else [t for t in self.subject if t not in things]
        self.subject = self.subject + things if joined else things
        self.last, self.link, self.clause, self.fresh = things, "", True, True

    def on_clothes(self, token):
        """A piece of clothing."""
        self.clothing(str(token.word.means), token.text)

    def clothing(self, name: str, text: str):
        """A piece of clothing goes to whoever wears it."""
        heard, self.heard, self.owed = self.heard, Heard(), None
        wearers: list[Thing] = []
        if self.waiting:
            kind, who = self.waiting
            if self.next_role() not in ("and", "number", "colour"):
                self.waiting = None
            if kind == "without":
                self.waiting = None
                return
            wearers = [t for t in who if t.alive] or self.last_alive()
        elif self.worn and self.link == "and":
            wearers = self.worn
        elif self.next_role() == "de" and self.noun_at(self.at + 1) >= 0 and not self.stand_in:
            self.carried = self.carried or Thing("")
            self.carried.clothes.append(Worn(name, heard.looks.get("colour", "")))
            self.heard = Heard(count=heard.count, opened=heard.opened)
            return
        known = [w for t in (wearers or self.draft.things) for w in t.clothes if w.name == name]
        before = [token.role for token in self.tokens[max(0, self.at - 3) : self.at - 1]]
        self.owner = (len(before) > 1 and before[0] in NOUNS and before[1] == "de") or (self.owner and not self.clause)
        owned = heard.owned or self.owner or (self.clause and before[-1:] == ["there"])
        if known and not wearers:
            give(known[-1:], heard.looks)
            self.recent = known[-1:]
        elif wearers or owned:
            wearers = wearers or [t for t in self.subject if t.alive]
            pieces = [Worn(name) for _ in wearers]
            for thing, piece in zip(wearers, pieces, strict=True):
                thing.clothes.append(piece)
            give(pieces, heard.looks)
            self.recent, self.worn = pieces, wearers
        else:
            self.draft.say_unknown(text)
        self.link, self.fresh = "", False

    def last_alive(self) -> list[Thing]:
        """The last figure that can wear something."""
        return [t for t in self.draft.things if t.name and t.alive][-1:]

    # -- verbs and place words ------------------------------------------------------------------------------------

    def on_wear(self, token):
        """戴著; 帶著 may also bring company."""
        self.begin_verb()
        who = self.actors()
        if not self.stand_in and not all(t.alive for t in who):
            who = self.last_alive()
        self.waiting, self.fresh, self.link = ("wear", who), False, ""

    def on_hold(self, token):
        """拿著, 牽著."""
        self.begin_verb()
        if self.noun_follows():
            self.waiting, self.fresh, self.link = (token.role, self.actors()), False, ""

    on_ride = on_drive = on_hold

    def on_without(self, token):
        """沒有."""
        self.waiting = ("without", []) if self.noun_follows() else None

    def on_pose(self, token):
        """睡覺, 跑步."""
        if denied := self.denied():
            return self.draft.say_unknown(denied)
        self.act({"pose": str(token.word.means)}, token)

    def on_hide(self, token):
        """躲, 藏."""
        self.act({"hidden": True}, token)

    def act(self, doing: dict, token: Token):
        """A pose goes to the subject; before a noun of its own ("樹下睡著一隻貓") it waits for that."""
        if (
            doing.get("pose") == "sitting"
            and self.next_role() in ("kind", "number")
            and not token.plain.endswith(("在", "著"))
        ):
            following = self.tokens[self.noun_at(self.at)] if self.noun_at(self.at) >= 0 else None
            if following and following.word.means in _RIDDEN:
                return self.on_drive(Token(Word("drive"), token.text, token.plain))
        if self.inverse and not self.clause and not self.stand_in:
            self.ahead.update(doing)
            return
        if (
            not self.begin_verb()
            and not self.clause
            and (self.inverse or self.noun_follows() or self.next_role() in ("number", "other"))
            and self.next_role() != "relation"
        ):
            noun = self.noun_at(self.at)
            if (
                self.inverse
                or self.next_role() in ("number", "kind")
                and not (noun + 1 < len(self.tokens) and self.tokens[noun + 1].role == "relation")
            ):
                self.ahead.update(doing)
                return
        for thing in self.actors():
            self.draft.pose(thing, doing.get("pose", ""))
            thing.hidden = thing.hidden or doing.get("hidden", False)
        self.fresh, self.link = False, ""
        if token.plain in ("跳過", "飛過") and self.noun_follows():
            self.waiting = ("over", self.actors())

    def on_at(self, token):
        """在: a place comes, or what somebody is doing."""
        self.away = token.plain == "從"
        if self.inverse or self.next_role() in ("pose", "wear", "hold", "hide", "ride", "drive", "filler", "at"):
            return
        self.begin_verb()
        self.link = ""

    def on_relation(self, token):
        """A place word: behind what was just named."""
        how = str(token.word.means)
        before = self.tokens[self.at - 2].role if self.at > 1 else ""
        objects, self.spot = self.spot, []
        away, self.away = self.away, False
        if how == "between":  # 樹中間 may be between many trees, 一棵樹中間 not
            single = any(t.role == "number" and t.word.means == 1 for t in self.tokens[max(0, self.at - 5) : self.at])
            self.draft.between = token.text.removeprefix("的") if single else ""
        if (
            away
            and how in ("on", "in")
            or before in ("place", "time", "weather", "filler")
            and not objects
            and token.plain not in _BODY
        ):
            return None if objects else self.miss(token)
        if (
            not objects
            and how == "between"
            and before in ("pause", "stop", "and")
            and len(self.draft.things) > 1
            and self.brings()
        ):
            return self.invert(token, self.draft.things[-2:])
        if not objects:
            if (
                before not in ("", "pause", "stop", "and", "pronoun", "at", "possessive", "de")
                or how in ("in", "on", "between")
                and token.plain not in _BODY
                and not (how != "between" and before == "pause" and len(token.plain) > 1 and self.brings())
            ):
                return self.miss(token)
            objects = (
                self.pronoun_means(self.tokens[self.at - 2].plain)
                if before == "pronoun"
                else self.subject[-1:]
                if how in ("in", "on")
                else self.landmark or self.subject[-1:]
            )
            if not objects:
                return self.lose(token)
            tied = token.plain.startswith("身") and self.next_role() == "de"  # "男孩和身旁的狗"
            if (before != "pronoun" or not self.clause) and not tied:
                return self.invert(token, objects) if self.brings() else self.follow(token)
        before_noun = self.at if token.plain.endswith("的") else self.at + 1 if self.next_role() == "de" else -1
        if before_noun > 0 and self.noun_at(before_noun) >= 0 and not self.stand_in:
            self.carried = self.carried or Thing("")
            self.draft.relate([self.carried], how, objects)
        elif self.brings() and (not self.stand_in):
            self.invert(token, objects)
        elif self.next_role() == "pause" and self.opens and not self.stand_in:
            self.invert(token, objects)
            self.early = True
        else:
            who = [t for t in self.actors() if t not in objects]
            if before == "pronoun" and not who and self.former:  # "女孩在他們前面": 他們 are those of before
                who, objects = self.subject, self.former
            if not who and how not in ("on", "in"):
                return self.invert(token, objects)  # "樹下乘涼的爺爺": who is there may come yet
            self.draft.relate(who, _settled(how, who), objects)
        self.fresh = False

    def follow(self, token: Token):
        """ "男孩在踢球，小狗在旁邊看": the place is at who was spoken of before."""
        how = str(token.word.means)
        if self.former and not self.stand_in and how in ("behind", "in front of", "next to"):
            return self.draft.relate(self.subject, how, self.former)
        return self.lose(token)

    def miss(self, token: Token):
        """A place word after what no figure is: said where that is not the scenery. "天空上" misses nothing."""
        before = self.tokens[self.at - 2] if self.at > 1 else None
        if before and before.role == "pose" and before.plain.endswith("在"):
            return self.follow(token)
        if is_missed(token, before, hiding=self.draft.crowd or bool(self.draft.place)):
            self.lose(token, before)

    def invert(self, token: Token, objects: list[Thing]):
        """The subject comes after the place."""
        how = str(token.word.means)
        self.inverse, self.clause, self.link, self.landmark = (how, objects), False, "", objects
        self.owed = (token, self.tokens[self.at - 2] if self.at > 1 else None) if how not in ("on", "in") else None

    def on_pronoun(self, token):
        """牠, 她."""
        self.settle()
        if self.wanted or self.next_role() == "relation":
            self.wanted = False
            return
        who = self.pronoun_means(token.plain)
        if who and not self.clause and token.plain != "自己":
            self.subject = self.last = self.recent = who
            self.clause, self.fresh = True, False

    def on_there(self, token):
        """有, 是: something comes, or belongs to the subject."""
        owner = (
            self.clause
            and self.at > 1
            and self.tokens[self.at - 2].role in NOUNS
            and token.plain in ("有", "有著", "有了")
        )
        if self.heard.looks or self.heard.opened:
            self.settle()
        if (
            owner
            and not self.inverse
            and self.subject
            and all(t.name and t.alive for t in self.subject)
            and not self.stand_in
        ):
            self.waiting = ("hold", self.subject)
        elif token.plain != "是" and not self.inverse and not owner:
            self.clause = False

    def on_filler(self, token):
        """Words that change nothing, but 我 in "我和媽媽" is somebody."""
        following = self.peek().plain if self.peek() else ""
        before = self.tokens[self.at - 2].role if self.at > 1 else ""
        if token.plain == "我" and (
            following in ("和", "跟", "與", "及")
            or (before == "and" and following not in ("想", "會", "喜歡", "看", "看到", "看見", "希望"))
            or (self.next_role() in ("ride", "drive", "wear") and not self.clause)
        ):
            self.heard.other, before = True, len(self.draft.things)
            self.noun(ME, token.text)
            for thing in self.draft.things[before:]:
                thing.me = True

    def on_part(self, token):
        """A part of a thing; on a roof is on a house, of the roof's colour."""
        before = self.tokens[self.at - 2].role if self.at > 1 else ""
        if token.plain != "屋頂" or self.next_role() != "relation":
            return super().on_part(token)
        if before in NOUNS or (before == "de" and self.tokens[self.at - 3].role in NOUNS):
            self.heard, self.spot = Heard(), self.last
            return None
        known = [t.name for t in self.draft.things if t.name in BUILDINGS and not self.heard.looks]
        return self.noun(Word("kind", known[-1] if known else "house"), token.text)

    def on_find(self, token):
        """找到, 在哪裡."""
        self.settle()
        if token.plain.startswith("在"):
            for thing in self.subject[-1:]:
                thing.hidden = True
        elif not self.clause:
            self.wanted = self.noun_follows()


def _settled(how: str, who: list[Thing]) -> str:
    """上面 is "above" for what flies."""
    flying = bool(who) and all(
        t.pose == "flying" or t.name in _FLIERS and t.name not in ("bird", "owl", "butterfly", "kite") for t in who
    )
    return "above" if how == "on" and flying else how

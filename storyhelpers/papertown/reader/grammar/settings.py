"""Where and when an English or Spanish sentence plays, and how full of people it is."""

from .sentence import Heard, Sentence


class Settings(Sentence):
    """A sentence that takes in settings."""

    def on_place(self, token):
        """Where it is."""
        self.draft.setting("place", str(token.word.means))
        self.draft.crowd = self.draft.crowd or self.busy
        self.on_setting()

    def on_time(self, token):
        """When it is."""
        self.draft.setting("time", str(token.word.means))
        if not self.noun_follows():
            self.on_setting()

    def on_weather(self, token):
        """What the sky does."""
        self.draft.setting("weather", str(token.word.means))
        if self.spanish and self.waiting is None and self.recent and not self.heard.opened:
            return  # "una montaña nevada": the mountain stays what is spoken of
        if not self.noun_follows():
            self.on_setting()

    def on_setting(self):
        """A setting ends what waited for a noun; articles and looks before it say nothing of a figure."""
        if self.waiting and self.waiting[0] in ("relation", "without", "hold", "with"):
            self.waiting = None
        self.pay()  # "behind the market": the place is shown
        if self.listing and self.listing[0] == "between":
            self.draft.between = ""  # "between the house and the street"
        self.heard = Heard()
        self.busy = False
        self.recent = []

    def on_crowd(self, token):
        """A busy picture."""
        self.draft.crowd = True
        if any(word in token.plain for word in ("people", "gente", "personas", "crowd of")):
            self.subject = self.last = self.draft.nobody()
            self.role, self.started, self.fresh = "subject", True, False
        if self.next_role() not in ("place",):
            self.on_setting()

    def on_busy(self, token):
        """ "busy": a crowd where a place follows or went before."""
        self.busy = True
        if (
            self.spanish
            and self.at > 1
            and self.tokens[self.at - 2].role in ("place", "filler")
            and any(t.role == "place" for t in self.tokens[max(0, self.at - 4) : self.at])
        ):
            self.draft.crowd = True

    def on_above(self, token):
        """Seen from above."""
        self.draft.view = "above"

    def on_beside(self, token):
        """Seen from the side."""
        self.draft.view = "side"

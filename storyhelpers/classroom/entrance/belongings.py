"""Whose is this? Gradio gives a page a session and a job an event; whoever knows another's name could listen to it."""

from collections import OrderedDict

MOST = 2000  # names of one pupil that are remembered
PUPILS = 2000


class Belongings:
    """Names (of sessions, events) and the pupil who had each first; the oldest are forgotten."""

    def __init__(self):
        self._owner: dict[str, str] = {}
        self._of: OrderedDict[str, OrderedDict[str, None]] = OrderedDict()  # pupil → names, the latest used last

    def claim(self, name: str, pupil: str) -> bool:
        """Makes the name the pupil's if it is nobody's; whether it is theirs now."""
        owner = self._owner.setdefault(name, pupil)
        if owner != pupil:
            return False
        names = self._of.setdefault(pupil, OrderedDict())
        self._of.move_to_end(pupil)
        names[name] = None
        names.move_to_end(name)
        if len(names) > MOST:
            del self._owner[names.popitem(last=False)[0]]
        if len(self._of) > PUPILS:
            for old in self._of.popitem(last=False)[1]:
                del self._owner[old]
        return True

    def owns(self, name: str, pupil: str) -> bool:
        """Whether the name is known and the pupil's."""
        return self._owner.get(name) == pupil

    def __len__(self):
        return len(self._owner)

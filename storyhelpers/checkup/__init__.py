"""The doctor: what is here, what works, who could work here, and what to click or type where something does not.

report.py    a finding, the report; showing.py  its table
machine.py   Python, folders, fonts, keys, internet
cards.py     memory and graphics cards, as the driver tells them: torch takes seconds to import
packages.py  versions against our own bounds; nothing is imported
crew.py      each cast, and which of its models fits on which card
places.py    the words of the place: Kaggle, Colab, one's own machine
thorough.py  everything imported, every card made to work (trying.py), in a process of its own
"""

from storysetup.needs import described

from .. import environment
from ..environment import Question
from . import cards, crew, machine, packages
from . import thorough as trial
from .report import Finding, Report

__all__ = ["Finding", "Report", "doctor"]


def doctor(thorough: bool = False) -> Report:
    """What is here, what works, what fits, and what to type for the rest. Nothing is installed, sent or loaded.

    thorough: imports every package and makes every graphics card work too, which takes a minute or two.
    """
    place, cast = environment.where(), crew.models()
    environment.look_again()
    described.cache_clear()
    # What may take long is asked first, all at once.
    driver = Question(environment.cards)
    fonts = Question(machine.font_of_system)
    net = None if machine.is_offline() else machine.internet(next(iter(cast.values())).source.split("/")[0])
    secrets = machine.keys(place)
    about_packages = packages.findings(place)
    driver.answer(float("inf"))  # it gives up by itself
    seats = cards.seats()
    online = machine.told_of_internet(net, place)
    reachable = bool(online.works) or net is None
    keys = machine.told_of_keys(secrets, place, reachable)
    has_key = any(key.works for key in keys if key.what != "HF_TOKEN")
    found = [
        machine.python(place),
        *cards.findings(seats, place),
        machine.books(place),
        machine.model_files(),
        online,
        machine.font(fonts.answer(environment.PATIENCE, "")),
        *keys,
        *crew.findings(cast, seats, place, has_key, reachable),
        *about_packages,
    ]
    if thorough:
        found += trial.findings(place)
    return Report(found)

"""The doctor: what is here, what works, who could work here, and what to click or type where something does not.

report.py    a finding, the report; showing.py  its table
machine.py   Python, folders, fonts, keys, whether the model hub answers
cards.py     memory and graphics cards, as the driver tells them: torch takes seconds to import
packages.py  versions against our own bounds; nothing is imported
crew.py      each cast, and which of its models fits on which card
places.py    the words of the place: Kaggle, Colab, one's own machine
thorough.py  everything imported, every card made to work (trying.py), in a process of its own
"""

from .. import environment, reach
from ..environment import Question
from . import cards, crew, machine, packages
from . import thorough as trial
from .report import Finding, Report

__all__ = ["Finding", "Report", "doctor"]


def doctor(thorough: bool = False) -> Report:
    """What is here, what works, what fits, and what to type for the rest. Nothing is installed, sent or loaded.

    thorough: imports every package and makes every graphics card work too, which takes a minute or two.
    """
    from storysetup.needs import described

    place, cast = environment.where(), crew.models()
    environment.look_again()
    described.cache_clear()
    # What may take long is asked first, all at once.
    driver = Question(environment.cards)
    fonts = Question(machine.font_of_system)
    hub = None if reach.is_offline() else reach.ask()
    secrets = machine.keys(place)
    about_packages = packages.findings(place)
    driver.answer(float("inf"))  # it gives up by itself
    seats = cards.seats()
    online = machine.told_of_hub(hub, place)
    net = bool(online.works) or hub is None  # whether there may be internet
    keys = machine.told_of_keys(secrets, place, net)
    has_key = any(key.works for key in keys if key.what != "HF_TOKEN")
    found = [
        machine.python(place),
        *cards.findings(seats, place),
        machine.books(place),
        machine.model_files(place),
        online,
        machine.font(fonts.answer(environment.PATIENCE, "")),
        *keys,
        *crew.findings(cast, seats, place, has_key, net),
        *about_packages,
    ]
    if thorough:
        found += trial.findings(place)
    return Report(found)

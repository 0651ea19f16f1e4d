"""The Set up cell's one line: installs what is missing, changes nothing that works, says what works here.

    from storysetup import set_up

    set_up()           # what the lessons need here
    set_up("serve")    # and what serves a class

A package of its own that leans on nothing but Python and `packaging` (every notebook's kernel has it), because it
cannot lean on what it sets up. It works from the folder beside a notebook, and from inside an attached wheel.

needs.py      what the package asks for, and what of it is missing here
stack.py      what may not change: the graphics card's packages, and what this session has imported
installer.py  one resolve, by uv or pip
health.py     whether the packages fit each other, and whether this session still has old ones
wheels.py     wheels in attached datasets
fonts.py      Chinese letters, on Kaggle and Colab
cell.py       the Set up cell itself
setting.py    all of it in order
"""

from .needs import SetUpTrouble
from .setting import set_up

__all__ = ["SetUpTrouble", "set_up"]

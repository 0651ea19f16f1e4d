"""Who sits where: the seats of this machine, a plan for a whole cast before anything loads, and the turns at work.

seat.py      what is here: cards that this torch can use, and the processor
driver.py    the same cards as their driver names them, before torch is imported
planning.py  arithmetic only: which model sits on which seat, in which dtype, and who has to take turns
showing.py   the plan as text, as a table and as a picture
seating.py   at work: one model at a time on a seat, the longest idle gets up, nothing ever spills
"""

from .driver import seats_of_driver
from .planning import Plan, Row, plan
from .seat import CONTEXT, Candidate, Need, Place, Seat, gigabytes, look_again, seats
from .seating import Line, Seating, house

__all__ = [
    "CONTEXT", "Candidate", "Line", "Need", "Place", "Plan", "Row", "Seat", "Seating", "gigabytes", "house",
    "look_again", "plan", "seats", "seats_of_driver",
]  # fmt: skip

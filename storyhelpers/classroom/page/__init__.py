"""A page for pupils without Jupyter: the steps from an idea to a sounding page, at the width of a phone.

page     the whole: its buttons, and what each pupil sees; compare is the second one
cards    what stands where; labels says it in three languages; show and parts, how it looks for a pupil
acts     what the buttons do; errands go on while a phone sleeps; pupils keep what was made; fields, what is typed
"""


def pupils_page(desk):
    """Puts the pupils' page for a desk into the gr.Blocks of now.

    desk: a Desk, or whatever has its ask, cancel, studio, others and results. Where desk.others has a "tuned" studio, a
    second page shows its pictures beside the first one's.
    """
    from .page import PupilsPage

    return PupilsPage(desk)

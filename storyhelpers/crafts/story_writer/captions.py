"""What is in a picture, for a writer who cannot see it: a describer looks, asked as one who will tell a story."""

from collections.abc import Callable

from ...engine import NoAnswer, call, name_of_engine, pick
from ...media import Picture

QUESTION = (  # what LLaVA and Qwen-VL are asked; other describers know only how to describe
    "You are about to tell children a story that begins with this picture. Say who is in it and what they look like, "
    "what they do, where it is, what stands around them, and the mood. Name only what can be seen."
)


def eye_of(choice: str | Callable) -> Callable:
    """The describer that looks: a name of theirs ("qwen-vl", "llava", …), a class, or anything that can be called."""
    from .. import describer
    from ..describer.llava import Llava

    eye = pick("describer", choice, describer.ENGINES)
    if eye is not choice and isinstance(eye, Llava):  # made here, so it is ours to ask as we like
        eye.question = QUESTION
    return eye


def caption_of(picture: Picture, eye: Callable, on_step: Callable[[int, int], None] | None = None) -> str:
    """What is in the picture, in English. Raises NoAnswer, which names the eye, when it says nothing."""
    who = name_of_engine(eye)
    try:
        said = call(eye, picture, language="en", length="long", on_step=on_step)
    except NoAnswer as error:
        said, why = "", f" ({error})"
    else:
        why = ""
    if not isinstance(said, str) or not any(c.isalnum() for c in said):
        raise NoAnswer(
            f"{who}, which looks at the picture for the story writer, said nothing about it{why}. Tell the story of an "
            'idea in words, studio.tell_story("my cat sleeps on the sofa"), or take another eye: '
            'from storyhelpers.crafts.story_writer import Teller, then Studio(story_writer=Teller(eye="llava")).'
        )
    return " ".join(said.split())

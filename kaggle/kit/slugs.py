"""Titles, and the addresses that Kaggle makes of them: kaggle.com/code/OWNER/SLUG.

Kaggle makes the slug of a notebook out of its title. A title of letters, digits, spaces and hyphens gives the same slug
by everybody's rules; so no other title is let through.
"""

import re

TITLE = re.compile(r"[A-Za-z0-9 -]*")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
OWNER = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
KERNEL_LENGTHS = (5, 50)  # of titles and slugs; a longer title ends in "500 internal server error"
DATASET_LENGTHS = (6, 50)


def slug_of(title: str) -> str:
    """The slug that Kaggle makes of a title: small letters, a hyphen between words."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def owner_problem(owner: str) -> str:
    """Why this cannot be the name of an account, as a sentence; '' where it can."""
    if OWNER.fullmatch(owner):
        return ""
    return (
        f'The owner "{owner}" is no account\'s name: give the name in the address of your own Kaggle page, '
        "kaggle.com/NAME (small letters, digits, hyphens)."
    )


def title_problems(title: object, lengths: tuple[int, int]) -> list[str]:
    """What Kaggle would not take about a title, as sentences. lengths: fewest and most characters."""
    if not isinstance(title, str) or not title.strip():
        return ["The title is missing."]
    least, most = lengths
    problems = []
    if not least <= len(title) <= most:
        problems.append(f'The title "{title}" has {len(title)} characters; Kaggle takes {least} to {most}.')
    if not TITLE.fullmatch(title):
        strange = " ".join(sorted(set(re.sub(r"[A-Za-z0-9 -]", "", title))))
        problems.append(
            f'The title "{title}" has characters ({strange}) that Kaggle leaves out of the address or spells anew; '
            "use letters without accents, digits, spaces and hyphens."
        )
    return problems


def slug_problems(slug: str, lengths: tuple[int, int]) -> list[str]:
    """What is wrong with a slug, as sentences."""
    least, most = lengths
    problems = []
    if not SLUG.fullmatch(slug):
        problems.append(f'"{slug}" is no slug: small letters, digits, and single hyphens between them.')
    if not least <= len(slug) <= most:
        problems.append(f'The slug "{slug}" has {len(slug)} characters; Kaggle takes {least} to {most}.')
    return problems

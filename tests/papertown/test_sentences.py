"""Ideas as children and teachers type them, and what has to be read in each. The table is sentences.txt."""

from pathlib import Path

import pytest

from storyhelpers.papertown.reader import read
from storyhelpers.scenegraph import Figure, Scene

TABLE = Path(__file__).with_name("sentences.txt")


def told(scene: Scene) -> str:
    """A scene in one line: "0 small cat (red santa hat) hidden; 1 tree · 0 behind 1 · street, night · ?trombone"."""
    parts = ["; ".join(f"{i} {told_figure(figure)}" for i, figure in enumerate(scene.figures))]
    parts.append("; ".join(f"{r.subject} {r.how} {r.object}" for r in scene.relations))
    crowd, view = "crowd" if scene.crowd else "", "from above" if scene.view == "above" else ""
    parts.append(", ".join(word for word in (scene.place, scene.time, scene.weather, crowd, view) if word))
    parts.append(" ".join(f"?{word}" for word in scene.unknown))
    return " · ".join(parts).strip()


def told_figure(figure: Figure) -> str:
    looks = [figure.size, figure.pose, figure.colour, figure.pattern, figure.name]
    worn = ", ".join(f"{c.colour} {c.name}".strip() for c in figure.clothes)
    return " ".join(w for w in [*looks, f"({worn})" if worn else "", "hidden" if figure.hidden else ""] if w)


def table() -> list[tuple[str, str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [(idea, expected.strip()) for idea, expected in zip(lines[::2], lines[1::2], strict=True)]


@pytest.mark.parametrize(("idea", "expected"), table())
def test_an_idea_is_read(idea, expected):
    assert told(read(idea)) == expected

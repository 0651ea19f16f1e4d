"""How much of an idea a reader understood, part by part, against what a person understands from the same words.

An entry of tests/data/ideas.json says only what its sentence says. Fields that differ from a Scene's:
count: how many there are (1 when it is missing; "any" where the sentence leaves it open: "some trees", 樹後面).
how, subject, object: a name, or a list of names where a fair reader may take any of them.
"""

from itertools import permutations

MIRRORED = {
    "next to": "next to", "left of": "right of", "right of": "left of", "in front of": "behind",
    "behind": "in front of", "above": "under", "under": "above",
}  # fmt: skip


def score(entries, read):
    """Counts the parts that `read(idea) -> Scene` got right. Returns (right, total, misses as sentences)."""
    right, total, misses = 0, 0, []
    for entry in entries:
        scene = read(entry["idea"])
        for good, words in _parts(entry, scene):
            right, total = right + good, total + 1
            if not good:
                misses.append(f"{entry['language']}: {entry['idea']} → {words}")
    return right, total, misses


def _parts(entry, scene):
    asked = [index for index, figure in enumerate(scene.figures) if figure.asked]
    wanted = {}
    for figure in entry["figures"]:
        wanted.setdefault(figure["name"], []).append(figure)
    for name, entries in wanted.items():
        yield from _figures(name, entries, [scene.figures[i] for i in asked if scene.figures[i].name == name])
    for index in asked:
        if scene.figures[index].name not in wanted:
            yield False, f"nobody asked for: {scene.figures[index].name}"
    yield from _relations(entry["relations"], scene)
    for what in ("place", "time", "weather", "crowd", "view"):
        if what in entry:
            found = getattr(scene, what)
            yield found == entry[what], f"{what} {entry[what]}, not {found!r}"
    yield from _unknown(entry["unknown"], scene.unknown)


def _figures(name, entries, found):
    """Gives the found figures of one name to the entries of that name, in the way that suits the reader best."""
    slots = [entry for entry in entries for _ in range(1 if entry.get("count") == "any" else entry.get("count", 1))]
    open_ended = any(entry.get("count") == "any" for entry in entries)
    few = found[: max(len(slots), 5)]
    if len(few) < len(slots):
        pairings = [list(zip(order, few)) for order in permutations(slots, len(few))]
    else:
        pairings = [list(zip(slots, order)) for order in permutations(few, len(slots))]

    def rightness(pairs):
        return sum(1 if good else -1 for entry in entries for good, _ in _looks(entry, pairs))

    best = max(pairings, key=rightness)
    for entry in entries:
        count = sum(paired is entry for paired, _ in best)
        enough = count == (1 if entry.get("count") == "any" else entry.get("count", 1))
        surplus = entry is entries[-1] and len(found) > len(slots) and not open_ended
        yield enough and not surplus, f"{entry.get('count', 1)} × {name}, not {len(found)}"
        yield from _looks(entry, best)


def _looks(entry, pairs):
    """One part for each look that the sentence gives, and one for each colour or clothing that it does not give."""
    found = [figure for paired, figure in pairs if paired is entry]
    for what in ("colour", "pattern", "pose", "size", "hidden"):
        if what in entry:
            seen = [getattr(figure, what) for figure in found]
            yield (
                bool(seen) and all(one == entry[what] for one in seen),
                f"{entry['name']}: {what} {entry[what]}, not {seen}",
            )
    if "colour" not in entry and any(figure.colour for figure in found):
        yield False, f"{entry['name']}: nobody said {[figure.colour for figure in found]}"
    clothes = {item["name"]: item.get("colour", "") for item in entry.get("clothes", ())}
    worn = [{item.name: item.colour for item in figure.clothes} for figure in found]
    for item, colour in clothes.items():
        good = bool(worn) and all(item in one and one[item] == colour for one in worn)
        yield good, f"{entry['name']}: {colour} {item}, not {worn}"
    for item in {item for one in worn for item in one} - set(clothes):
        yield False, f"{entry['name']}: nobody said it wears {item}"


def _relations(wanted, scene):
    left = [(scene.figures[r.subject].name, r.how, scene.figures[r.object].name) for r in scene.relations]
    said = list(left)
    for relation in wanted:
        subjects, hows, objects = (_several(relation[key]) for key in ("subject", "how", "object"))
        match = next(
            (
                (subject, how, thing)
                for subject, how, thing in left
                if (subject in subjects and how in hows and thing in objects)
                or (thing in subjects and MIRRORED.get(how) in hows and subject in objects)
            ),
            None,
        )
        if match:
            left.remove(match)  # "between two trees" needs two relations
        yield match is not None, f"{relation['subject']} {relation['how']} {relation['object']}, not {said}"


def _unknown(wanted, reported):
    reported = [word.casefold() for word in reported]
    matches = [[word for word in reported if word in want.casefold() or want.casefold() in word] for want in wanted]
    for want, match in zip(wanted, matches):
        yield bool(match), f"{want!r} is unknown, but reported are {reported}"
    for word in reported:
        if not any(word in match for match in matches):
            yield False, f"{word!r} is not unknown"


def _several(words):
    return words if isinstance(words, list) else [words]

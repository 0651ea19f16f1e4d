"""Brings the catalogues in storyhelpers/locale up to date with the code: python tests/words.py (or `make words`).

It finds every say("…") and say_n("…", "…", n) of the package, adds what is new to every catalogue with an empty
translation, drops what nobody says any more, and tells what waits for a translator. English is its own translation.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from storyhelpers.locale import LANGUAGES
from storyhelpers.locale.catalogue import file_of

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "storyhelpers"


def speakers(package: Path = PACKAGE) -> Iterator[tuple[Path, ast.Module]]:
    """The files that take say or say_n from storyhelpers.locale, parsed; elsewhere those names mean something else."""
    for path in sorted(package.rglob("*.py")):
        text = path.read_text("utf-8")
        if "locale import" not in text:  # most files; parsing takes time
            continue
        tree = ast.parse(text)
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        if any(
            (n.module or "").split(".")[-1] == "locale" and {"say", "say_n"} & {a.name for a in n.names}
            for n in imports
        ):
            yield path, tree


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Every say(…) and say_n(…), also inside an f-string, where Babel's own extractor finds none before Python 3.12."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("say", "say_n"):
            yield node


def sentences(call: ast.Call) -> tuple[str, ...] | None:
    """The English text of a call: one, or two for say_n. None where it is not written out."""
    texts = [getattr(argument, "value", None) for argument in call.args[: 1 if call.func.id == "say" else 2]]
    return tuple(texts) if texts and all(isinstance(text, str) for text in texts) else None


def said(package: Path = PACKAGE) -> Catalog:
    """All messages of the code, each with the files that say it."""
    catalog = Catalog(charset="utf-8")
    for path, tree in speakers(package):
        for texts in filter(None, map(sentences, calls(tree))):
            # Without line numbers, so that an edit elsewhere in a file leaves the catalogues alone.
            place = path.relative_to(package.parent).as_posix()
            catalog.add(texts if len(texts) == 2 else texts[0], locations=[(place, None)])
    return catalog


def stored(tag: str) -> Catalog:
    """The catalogue of a language as it is on disk."""
    with file_of(tag).open("rb") as file:
        return read_po(file, locale=tag.replace("-", "_"), charset="utf-8")


def updated(tag: str, code: Catalog) -> Catalog:
    """A language's catalogue with exactly the messages of the code."""
    old, new = stored(tag), Catalog(locale=tag.replace("-", "_"), charset="utf-8")
    for message in code:
        if message.id:
            both = message.id if isinstance(message.id, tuple) else (message.id,)
            kept = old.get(both[0])
            forms = message.id if tag == "en" else kept.string if kept is not None else ""
            if message.pluralizable and not isinstance(forms, tuple | list):
                forms = (forms,) * new.num_plurals
            new.add(message.id, forms, locations=message.locations)
    return new


def write(tag: str, catalog: Catalog) -> None:
    """Writes the .po file, with a head that does not change from day to day."""
    head = (
        f'msgid ""\nmsgstr ""\n"Language: {tag.replace("-", "_")}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    path = file_of(tag)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(head.encode())
        write_po(file, catalog, width=0, omit_header=True, sort_by_file=True, include_lineno=False)


def missing(catalog: Catalog) -> list[str]:
    """What waits for a translator."""
    lacking = [m for m in catalog if m.id and not all(m.string if isinstance(m.string, tuple) else (m.string,))]
    return [m.id[0] if isinstance(m.id, tuple) else m.id for m in lacking]


def main() -> int:
    """Updates every catalogue; answers 1 where words are missing."""
    code, waits = said(), 0
    for tag in LANGUAGES:
        catalog = updated(tag, code)
        write(tag, catalog)
        for message in missing(catalog):
            print(f"{file_of(tag).relative_to(ROOT)}: no words for {message!r}")
            waits += 1
    print(f"{len(code)} messages in {len(LANGUAGES)} languages, {waits} without words.")
    return bool(waits)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m storyhelpers demo`, `… book`, `… batch`, `… serve`, `… doctor`: the main jobs without make."""

import argparse
import contextlib
import json
import sys
from pathlib import Path

from .bookmaking import make_book
from .casts import CASTS
from .checkup import doctor
from .classroom.cluster.batch import command as batch
from .demo import DEMO_IDEA, run_demo
from .engine import StoryError
from .evaluate.grid.__main__ import main as draw_grid
from .gallery import PHOTOS
from .serving import PORT, port_of, serve_studio
from .studio import Studio


def main(words: list[str] | None = None) -> int:
    """Runs one command; answers the exit status: 0, or 1 after a StoryError (its sentence goes to stderr)."""
    parser = argparse.ArgumentParser(
        prog="python -m storyhelpers", description="Make a picture book that can be clicked and heard."
    )
    commands = parser.add_subparsers(dest="command")
    demo = commands.add_parser(
        "demo", help="run the whole chain: an idea or a picture becomes a book and a sounding page"
    )
    demo.add_argument("--idea", default="", help=f"a sentence in English, Chinese or Spanish (default: {DEMO_IDEA})")
    demo.add_argument("--picture", default="", help="a picture file of your own, used instead of drawing one")
    demo.add_argument("--book", default="", help="the book's name (default: made from the idea or the picture's name)")
    demo.add_argument("--seed", default="7", help="another number, another picture")
    book = commands.add_parser("book", help="make a book of a photograph: PDF, EPUB, a page that sounds, and more")
    book.add_argument("--photo", default="cat", help=f"a picture file, or one of {', '.join(PHOTOS)}")
    book.add_argument("--about", default="", help="what the photograph shows, in your words")
    book.add_argument("--language", default="en", help="en, zh-TW, es, or what else the engines speak")
    book.add_argument("--bilingual", default="", help="a second language on every page")
    book.add_argument("--pages", default="4", help="1 to 24")
    book.add_argument("--age", default="6", help="of the readers, in years")
    book.add_argument("--tone", default="", help="such as funny, calm, exciting")
    book.add_argument("--author", default="", help="as on the cover")
    book.add_argument("--link", default="", help="where the book can be fetched: its QR code")
    book.add_argument("--size", default="A4", help="A4, A5, square or letter")
    book.add_argument("--book", default="", help="the book's name (default: made from the photograph's)")
    page = commands.add_parser("studio", help="the studio as a web page, in your browser, until Ctrl-C")
    page.add_argument("--port", default=str(PORT), help=f"where it listens (default: {PORT})")
    batch.arguments(commands)
    grid = commands.add_parser("grid", help="draw a grid of pictures that a notebook has begun, or a share of it")
    grid.add_argument("folder", help="where the grid is")
    grid.add_argument("--shard", default="1/1", help="which share of how many, such as 2/4; else all of it")
    served = commands.add_parser(
        "serve", help="the studio for a class: a page for phones, and an endpoint for each verb"
    )
    served.add_argument("--port", default="", help="where it listens (default: the first free one from 7860 on)")
    served.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets in the machines of the same network")
    served.add_argument("--share", action="store_true", help="a public link through Gradio's servers")
    served.add_argument("--cast", default="", help=f"{', '.join(CASTS)} (default: what suits this machine)")
    checkup = commands.add_parser("doctor", help="what is here, what works, what to click or type")
    checkup.add_argument("--json", action="store_true", help="as JSON, for a program; exit status 0 where all is well")
    checkup.add_argument("--thorough", action="store_true", help="import every package and make every card work too")
    asked = parser.parse_args(words)
    if not asked.command:
        parser.print_help()
        return 1
    try:
        if asked.command == "doctor":
            return _doctor(asked)
        if asked.command == "book":
            return _book(asked)
        if asked.command == "batch":
            return batch.run(asked)
        if asked.command == "grid":
            return draw_grid([asked.folder, "--shard", asked.shard])
        if asked.command == "studio":
            serve_studio(asked.port)
            return 0
        if asked.command == "serve":
            _serve(asked)
            return 0
        seed = int(asked.seed) if asked.seed.isdecimal() else asked.seed
        folder, page = run_demo(asked.idea, asked.picture, asked.book, seed)
    except StoryError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print(
        f"\nThe book folder:   {folder}\nThe sounding page: {page}\nOpen the page in any browser: {Path(page).as_uri()}"
    )
    return 0


def _doctor(asked: argparse.Namespace) -> int:
    """Shows the report; answers 0 where all that is needed works, else 1."""
    with contextlib.redirect_stdout(sys.stderr):  # whatever others have to say, the report stands alone
        report = doctor(asked.thorough)
    print(json.dumps(report.as_json(), indent=1) if asked.json else report)
    return 0 if report.healthy else 1


def _serve(asked: argparse.Namespace) -> None:
    """Shows link, code and QR code in the terminal, and serves until Ctrl-C."""
    import segno

    from .classroom import serve

    port = port_of(asked.port) if asked.port else None
    with serve(Studio(asked.cast or None), port=port, host=asked.host, share=asked.share) as server:
        print(server)
        segno.make_qr(server.link).terminal(compact=True)
        print(f"\n{server.link}\n(end it with Ctrl-C)", flush=True)
        server.wait()


def _book(asked: argparse.Namespace) -> int:
    wishes = {name: value for name, value in vars(asked).items() if name not in ("command", "photo")}
    for name in ("pages", "age"):
        wishes[name] = int(wishes[name]) if wishes[name].isdecimal() else wishes[name]
    folder, files = make_book(asked.photo or "cat", **wishes)
    print(f"\nThe book folder: {folder}")
    for file in files:
        print(f"{file.stat().st_size / 1e6:8.2f} MB  {file}")
    page = next(file for file in files if file.suffix == ".html")
    print(f"Open the book in any browser: {page.as_uri()}")
    return 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):  # a Windows console may not know Chinese
        stream.reconfigure(errors="replace")
    sys.exit(main())

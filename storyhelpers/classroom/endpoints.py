"""One named, typed endpoint for each verb, "/draw", "/cut_out", …; and /health and /cancel.

An endpoint is an async generator without a limit of Gradio's own: who waits for whom is the line's business alone.
Files are checked before anything opens them, and only such as this server itself wrote are ever looked at.
"""

import asyncio
import contextlib
import inspect
import mimetypes
from collections.abc import AsyncIterator
from contextvars import Context
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import gradio as gr

from ..engine import BadInput, StoryError
from ..locale import speaker
from . import uploads
from .desk import Desk, verb_named
from .entrance.door import pupil_of
from .entrance.login import spoken_by
from .pipe.packing import error_to_json
from .pipe.wire import NEEDED, VERBS, Field, Verb, answered, carried, file_of, received
from .queue.ticket import Update

TICK = 0.08  # seconds between two messages of one wish: thirty pupils' streams must leave time for other things
SOON = 0.03  # seconds until the first one
BEAT = 5.0  # seconds after which the last message is said again: only then does Gradio notice who has gone away
PREVIEW = 512  # px, the longer side of a picture that is on its way
TYPES = {  # the kinds of fields and results as types of Python, for the page that explains the endpoints
    "text": str, "whole": int, "number": float, "points": list[list[float]], "box": list[float],
    "picture": gr.FileData, "sound": gr.FileData, "region": dict, "story": dict, "heard": dict,
}  # fmt: skip


def add_all(desk: Desk) -> None:
    """Adds every verb, /health and /cancel to the Blocks that is being built."""
    for verb in VERBS:
        add(desk, verb)
    if "tuned" in desk.others:  # the two side by side
        add(desk, "draw", name="draw_base")
        add(desk, "draw", name="draw_tuned", studio="tuned")

    async def health() -> dict:
        """Who works where, how long the line is, how much memory is taken."""
        return desk.report()

    async def cancel(ticket: str, request: gr.Request) -> dict:
        """Ends a wish of yours, by the ticket that its messages carry, whether it waits or is worked on."""
        return {"cancelled": desk.cancel(str(ticket), pupil_of(request))}

    for one in (health, cancel):
        gr.api(one, api_name=one.__name__, api_description=one.__doc__, queue=False)


def add(desk: Desk, verb: str, *, name: str = "", studio: str = "") -> None:
    """Adds one verb of one studio as the endpoint "/name" to the Blocks that is being built."""
    asked, app = verb_named(verb), gr.context.Context.root_block

    async def run(*values):
        *given, ticket, request = values
        ticket, said = str(ticket or "") or desk.new_ticket(), Said(desk, asked, pupil_of(request))
        speaks, failed = speaker(spoken_by(request.headers)), None
        try:
            if len(ticket) > 64:
                raise BadInput("A ticket has up to 64 characters.")
            values = dict(zip((field.name for field in asked.fields), given))
            arguments = await asyncio.create_task(said.arguments(values), context=speaks)
            wishes = desk.ask(verb, arguments, pupil=said.pupil, ticket=ticket, studio=studio)
            async with contextlib.aclosing(paced(wishes, speaks)) as updates:
                async for update in updates:
                    if update.error is not None:  # not raised: the line keeps it, and would keep all of this with it
                        failed = update.error
                        break
                    yield await said.message(update, ticket)
        except StoryError as error:
            failed = error
        finally:
            _forget(app, request.session_hash)
        if failed is None:
            return
        yield None, {"state": "failed", "ticket": ticket, **error_to_json(failed)}
        raise gr.Error(str(failed), title=type(failed).__name__, print_exception=False)

    run.__name__ = name or verb
    _typed(run, asked)
    made = gr.api(run, api_name=name or verb, api_description=_explained(desk, asked), concurrency_limit=None)
    function = app.fns[made["id"]]
    names = [(field.name, field.kind) for field in asked.fields] + [("ticket", "text")]
    for block, (label, kind) in zip(function.inputs, names):
        block.label, block.async_move_resource_to_block_cache = label, _as_it_is
        if kind.removeprefix("?") in ("picture", "sound"):
            block._api_info = gr.FileData.model_json_schema()
    for block, label in zip(function.outputs, (asked.made, "how it stands")):
        block.label, block.async_move_resource_to_block_cache = label, _as_it_is
    if asked.made in ("picture", "sound"):
        function.outputs[0]._api_info = _files(asked.name == "draw")


def _forget(app, session: str) -> None:
    """Gradio keeps what each session's page looks like, and takes every single call for one. There is no page here."""
    app.state_holder.session_data.pop(session, None)
    app.state_holder.time_last_used.pop(session, None)


async def _as_it_is(path: str) -> str:
    """Instead of Gradio's own: it would fetch a web address that a stranger gives, and copy files of ours."""
    return path


def _typed(run, verb: Verb) -> None:
    """Gives an endpoint's function the signature that Gradio reads."""
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [
        inspect.Parameter(field.name, kind, annotation=_type(field),
                          default=inspect.Parameter.empty if field.default is NEEDED else _plain(field.default))
        for field in verb.fields
    ]  # fmt: skip
    parameters.append(inspect.Parameter("ticket", kind, annotation=str, default=""))
    parameters.append(inspect.Parameter("request", kind, annotation=gr.Request, default=None))
    answer = tuple[TYPES[verb.made], dict]
    run.__signature__ = inspect.Signature(parameters, return_annotation=answer)
    run.__annotations__ = {p.name: p.annotation for p in parameters} | {"return": answer}


def _plain(default):
    return list(default) if isinstance(default, tuple) else default


def _type(field: Field):
    if field.choices:
        return Literal[field.choices]
    return TYPES[field.kind.removeprefix("?")]  # that it may be null, the default says


def _files(several: bool) -> dict:
    """A file, or several, as the page that explains the endpoints, and Gradio's clients, know them."""
    file = gr.FileData.model_json_schema()
    if not several:
        return file
    return {"anyOf": [file, {"type": "array", "items": file}], "$defs": file.get("$defs", {})}


def _explained(desk: Desk, verb: Verb) -> str:
    """What the page that explains the endpoints says of one."""
    told = inspect.getdoc(getattr(desk.studio, verb.name)) or ""
    return (
        f"{told}\n\nAnswers again and again: the result so far, and how it stands: "
        '{"state": "waiting", "before": 3}, {"state": "working", "done": 3, "of": 25}, {"state": "done", …}. '
        "ticket: a text of your own; given again, it goes on with the same wish. Every request brings the class code: "
        'Client(link, headers={"X-Class-Code": code, "X-Pupil": "16 letters or more of your own"}), or curl -H.'
    )


@dataclass(frozen=True)
class Told:
    """A result as it was told. A ticket keeps this for one who comes back: pixels of a whole class would be many."""

    value: object
    about: dict


class Said:
    """What one pupil's call of one verb is told."""

    def __init__(self, desk: Desk, verb: Verb, pupil: str):
        self.desk, self.verb, self.pupil = desk, verb, pupil
        self.picture, self.preview = None, None  # the newest picture on its way, and its file

    async def arguments(self, values: dict) -> dict:
        """The verb's own arguments. What has to be opened is opened beside the event loop."""
        if any(field.kind.removeprefix("?") in ("picture", "sound", "region", "story") for field in self.verb.fields):
            return await asyncio.to_thread(received, self.verb.name, values, self._picture, self._sound)
        return received(self.verb.name, values, self._picture, self._sound)

    async def message(self, update: Update, ticket: str) -> tuple:
        """One answer of the endpoint: the result so far, and how it stands."""
        status = {"state": update.state, "ticket": ticket}
        if update.state == "waiting":
            return None, status | {"before": update.before}
        if update.state == "done":
            told = update.result
            if not isinstance(told, Told):
                value = told  # pictures and sounds become files, beside the event loop
                value = value if isinstance(value, str) else await asyncio.to_thread(answered, value, self._keep)
                told = Told(value, carried(told))
                self.desk.line.lighten(ticket, self.pupil, told)
            return told.value, status | told.about | {"seconds": update.seconds}
        if update.picture is not None and update.picture is not self.picture:
            self.picture = update.picture
            self.preview = await asyncio.to_thread(self._small, update.picture)
        status |= {"done": update.done, "of": update.of, "text": update.text, "preview": self.preview}
        return update.text or None if self.verb.made == "text" else None, status

    def _keep(self, data: bytes, ending: str) -> dict:
        path = self.desk.results.keep(data, ending, self.pupil)
        return file_of(path, len(data), Path(path).name, mimetypes.types_map.get(ending, ""))

    def _small(self, picture) -> dict:
        if max(picture.size) > PREVIEW:
            small = picture.image.copy()
            small.thumbnail((PREVIEW, PREVIEW))
            picture = replace(picture, image=small)
        return self._keep(picture.webp(70), ".webp")

    def _picture(self, file: dict):
        return uploads.picture(self._path(file))

    def _sound(self, file: dict):
        return uploads.sound(self._path(file))

    def _path(self, file: dict) -> Path:
        """Where a file lies that this pupil uploaded, or a result of theirs. Raises BadInput."""
        path = Path(file["path"])
        if not self.desk.results.may_read(file["path"], self.pupil) or not path.is_file() or path.is_symlink():
            raise BadInput("That file is not here, or not any more. Upload it, and give the path that this answers.",
                           "file gone")  # fmt: skip
        return path


async def _next(updates: AsyncIterator[Update]) -> Update | None:
    return await anext(updates, None)


async def paced(updates: AsyncIterator[Update], speaks: Context | None = None) -> AsyncIterator[Update]:
    """The same updates, the newest every TICK seconds at most; the last one at once, whatever went before.

    The first waits a moment too: a wish that is done by then needs one message, and each costs Gradio milliseconds. One
    that lasts is said again every BEAT seconds. speaks: the context in which the updates are asked for.
    """
    clock = asyncio.get_running_loop().time
    task, held, shown, said = None, None, None, clock() + SOON - TICK
    try:
        while True:
            task = task or asyncio.create_task(_next(updates), context=speaks)
            wait = None if held is shown is None else said + (TICK if held else BEAT) - clock()
            await asyncio.wait({task}, timeout=wait and max(0.0, wait))
            if task.done():
                held, task = task.result(), None
                if held is None:
                    return
                if held.state not in ("done", "failed") and clock() < said + TICK:
                    continue
            held = held or shown
            yield held
            held, shown, said = None, held, clock()
    finally:
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await updates.aclose()

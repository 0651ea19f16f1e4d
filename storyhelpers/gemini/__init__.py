"""The one Gemini client: words, JSON, pictures, speech, also streamed; it waits, tries again, says what went wrong.

The key comes from `environment.secret`. It is never shown: not in a repr, an error, a log or a file.
"""

import io
import json
import logging
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, ThreadPoolExecutor, wait
from contextlib import closing

from ..engine import NoAnswer, NotHere, StoryError
from .keys import Key, check_key, find_key, is_no_rumour
from .parcels import contents_of, opened, picture_in, pieces_of, safety_of, settings_of, speech_in, words_of
from .troubles import GROWING, WITHOUT, Trouble, broke_off, explain, no_answer, scrub, troubles, why_not
from .watching import watched

# Names change every few months: the first that the service lists is taken, else the nearest of its kind.
TEXT_MODELS = ("gemini-flash-latest", "gemini-3.8-flash", "gemini-3.6-flash", "gemini-3.5-flash", "gemini-2.5-flash")
PICTURE_MODELS = ("gemini-3.1-flash-image", "gemini-3.1-flash-lite-image", "gemini-2.5-flash-image")
SPEECH_MODELS = ("gemini-3.8-flash-tts", "gemini-3.1-flash-tts", "gemini-3.1-flash-tts-preview",
                 "gemini-2.5-flash-tts", "gemini-2.5-flash-preview-tts")  # fmt: skip
TIMEOUT = 120  # seconds without a sign of life; the package itself would wait for ever
LONGEST_WAIT = 60  # seconds that one request may spend on waiting in all
WAITS = (1, 2, 4, 8)  # seconds before another try, when the service is overloaded and does not say how long
AT_ONCE = 2  # pictures asked for at the same time


class Gemini:
    """A client of the Gemini API.

    models, picture_models, speech_models: one name, which is then the only one for words, pictures or speech; or
    several, of which the first that is there is taken; none: the lists above. key: else GEMINI_API_KEY or
    GOOGLE_API_KEY of the environment. tell: is given a sentence when it has to wait or takes another model. waits,
    longest_wait, timeout: seconds. safety: how easily Google's filter stops an answer: "default" is as Google set it;
    "strict" stops also what is only perhaps unfit for children; "off" stops only what is very likely harmful (Google
    lets nobody switch off what protects children).

    All methods raise NotHere (no key, a wrong one, the package is missing) and NoAnswer (blocked, quota, no internet).
    """

    def __init__(self, models: str | Sequence[str] = (), key: str | None = None, *,
                 picture_models: str | Sequence[str] = (), speech_models: str | Sequence[str] = (),
                 timeout: float = TIMEOUT, waits: Sequence[float] = WAITS, longest_wait: float = LONGEST_WAIT,
                 tell: Callable[[str], None] = print, safety: str = "default"):  # fmt: skip
        given = {"text": models or TEXT_MODELS, "picture": picture_models or PICTURE_MODELS,
                 "speech": speech_models or SPEECH_MODELS}  # fmt: skip
        self.safety, self._safety = safety, safety_of(safety)
        self._strict = {kind for kind, names in given.items() if isinstance(names, str)}  # no other may step in
        self._wanted = {kind: (names,) if isinstance(names, str) else tuple(names) for kind, names in given.items()}
        self._given_key = Key(key) if key else None
        self._timeout, self._waits, self._longest_wait, self._tell = timeout, tuple(waits), longest_wait, tell
        self._client = self._listed = None
        self._key = Key()
        self._chosen: dict[str, str] = {}  # kind → model
        self._gone: set[str] = set()
        self._refused: set[tuple[str, str]] = set()  # (model, "seed" or "aspect") that it does not take
        self._kept: dict[tuple, list] = {}  # the last pictures of an order that is not complete
        self._lock = threading.RLock()

    def __repr__(self):
        return f"Gemini({self.model_name('text')}, {self.model_name('picture')})"

    def model_name(self, kind: str) -> str:
        """The model for "text", "picture" or "speech": the one in use, else the first to be tried. Asks nobody."""
        return self._chosen.get(kind, self._wanted[kind][0])

    # ---- what it can do ----

    def text(self, prompt: str, *, system: str | None = None, pictures: Sequence = (), schema: dict | None = None,
             temperature: float | None = None) -> str:  # fmt: skip
        """The answer to `prompt` (and pictures, ours or PIL); with a JSON `schema`, it is JSON text that follows it."""
        contents, settings = contents_of(prompt, pictures), self._settings(system, temperature, schema)

        def send(client, model):
            return client.models.generate_content(model=model, contents=contents, config=settings_of(**settings))

        for _ in range(2):  # an empty answer is rare, and as a rule the second one is not empty
            answer, _ = self._ask("text", send)
            reason, final = why_not(answer)
            if reason:
                raise no_answer("answer", reason, "", final)
            if words := words_of(answer).strip():
                return words
        raise no_answer("answer", "")

    def stream(self, prompt: str, *, system: str | None = None, pictures: Sequence = (), schema: dict | None = None,
               temperature: float | None = None,
               on_wait: Callable[[], None] | None = None) -> Iterator[str]:  # fmt: skip
        """The answer in pieces, as they come; with a JSON `schema`, pieces of JSON text. on_wait: see `interleaved`.

        Raises NoAnswer in the middle when the answer breaks off; its `reason` is then "BROKE_OFF" or "MAX_TOKENS".
        """
        contents, settings = contents_of(prompt, pictures), self._settings(system, temperature, schema)
        yield from watched(self._flow("text", contents, settings, lambda piece: [words_of(piece)]), on_wait)

    def interleaved(self, prompt: str, *, system: str | None = None, pictures: Sequence = (),
                    on_wait: Callable[[], None] | None = None) -> Iterator:  # fmt: skip
        """One answer of words and pictures, in their order, as they come: str and PIL images, `info["model"]` in them.

        A picture that cannot be read comes as None. on_wait() is called several times a second while nothing comes and
        may raise Cancelled. Raises NoAnswer in the middle when the answer breaks off.
        """
        contents, settings = contents_of(prompt, pictures), self._settings(system, None, None)
        settings["response_modalities"] = ["TEXT", "IMAGE"]
        for piece in watched(self._flow("picture", contents, settings, pieces_of), on_wait):
            yield opened(piece, self.model_name("picture")) if isinstance(piece, bytes) else piece

    def speech(self, words: str, *, voice: str, on_wait: Callable[[], None] | None = None) -> tuple[bytes, int, str]:
        """The words read aloud by one of Google's prebuilt voices: (16-bit samples of one channel, rate, model).

        on_wait: see `interleaved`.
        """
        contents, model = contents_of(words, ()), ""
        settings = {
            "response_modalities": ["AUDIO"], "safety_settings": self._safety,
            "speech_config": {"voice_config": {"prebuilt_voice_config": {"voice_name": voice}}},
        }  # fmt: skip

        def send(client, model):
            return client.models.generate_content(model=model, contents=contents, config=settings_of(**settings))

        def asking():
            yield self._ask("speech", send)

        for _ in range(2):  # the speech models answer with nothing now and then, and the next try is as a rule heard
            answer, model = next(iter(watched(asking(), on_wait)))
            reason, final = why_not(answer)
            if reason and (final or reason != "OTHER"):
                raise no_answer("reading", reason, "", final)
            if found := speech_in(answer):
                return *found, model
        raise no_answer("reading", "")

    def _settings(self, system, temperature, schema) -> dict:
        settings = {"system_instruction": system, "temperature": temperature, "safety_settings": self._safety}
        if schema is not None:
            settings |= {"response_mime_type": "application/json", "response_json_schema": schema}
        return settings

    def _flow(self, kind: str, contents, settings: dict, unpack: Callable) -> Iterator:
        """What `unpack` finds in the pieces of a streamed answer, one by one; "" is left out."""

        def send(client, model):
            made = settings_of(**settings)
            pieces = client.models.generate_content_stream(model=model, contents=contents, config=made)
            return next(pieces, None), pieces

        (piece, pieces), model = self._ask(kind, send)
        some = ended = False
        with closing(pieces):
            while piece is not None:
                for one in unpack(piece):
                    if one != "":
                        some = True
                        yield one
                reason, final = why_not(piece)
                if reason:
                    raise no_answer("whole answer", reason, "", final)
                ended = ended or bool(piece.candidates and piece.candidates[0].finish_reason)
                piece, trouble = self._once(lambda: next(pieces, None), model)
                if trouble:
                    raise broke_off(trouble)
        if not (some and ended):
            raise no_answer("whole answer", "BROKE_OFF" if some else "")

    def json(self, prompt: str, schema: dict, *, system: str | None = None, pictures: Sequence = (),
             temperature: float | None = None) -> dict:  # fmt: skip
        """The answer as a dictionary that has what `schema` (a JSON schema of type object) requires."""
        for _ in range(2):
            words = self.text(prompt, system=system, pictures=pictures, schema=schema, temperature=temperature)
            try:
                made = json.loads(re.sub(r"^```(?:json)?\s*|\s*```$", "", words))
            except ValueError:
                continue
            if isinstance(made, dict) and set(schema.get("required", ())) <= set(made):
                return made
        raise NoAnswer("Gemini's answer does not have the form that was asked for, twice. Run the line once more.")

    def pictures(self, prompt: str, *, n: int = 1, aspect: str = "1:1", seed: int = 0,
                 on_step: Callable[[int, int], None] | None = None) -> list:  # fmt: skip
        """`n` pictures (PIL, RGB), whose `info` says model, seed and what of aspect and seed was left_out.

        Picture i is asked for with seed + i; one that does not come is asked for once more with a seed of its own.
        on_step(pictures here, n) is called several times a second and may raise Cancelled. What came of an order that
        was not completed is kept: the same call again asks for the rest only.
        """
        mark = (prompt, aspect, seed)
        with self._lock:
            came = self._kept.get(mark, [])
            self._kept = {mark: came}
        if len(came) < n:
            self._fetch(came, mark, n, on_step)
        if on_step:
            on_step(n, n)
        with self._lock:
            self._kept.pop(mark, None)
        return sorted(came, key=lambda image: image.info["seed"])[:n]

    # ---- pictures ----

    def _fetch(self, came, mark, n, on_step):
        """Fills the list `came` up to n pictures, AT_ONCE at a time; the caller's thread listens for Cancelled."""
        prompt, aspect, seed = mark
        here = {image.info["seed"] for image in came}
        free, missing = [s for s in range(seed, seed + 3 * n) if s not in here], n - len(came)
        stop, pool, trouble = threading.Event(), ThreadPoolExecutor(AT_ONCE), None
        orders = zip(free[:missing], free[missing:])
        pending = {pool.submit(self._draw, prompt, aspect, seeds, stop, came) for seeds in orders}
        try:
            while pending:
                if on_step:
                    on_step(min(len(came), n), n)
                done, pending = wait(pending, timeout=0.2, return_when=FIRST_COMPLETED)
                for future in done:
                    try:
                        future.result()
                    except CancelledError:
                        continue
                    except StoryError as error:
                        trouble = trouble or error
                        if getattr(error, "final", True):
                            stop.set()
                            for other in pending:
                                other.cancel()
        finally:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
        if trouble is None:
            return
        if came:
            raise type(trouble)(
                f"{len(came)} of {n} pictures came. {trouble} What came is kept: run the same line again to ask for "
                f"the rest only, or type n={len(came)}."
            )
        raise trouble

    def _draw(self, prompt, aspect, seeds, stop, came):
        """Asks for one picture with the first seed; if none came by bad luck, with the second. Adds it to `came`."""
        from PIL import Image, UnidentifiedImageError

        def send(client, model):
            takes = {wish for wish in ("seed", "aspect") if (model, wish) not in self._refused}
            shape = {"extra_body": {"generationConfig": {"imageConfig": {"aspectRatio": aspect}}}}
            config = settings_of(  # extra_body, because the oldest google-genai that will do has no image_config
                response_modalities=["IMAGE"], http_options=shape if "aspect" in takes else None,
                safety_settings=self._safety,
                seed=seed % 2**31 if "seed" in takes else None,  # the service knows 32 bits with a sign
            )  # fmt: skip
            return client.models.generate_content(model=model, contents=prompt, config=config)

        for seed in seeds:
            answer, model = self._ask("picture", send, stop)
            reason, final = why_not(answer)
            if data := picture_in(answer):
                try:
                    image = Image.open(io.BytesIO(data)).convert("RGB")
                except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
                    reason, final = "DAMAGED", False
                else:
                    left_out = tuple(wish for wish in ("seed", "aspect") if (model, wish) in self._refused)
                    image.info = {"model": model, "seed": seed, "left_out": left_out}
                    with self._lock:  # an order that was cancelled may still be coming in
                        came += [image] if seed not in {c.info["seed"] for c in came} else []
                    return
            words = scrub(words_of(answer), self._key)
            trouble = no_answer("picture", reason or ("NO_IMAGE" if words else ""), words, final)
            if final or stop.is_set():
                break
        raise trouble

    # ---- asking, with patience ----

    def _ask(self, kind, send, stop=None):
        """(send(client, model)'s answer, that model); waits, and takes another model of the kind if one is gone.

        What a model does not take (a seed, an aspect) is noted in _refused, and send is called again.
        """
        spared = 0
        while True:
            model = self._model(kind, stop)
            answer, trouble = self._patiently(lambda c, model=model: send(c, model), model, stop)
            if trouble is None:
                return answer, model
            if trouble.unwanted and kind == "picture" and spared < 2:
                self._refused.add((model, trouble.unwanted))
                spared += 1
            elif trouble.gone:
                with self._lock:
                    news = model not in self._gone
                    self._gone.add(model)
                    if self._chosen.get(kind) == model:
                        del self._chosen[kind]
                other = self._model(kind, stop)
                if news:
                    self._tell(f"The model {model} is not there any more; {other} is asked instead.")
            else:
                raise trouble.says

    def _patiently(self, send, model, stop):
        """(answer, None), or (None, Trouble) when waiting does not help or would last too long."""
        stop, waits, spent = stop or threading.Event(), iter(self._waits), 0.0
        while True:
            client = self._connect()
            answer, trouble = self._once(lambda client=client: send(client), model)
            if trouble is None or trouble.wait is None:
                return answer, trouble
            growing = next(waits, None)  # they also say how often it is tried
            seconds = growing if trouble.wait == GROWING else trouble.wait
            if growing is None or spent + seconds > self._longest_wait or stop.is_set():
                return None, trouble
            self._tell(f"Gemini {trouble.why}; trying again in {seconds:.2g} s.")
            spent += seconds
            if stop.wait(seconds):
                return None, trouble

    def _once(self, act, model) -> tuple[object, Trouble | None]:
        """act()'s answer, or the Trouble it met. What the package raised is let go here: it may hold the key."""
        try:
            return act(), None
        except troubles() as error:
            others = [m for m in self._listed or () if _kind(m) == _kind(model) and m != model and m not in self._gone]
            trouble = explain(error, model, self._key, self._timeout, ", ".join(sorted(others, key=_nearness)))
        if trouble.key:  # the next call looks for a key again
            with self._lock:
                self._client = self._listed = None
        return None, trouble

    def _connect(self):
        with self._lock:
            if self._client is None:
                try:
                    from google import genai
                except ImportError:
                    raise NotHere(
                        'Gemini needs the package google-genai. Type: pip install "google-genai>=1.30"'
                    ) from None
                self._key = self._given_key or find_key()
                check_key(self._key)
                logging.getLogger("google_genai._api_client").addFilter(is_no_rumour)
                # http_options keeps the client off Kaggle's proxy; no base_url, so that GOOGLE_GEMINI_BASE_URL counts
                options = genai.types.HttpOptions(timeout=max(1, round(self._timeout * 1000)), api_version="v1beta")
                self._client = genai.Client(api_key=str(self._key), vertexai=False, http_options=options)
            return self._client

    def _model(self, kind, stop=None) -> str:
        """The model of that kind ("text", "picture", "speech") which this client uses, chosen of those listed."""
        with self._lock:
            if kind not in self._chosen:
                if self._listed is None:
                    listed, trouble = self._patiently(lambda client: list(client.models.list()), "", stop)
                    if trouble:
                        raise trouble.says
                    self._listed = [
                        m.name.removeprefix("models/") for m in listed
                        if m.name and "generateContent" in (m.supported_actions or ["generateContent"])
                    ]  # fmt: skip
                self._chosen[kind] = self._choose(kind)
            return self._chosen[kind]

    def _choose(self, kind) -> str:
        here, wanted = [m for m in self._listed if m not in self._gone], self._wanted[kind]
        if found := next((m for m in wanted if m.removeprefix("models/") in here), None):
            return found.removeprefix("models/")
        able = sorted((m for m in here if _kind(m) == kind), key=_nearness)
        if able and kind not in self._strict:
            return able[0]
        self._listed, self._gone = None, set()  # the next call looks again
        if kind in self._strict:
            raise NotHere(f"Gemini has no model {wanted[0]} for this key. There is: {', '.join(able) or 'none'}.")
        doing = {"picture": "draws", "speech": "reads aloud"}.get(kind, "writes")
        raise NotHere(f"Gemini lists no model that {doing} for this key; {WITHOUT}.")


def _kind(model: str) -> str | None:
    """What a listed model is for, told by its name: "picture", "speech", "text", or None for video, robots, …"""
    if not model.startswith("gemini") or re.search("audio|live|embed|robot|computer|transcri|translat|omni", model):
        return None
    return "picture" if "image" in model else "speech" if "tts" in model else "text"


def _nearness(model: str):
    """Sorts models: flash before others, whole before lite, finished before preview, new before old."""
    version = re.search(r"gemini-(\d+(?:\.\d+)?)", model)
    return ("flash" not in model, "lite" in model, bool(re.search("preview|exp", model)),
            -float(version[1]) if version else 0.0, model)  # fmt: skip

"""The one Gemini client: words, streamed words, JSON and pictures; it waits, tries again, and says what went wrong.

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
from .parcels import contents_of, picture_in, settings_of, words_of
from .troubles import GROWING, KEY_PAGE, WITHOUT, Trouble, explain, no_answer, scrub, troubles, why_not

# Names change every few months: the first that the service lists is taken, else the nearest of its kind.
TEXT_MODELS = ("gemini-flash-latest", "gemini-3.8-flash", "gemini-3.6-flash", "gemini-3.5-flash", "gemini-2.5-flash")
PICTURE_MODELS = ("gemini-3.1-flash-image", "gemini-3.1-flash-lite-image", "gemini-2.5-flash-image")
TIMEOUT = 120  # seconds without a sign of life; the package itself would wait for ever
LONGEST_WAIT = 60  # seconds that one request may spend on waiting in all
WAITS = (1, 2, 4, 8)  # seconds before another try, when the service is overloaded and does not say how long
AT_ONCE = 2  # pictures asked for at the same time
KEYS = ("GEMINI_API_KEY", "GOOGLE_API_KEY")


class _Key(str):
    """A key that does not show itself."""

    def __repr__(self):
        return "(hidden)"


class Gemini:
    """A client of the Gemini API.

    models, picture_models: one name, which is then the only one for words or pictures; or several, of which the first
    that is there is taken; none: the lists above. key: else GEMINI_API_KEY or GOOGLE_API_KEY of the environment.
    tell: is given a sentence when it has to wait or takes another model. waits, longest_wait, timeout: seconds.

    All methods raise NotHere (no key, a wrong one, the package is missing) and NoAnswer (blocked, quota, no internet).
    """

    def __init__(self, models: str | Sequence[str] = (), key: str | None = None, *,
                 picture_models: str | Sequence[str] = (), timeout: float = TIMEOUT, waits: Sequence[float] = WAITS,
                 longest_wait: float = LONGEST_WAIT, tell: Callable[[str], None] = print):  # fmt: skip
        given = {"text": models or TEXT_MODELS, "picture": picture_models or PICTURE_MODELS}
        self._strict = {kind for kind, names in given.items() if isinstance(names, str)}  # no other may step in
        self._wanted = {kind: (names,) if isinstance(names, str) else tuple(names) for kind, names in given.items()}
        self._given_key = _Key(key) if key else None
        self._timeout, self._waits, self._longest_wait, self._tell = timeout, tuple(waits), longest_wait, tell
        self._client = self._listed = None
        self._key = _Key()
        self._chosen: dict[str, str] = {}  # kind → model
        self._gone: set[str] = set()
        self._refused: set[tuple[str, str]] = set()  # (model, "seed" or "aspect") that it does not take
        self._kept: dict[tuple, list] = {}  # the last pictures of an order that is not complete
        self._lock = threading.RLock()

    def __repr__(self):
        return f"Gemini({self.model_name('text')}, {self.model_name('picture')})"

    def model_name(self, kind: str) -> str:
        """The model for "text" or "picture": the one in use, else the first that will be tried. Asks nobody."""
        return self._chosen.get(kind, self._wanted[kind][0])

    # ---- what it can do ----

    def text(self, prompt: str, *, system: str | None = None, pictures: Sequence = (), schema: dict | None = None,
             temperature: float | None = None) -> str:  # fmt: skip
        """The answer to `prompt` (and pictures, ours or PIL); with a JSON `schema`, it is JSON text that follows it."""
        contents = contents_of(prompt, pictures)
        settings = {"system_instruction": system, "temperature": temperature}
        if schema is not None:
            settings |= {"response_mime_type": "application/json", "response_json_schema": schema}

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

    def stream(self, prompt: str, *, system: str | None = None, pictures: Sequence = (),
               temperature: float | None = None) -> Iterator[str]:  # fmt: skip
        """The answer in pieces, as they come. Raises NoAnswer in the middle when the answer breaks off."""
        contents, config = contents_of(prompt, pictures), {"system_instruction": system, "temperature": temperature}

        def send(client, model):
            pieces = client.models.generate_content_stream(model=model, contents=contents, config=settings_of(**config))
            return next(pieces, None), pieces

        (piece, pieces), model = self._ask("text", send)
        some = ended = False
        with closing(pieces):
            while piece is not None:
                if words := words_of(piece):
                    some = True
                    yield words
                reason, final = why_not(piece)
                if reason:
                    raise no_answer("whole answer", reason, "", final)
                ended = ended or bool(piece.candidates and piece.candidates[0].finish_reason)
                piece, trouble = self._once(lambda: next(pieces, None), model)
                if trouble:
                    raise NoAnswer(f"The answer broke off in the middle. {trouble.says}")
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
                self._key = self._given_key or _find_key()
                _check_key(self._key)
                logging.getLogger("google_genai._api_client").addFilter(_is_no_rumour)
                # http_options keeps the client off Kaggle's proxy; no base_url, so that GOOGLE_GEMINI_BASE_URL counts
                options = genai.types.HttpOptions(timeout=max(1, round(self._timeout * 1000)), api_version="v1beta")
                self._client = genai.Client(api_key=str(self._key), vertexai=False, http_options=options)
            return self._client

    def _model(self, kind, stop=None) -> str:
        """The model of that kind ("text" or "picture") which this client uses, chosen from what the service lists."""
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
        doing = "draws" if kind == "picture" else "writes"
        raise NotHere(f"Gemini lists no model that {doing} for this key; {WITHOUT}.")


def _kind(model: str) -> str | None:
    """What a listed model is for, told by its name: "picture", "text", or None for sound, video, robots and so on."""
    if not model.startswith("gemini") or re.search("tts|audio|live|embed|robot|computer|transcri|translat|omni", model):
        return None
    return "picture" if "image" in model else "text"


def _nearness(model: str):
    """Sorts models: flash before others, whole before lite, finished before preview, new before old."""
    version = re.search(r"gemini-(\d+(?:\.\d+)?)", model)
    return ("flash" not in model, "lite" in model, bool(re.search("preview|exp", model)),
            -float(version[1]) if version else 0.0, model)  # fmt: skip


def _find_key() -> _Key:
    from ..environment import secret

    if found := secret(*KEYS):
        return _Key(found.strip())
    raise NotHere(
        f"There is no Gemini key. Get one at {KEY_PAGE} and keep it as the secret {KEYS[0]} (Kaggle: Add-ons › "
        f"Secrets, Colab: the key on the left, else an environment variable), or {WITHOUT}.",
        "no key", page=KEY_PAGE,
    )  # fmt: skip


def _is_no_rumour(record) -> bool:
    """Silences a warning of the package's, that of two keys it uses the other one: it uses the one it is given."""
    return "Both GOOGLE_API_KEY" not in str(record.msg)


def _check_key(key: str) -> None:
    if not re.fullmatch(r"[!-~]{8,}", key.strip()) or key.startswith("auth_tokens/"):
        raise NotHere(
            f"What is kept as {KEYS[0]} is not a Gemini key: a key is one long word of letters, digits and signs. Copy "
            f"it once more from {KEY_PAGE}.",
            "no key", page=KEY_PAGE,
        )  # fmt: skip

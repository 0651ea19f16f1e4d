"""What can go wrong with the Gemini API, each as one clear sentence: what happened, and what to do or type."""

import math
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from ..engine import NoAnswer, NotHere, StoryError

WITHOUT = 'type Studio("offline") to go on without'
KEY_PAGE = "https://aistudio.google.com/apikey"
GROWING = -1.0  # as a wait: the service does not say how long, so the client's own growing waits

REASONS = {  # block reason or finish reason of an answer → what it means, and what to type instead
    "SAFETY": "its safety filter objects{harms}. Say it more gently: without violence, danger or insults",
    "PROHIBITED_CONTENT": "Google's rules forbid what it is about. Take another idea",
    "BLOCKLIST": "it holds a word that is on a block list. Use other words",
    "JAILBREAK": "it reads like an attempt to get round the rules. Describe plainly what you wish to see",
    "SPII": "it is about somebody's personal data. Leave out addresses, numbers and the like",
    "RECITATION": "it would have repeated an existing text. Add something of your own to the idea",
    "LANGUAGE": "it does not know the language. Try the same in English",
    "MAX_TOKENS": "it grew too long and was cut off. Ask for less, or in fewer words",
    "IMAGE_SAFETY": "the safety filter held the finished picture back. Describe it more gently, or take another seed",
    "IMAGE_PROHIBITED_CONTENT": "Google's rules forbid that picture. Leave out real people, brands and known figures",
    "IMAGE_RECITATION": "it would have repeated an existing picture. Add something of your own to the prompt",
    "NO_IMAGE": 'it found nothing to draw in it. Describe what can be seen, beginning with "A picture of"',
    "IMAGE_OTHER": "it does not say why. Take another seed, or say it in other words",
    "OTHER": "it does not say why. Say it in other words, or run the line once more",
    "BROKE_OFF": "the connection ended in the middle of it. Run the line once more",
    "DAMAGED": "what came is not a picture that can be read. Run the line once more",
    "": "the answer was empty, twice. Run the line once more, or say it in other words",
}
HELD_BACK = (
    "SAFETY",
    "PROHIBITED_CONTENT",
    "BLOCKLIST",
    "JAILBREAK",
    "SPII",
    "IMAGE_SAFETY",
    "IMAGE_PROHIBITED_CONTENT",
)
HARMS = {  # how the API calls what its safety filter watches for → for a person
    "HARASSMENT": "bullying", "HATE_SPEECH": "hatred of people", "SEXUALLY_EXPLICIT": "sexual content",
    "DANGEROUS_CONTENT": "dangerous things",
}  # fmt: skip
FINE = ("STOP", "FINISH_REASON_UNSPECIFIED", "BLOCKED_REASON_UNSPECIFIED")


@dataclass(frozen=True)
class Trouble:
    """What went wrong: the error to raise, and whether there is something to try before."""

    says: StoryError
    wait: float | None = None  # seconds after which another try may help, or GROWING
    why: str = ""  # the reason for that wait, to go on with "Gemini …"
    gone: bool = False  # the model is not there
    key: bool = False  # the key is to blame
    unwanted: str = ""  # "seed" or "aspect": the model does not take it


class Reason(str):
    """Why an answer cannot be used, in the API's word ("SAFETY"); "" when nothing is wrong.

    harms: what the safety filter suspected, in words for a person, where it says so.
    """

    harms: tuple[str, ...] = ()


def why_not(answer) -> tuple[str, bool]:
    """(the reason why an answer cannot be used, whether the prompt is to blame); ("", False) when nothing is wrong."""
    feedback = answer.prompt_feedback
    if (reason := _name(feedback.block_reason if feedback else None)) not in FINE:
        return _reason(reason, feedback.safety_ratings), True
    first = answer.candidates[0] if answer.candidates else None
    finish = _name(first.finish_reason) if first else "STOP"
    return _reason("" if finish in FINE else finish, first and first.safety_ratings), False


def _reason(code: str, ratings) -> Reason:
    reason = Reason(code)
    suspected = (_name(rating.category).removeprefix("HARM_CATEGORY_") for rating in ratings or () if rating.blocked)
    reason.harms = tuple(dict.fromkeys(HARMS[harm] for harm in suspected if harm in HARMS))
    return reason


def _name(reason) -> str:
    return "STOP" if reason is None else str(getattr(reason, "value", reason))


def no_answer(what: str, reason: str, said: str = "", prompt_blocked: bool = False) -> NoAnswer:
    """The error for an answer without what was asked for.

    Its `final` says that trying again does not help; its `reason` is the API's word.
    """
    harms = getattr(reason, "harms", ())
    meaning = REASONS.get(reason, REASONS["OTHER"]).replace(
        "{harms}", f" (it suspects {' and '.join(harms)})" if harms else ""
    )
    happened = "refused the prompt" if prompt_blocked else f"gave no {what}"
    code = f" ({reason})" if reason else ""
    said = f' It said: "{_short(said)}"' if said and what == "picture" else ""
    error = NoAnswer(
        f"Gemini {happened}{code}: {meaning}.{said}", "held back" if reason in HELD_BACK else "", engine="Gemini"
    )
    error.final, error.reason = prompt_blocked, str(reason)
    return error


def broke_off(trouble: Trouble) -> NoAnswer:
    """The error for an answer that ended in the middle because of that trouble."""
    error = NoAnswer(f"The answer broke off in the middle. {trouble.says}")
    error.reason = "BROKE_OFF"
    return error


def troubles() -> tuple[type[Exception], ...]:
    """The exceptions that the service, the network or the package may raise; explain() knows each."""
    from google.genai import errors

    unreadable = (ValueError, AttributeError, TypeError)  # what the package says to an answer of another form
    return (errors.APIError, *unreadable, *_network("TransportError"), *_network("InvalidURL"))


def _network(name: str) -> tuple[type[Exception], ...]:
    """The exception of that name of whichever of the two HTTP packages is in use."""
    return tuple(getattr(sys.modules[package], name) for package in ("httpx", "httpx2") if package in sys.modules)


def explain(error: Exception, model: str, key: str, timeout: float, others: str = "") -> Trouble:
    """The Trouble that an exception of troubles() means. The key, and whatever looks like one, is left out of it.

    others: the models that could be taken instead, for the sentence.
    """
    if hasattr(error, "code") and hasattr(error, "details"):
        return _refused(error, model, key, others)
    if isinstance(error, _network("TimeoutException")):
        return Trouble(NoAnswer(
            f"Gemini did not answer within {timeout:g} s. Run the line once more, or {WITHOUT}."
        ))  # fmt: skip
    if isinstance(error, _network("ConnectError") + _network("ProxyError") + _network("UnsupportedProtocol")
                  + _network("InvalidURL")):  # fmt: skip
        if "CERTIFICATE" in str(error):
            return Trouble(NoAnswer(
                "The connection to Gemini cannot be trusted: the network wants a login, has a proxy, or this machine's "
                f"clock is wrong. Open any page in a browser, then run the line once more; or {WITHOUT}."
            ))  # fmt: skip
        return Trouble(NoAnswer(
            "Gemini cannot be reached from here. Check the internet connection (on Kaggle: Settings › Internet › On), "
            f"or {WITHOUT}."
        ))  # fmt: skip
    if isinstance(error, _network("TransportError")):
        says = NoAnswer(f"Gemini hung up in the middle, several times. Run the line once more, or {WITHOUT}.")
        return Trouble(says, GROWING, "hung up")
    return Trouble(_not_gemini())  # what came could not be read as an answer


def _not_gemini() -> NoAnswer:
    return NoAnswer(
        "Something else answered in Gemini's place, as networks do that want a login first. Open any page in a browser "
        f"and log in, then run the line once more; or {WITHOUT}."
    )


def _refused(error, model: str, key: str, others: str) -> Trouble:
    """What a status code means."""
    code, message = error.code or 0, str(error.message or "")
    said = f' Google says: "{_short(scrub(message, key))}"' if message else ""
    kinds = {d.get("reason") for d in _details(error)}
    html = message.lstrip().startswith("<")
    if code in (407, 511) or (html and code < 500):
        return Trouble(_not_gemini())
    if "API_KEY_INVALID" in kinds or re.search("api.?key (not valid|expired|not found)", message, re.IGNORECASE):
        return Trouble(NotHere(f"Google does not accept the Gemini key. Copy it once more from {KEY_PAGE}."), key=True)
    if code in (401, 403):
        says = f"The Gemini key may not be used for this; make a new one at {KEY_PAGE}.{said}"
        return Trouble(NotHere(says), key=True)
    if code == 404:
        return Trouble(NotHere(f"Gemini has no model {model} any more.{said}"), gone=True)
    if code == 429:
        return _quota(error, model, message, others)
    if code >= 500 or code == 408:
        says = f"Gemini is overloaded or out of order ({code}) and stayed so. Try again in some minutes, or {WITHOUT}."
        return Trouble(NoAnswer(says), GROWING, f"is overloaded ({code})")
    if "location is not supported" in message.lower():
        return Trouble(NotHere(f"Google does not offer Gemini in the country that this machine is in; {WITHOUT}."))
    unwanted = next((w for w in ("seed", "aspect") if code == 400 and re.search(w, message, re.IGNORECASE)), "")
    if code == 413 or "token count" in message or "payload size" in message:
        return Trouble(NoAnswer(f"That is more than {model} can take in. Give it fewer words or smaller pictures."))
    return Trouble(NoAnswer(f"Gemini did not accept the request ({code}).{said}"), unwanted=unwanted)


def _quota(error, model: str, message: str, others: str) -> Trouble:
    """429: how long to wait, or that waiting does not help."""
    details = list(_details(error))
    limits = [v for d in details for v in d.get("violations") or () if isinstance(v, dict)]
    another = f"take another model{f' (there is {others})' if others else ''}, or {WITHOUT}."
    if re.search(r"limit: 0\b", message) or any(str(v.get("quotaValue")) == "0" for v in limits):
        says = f"This Gemini key may not use {model} without payment. Switch billing on at {KEY_PAGE}, {another}"
        return Trouble(NoAnswer(says))
    if any("PerDay" in str(v.get("quotaId")) for v in limits):
        return Trouble(NoAnswer(f"Today's quota of {model} is used up for this Gemini key. Go on tomorrow, {another}"))
    asked = [str(d["retryDelay"]) for d in details if "retryDelay" in d] or re.findall(r"retry in ([\d.]+s)", message)
    found = re.match(r"([\d.]*\d)s", asked[0]) if asked else None
    seconds = float(found[1]) if found else 0.0
    says = f"Too much was asked of {model} in a short time. Run the line again in {_span(seconds)}, or {WITHOUT}."
    return Trouble(NoAnswer(says), seconds or GROWING, "wants a break, because much was asked in a short time")


def _span(seconds: float) -> str:
    if not seconds:
        return "some minutes"
    return f"{math.ceil(seconds)} s" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def _details(error) -> Iterator[dict]:
    """The machine-readable details of an error, whichever way the service wrapped them."""
    whole = error.details if isinstance(error.details, dict) else {}
    inner = whole.get("error") if isinstance(whole.get("error"), dict) else whole
    found = inner.get("details")
    return (d for d in (found if isinstance(found, list) else ()) if isinstance(d, dict))


def scrub(words: str, key: str = "") -> str:
    """The words without the key, and without whatever looks like a key of Google's."""
    words = words.replace(key, "(hidden)") if key else words
    return re.sub(r"AIza[\w-]{10,}|AQ\.[\w.-]{10,}|ya29\.[\w.-]{10,}", "(hidden)", words)


def _short(words: str, most: int = 200) -> str:
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1] + "…"

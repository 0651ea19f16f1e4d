"""Which of Gradio's addresses are open to a pupil, and how each is guarded. All others are closed.

Read from the routes.py of Gradio 5.50 and 6.31. Closed with reasons: /proxy= and /file=http… fetch from elsewhere,
/component_server calls a component's own functions, /deep_link writes files, /stream and /process_recording are for
what is not used here, /pwa_icon draws an icon of any size that is asked for, /monitoring, /runs, /run-history,
/profiling show what others did, /dev/reload, /vibe-edit and /vibe-code change the program, /mcp is another way in,
/custom_component reads a component's folder, /login, /logout and /token belong to Gradio's own login.
"""

import re
from dataclasses import dataclass

API = "/gradio_api"
LOGIN, LEAVE, STARTED = "/class-code", "/leave", f"{API}/startup-events"
_ID = r"[A-Za-z0-9_-]{1,64}"
_NAME = r"[A-Za-z0-9_-]{1,80}"


@dataclass(frozen=True)
class Route:
    """An open address. kind: page, asset, plain, session, event, file, talk or upload; found: what its name says."""

    kind: str
    found: str = ""


_READ = [(re.compile(pattern), kind) for pattern, kind in (
    (r"/(?:assets|static|svelte)/(?!.*\.\.)[\w@+=~./-]{1,200}", "asset"),
    (r"/(?:theme\.css|favicon\.ico|robots\.txt|manifest\.json|pwa_icon(?:/(?:192|512))?|config/?)", "plain"),
    (rf"{API}/(?:theme\.css|info/?|openapi\.json|app_id/?|user/?|login_check/?|startup-events|queue/status"
     r"|upload_progress)", "plain"),
    (rf"{API}/queue/data", "session"),
    (rf"{API}/heartbeat/({_ID})", "session"),
    (rf"{API}/call/(?:v2/)?{_NAME}/({_ID})", "event"),
    (rf"{API}/file=(.{{1,1000}})", "file"),
)]  # fmt: skip
_WRITE = [(re.compile(pattern), kind) for pattern, kind in (
    (rf"{API}/(?:run|api|call|call/v2)/{_NAME}/?", "talk"),
    (rf"{API}/(?:queue/join|cancel|reset/?)", "talk"),
    (rf"{API}/upload", "upload"),
)]  # fmt: skip


def route(method: str, path: str) -> Route | None:
    """The open address that this is, or None. path: percent-decoded once, as Gradio reads it."""
    if method in ("GET", "HEAD") and path == "/":
        return Route("page")
    for pattern, kind in {"GET": _READ, "HEAD": _READ, "POST": _WRITE}.get(method, ()):
        if found := pattern.fullmatch(path):
            return Route(kind, found[1] if found.groups() else "")
    return None

"""Launching: Gradio started behind the door, on a port of this machine, with nothing that talks to anybody else."""

import atexit
import ctypes
import inspect
import os
import shutil
import socket
import tempfile
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from ..engine import BadInput, NotHere

PORT = 7860
OURS = "storyhelpers-class-"  # how the name of our folder begins
_MMAP_THRESHOLD = -3  # the number that malloc.h gives M_MMAP_THRESHOLD
TRIES = 100  # ports that are tried after the first
QUIET = {  # what Gradio and the hub's library are told before they are imported
    "GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_DISABLE_TELEMETRY": "1", "GRADIO_SHARE": "False",
    "GRADIO_NUM_WORKERS": "0", "GRADIO_RUN_HISTORY": "False",
    # After every call Gradio would make a table of the last 10,000 with pandas, for a page that is closed here.
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000", "GRADIO_ANALYTICS_MAX_EVENTS": "1",
}  # fmt: skip


def files_folder() -> Path:
    """The folder of this process where Gradio puts uploads, readable by this account only; it goes when we end.

    Always one of our own, because what is old in it is deleted: in GRADIO_TEMP_DIR where somebody has set that.
    """
    told = os.environ.get("GRADIO_TEMP_DIR", "").strip()
    if not Path(told).name.startswith(OURS):
        if told:
            Path(told).mkdir(parents=True, exist_ok=True)
        told = os.path.realpath(tempfile.mkdtemp(prefix=OURS, dir=told or None))
        os.environ["GRADIO_TEMP_DIR"] = told
        atexit.register(shutil.rmtree, told, ignore_errors=True)
    folder = Path(told).absolute()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def blocks(**options):
    """An empty gr.Blocks that asks nobody for its version and tells nobody that it is there. Raises NotHere."""
    os.environ.update(QUIET)
    try:
        import gradio
    except ImportError as error:
        raise NotHere('A class server needs gradio: pip install "storyhelpers[serve]".') from error
    return gradio.Blocks(analytics_enabled=False, **options)


def settle(app) -> None:
    """Makes the parts of a page describe themselves once, instead of all of them anew for every call that comes in.

    Gradio describes them for each new session, and every call from outside is one: 11 ms with the pupils' page.
    """
    for part in app.blocks.values():
        if part is not app and hasattr(part, "get_config"):
            part.get_config = partial(dict, part.get_config())
            if not part.skip_api:
                part.api_info = partial(dict, part.api_info())


def steady_memory() -> None:
    """Buffers of a megabyte and more go back to the system as soon as they are free, where malloc is glibc's.

    Left alone, it raises that limit to the size of a picture, and what a class's pictures leave stays in pieces:
    100 MB more with thirty pupils, growing for minutes.
    """
    with suppress(AttributeError, OSError, TypeError):  # other systems have no mallopt
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, 1_000_000)


def launch(app, middleware: list, *, host: str, port: int | None, share: bool, threads: int, most_bytes: int) -> int:
    """Starts the app in threads of its own; the port. Raises BadInput for a port or host that cannot be had."""
    steady_memory()
    options = {
        "server_name": host, "share": share, "quiet": True, "inline": False, "inbrowser": False, "show_error": True,
        "prevent_thread_lock": True, "ssr_mode": False, "mcp_server": False, "pwa": False, "num_workers": 0,
        "enable_monitoring": False, "run_history": False, "footer_links": ["api"], "show_api": True,
        "max_threads": threads, "max_file_size": most_bytes, "state_session_capacity": max(200, 4 * threads),
        "app_kwargs": {"middleware": middleware},
    }  # fmt: skip
    known = inspect.signature(app.launch).parameters  # Gradio 5 and 6 differ
    options = {name: value for name, value in options.items() if name in known}
    for number in [port] if port else range(PORT, PORT + TRIES):
        if not port and not is_free(number, host):
            continue
        try:
            app.launch(server_port=number, **options)
        except OSError as error:  # somebody was faster, or the host is none of this machine's
            if port:
                raise BadInput(f"The class cannot be served at {host}, port {port}: {error}") from error
            continue
        app.server.config.timeout_graceful_shutdown = 1  # seconds; else whoever listens still holds up the end
        return number
    raise BadInput(f"No port from {PORT} to {PORT + TRIES - 1} is free at {host}. Name one: serve(studio, port=8080).")


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether nobody listens on a port."""
    with closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind(("" if host == "0.0.0.0" else host, port))
        except OSError:
            return False
    return True


def address(host: str) -> str:
    """How other machines of the same network call this one when it listens everywhere; else the host itself."""
    if host not in ("0.0.0.0", "::", ""):
        return host
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as asked, suppress(OSError):
        asked.connect(("10.255.255.255", 9))  # nothing is sent: the system only says which way it would take
        return asked.getsockname()[0]
    return "127.0.0.1"


def end_tunnel(port: int) -> None:
    """Ends the public link of a port: Gradio itself ends none before the process does."""
    from gradio.tunneling import CURRENT_TUNNELS

    for tunnel in [one for one in CURRENT_TUNNELS if one.local_port == port]:
        tunnel.kill()
        CURRENT_TUNNELS.remove(tunnel)

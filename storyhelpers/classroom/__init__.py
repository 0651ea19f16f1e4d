"""One GPU session serves a class: `serve(studio)` on one side, `remote(link)` on the other.

    server = serve(Studio("gpu"), share=True)     # shows the link, the code and a QR code
    studio = Studio("remote", link, code)         # the same verbs, from any laptop
    studio = Studio("offline", describer=remote(link, code))      # a single craft
    studio = Studio("remote", [link, other_link])                 # several servers take turns

server.py starts it · entrance/ lets nobody in without the code · queue/ says whose turn it is · desk.py is where wishes
meet the studio · endpoints.py has one endpoint for each verb · page/ is for those with a phone · far/ is the laptop's
end · pipe/ is what both ends read · uploads.py and results.py are the files · cluster/ is for several machines.
Gradio and httpx are brought in only when something is served or asked.
"""

__all__ = ["Door", "Line", "Server", "remote", "serve"]

_WHERE = {  # name → the room that it is fetched from
    "serve": "server", "Server": "server", "Door": "entrance.door", "Line": "queue.line", "remote": "far.remotes",
}  # fmt: skip


def __getattr__(name: str):
    """The front's names, each from its room when it is first asked for (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_WHERE[name]}", __name__), name)


def __dir__():
    return sorted([*globals(), *_WHERE])

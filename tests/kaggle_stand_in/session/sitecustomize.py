"""What Kaggle's image does to every Python of a session, as far as it concerns us; see batch.py.

/kaggle is a folder of the test's own (STAND_IN_KAGGLE), so that nobody has to be root. And a google-genai client that
was given nothing but a key is sent to Kaggle's proxy, which reads along.
"""

import importlib.abc
import importlib.util
import os
import sys
from pathlib import Path


def moved(environment):
    """storyhelpers.environment: /kaggle is elsewhere."""
    environment.KAGGLE = Path(os.environ["STAND_IN_KAGGLE"])


def through_the_proxy(genai):
    """google.genai: a client without http_options goes through the proxy."""
    plain = genai.Client

    def client(*args, **options):
        proxy = {"base_url": os.environ["KAGGLE_DATA_PROXY_URL"] + "/palmapi/",
                 "headers": {"x-kaggle-proxy-data": os.environ["KAGGLE_DATA_PROXY_TOKEN"]}}  # fmt: skip
        return plain(*args, **{"http_options": proxy, **options})

    genai.Client = client


AFTER = {"storyhelpers.environment": moved, "google.genai": through_the_proxy}


class Loader(importlib.abc.Loader):
    """Loads a module as usual, then changes it."""

    def __init__(self, usual, change):
        self.usual, self.change = usual, change

    def create_module(self, spec):
        return self.usual.create_module(spec)

    def exec_module(self, module):
        self.usual.exec_module(module)
        self.change(module)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the modules of AFTER once, by asking everybody else."""

    def find_spec(self, name, path=None, target=None):
        if (change := AFTER.pop(name, None)) is None:
            return None
        if (spec := importlib.util.find_spec(name)) is not None:
            spec.loader = Loader(spec.loader, change)
        return spec


sys.meta_path.insert(0, Finder())

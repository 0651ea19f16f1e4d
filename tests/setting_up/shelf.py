"""Packages that are installed as far as Python's metadata goes: a folder of dist-info on Python's path."""

import json
import sys
from pathlib import Path

from storysetup.needs import described


class Shelf:
    """A folder on Python's path, in front of all others, with packages that a test puts there."""

    def __init__(self, folder: Path):
        self.folder = folder

    def put(self, name, version, *needs, module=""):
        """A package of this name and version that needs these. module: one that says its version when imported."""
        for old in self.folder.glob(f"{name}-*.dist-info"):
            (old / "METADATA").unlink()
            old.rmdir()
        home = self.folder / f"{name}-{version}.dist-info"
        home.mkdir(parents=True)
        lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
        lines += [f"Requires-Dist: {line}" for line in needs]
        (home / "METADATA").write_text("\n".join(lines) + "\n\n", "utf-8")
        if module:
            (self.folder / f"{module}.py").write_text(f'__version__ = "{version}"\n', "utf-8")
        sys.path_importer_cache.pop(str(self.folder), None)
        described.cache_clear()


FAKE = """#!{python}
# An installer that notes what it was asked, and answers what the test wrote down for this time.
import json, sys
from pathlib import Path

home, words = Path(__file__).parent, sys.argv[1:]
answers, asked = home / "answers.json", home / "asked.json"
told = json.loads(asked.read_text()) if asked.exists() else []
pins = Path(words[words.index("--constraint") + 1]).read_text().split()
told.append({{"words": words, "pins": pins}})
asked.write_text(json.dumps(told))
answer = json.loads(answers.read_text())[len(told) - 1]
for name, version in answer.get("puts", {{}}).items():
    site = Path(answer["site"])
    for old in site.glob(f"{{name}}-*.dist-info"):
        (old / "METADATA").unlink()
        old.rmdir()
    dist = site / f"{{name}}-{{version}}.dist-info"
    dist.mkdir()
    (dist / "METADATA").write_text(f"Name: {{name}}\\nVersion: {{version}}\\n\\n")
print(answer.get("says", ""), file=sys.stderr)
sys.exit(answer.get("status", 0))
"""


class FakeUv:
    """A program named uv, the first on the path. answers: for each call what it does: status, says, puts."""

    def __init__(self, folder: Path, site: Path):
        self.folder, self.site = folder, site
        program = folder / "uv"
        program.write_text(FAKE.format(python=sys.executable))
        program.chmod(0o755)

    def will(self, *answers):
        """What it answers, one call after the other."""
        (self.folder / "answers.json").write_text(json.dumps([{"site": str(self.site), **each} for each in answers]))

    @property
    def asked(self) -> list[dict]:
        """The calls so far: their words, and what was pinned."""
        file = self.folder / "asked.json"
        return json.loads(file.read_text()) if file.exists() else []

"""Runs the benchmarks and rewrites the table in their README: `make bench`, or `python benchmarks/run.py click sound`.

A benchmark is a script `bench_NAME.py` that prints one JSON object a line for each figure:
{"name", "ours", "peer", "peer_name", "ratio", "limit", "note"}; anything else it prints is shown and not kept.
"""

import datetime
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
RESULTS = HERE / "results.json"
VERSIONS = (
    "numpy", "scipy", "pillow", "scikit-image", "scikit-learn", "resvg_py", "soundfile",
    "opencv-python-headless", "playwright",
    "torch", "transformers", "diffusers", "tangoflux",
)  # fmt: skip


def run(script: Path) -> list[dict]:
    """The figures that one script prints; its other lines are passed on."""
    print(f"== {script.name}", flush=True)
    environment = dict(os.environ, PYTHONPATH=str(HERE.parent))
    process = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, cwd=HERE.parent, env=environment
    )
    figures = []
    for line in process.stdout:
        print(line, end="", flush=True)
        if line.startswith("{"):
            figures.append(json.loads(line))
    if process.wait():
        sys.exit(f"{script.name} failed with {process.returncode}; the table was left as it is.")
    return figures


def number(value) -> str:
    """A figure with three significant digits, or the text it is."""
    return f"{value:.3g}" if isinstance(value, float) else str(value if value is not None else "")


def table(results: dict) -> str:
    """All kept figures as Markdown, with the machine and the versions they were measured with."""
    rows = [
        "| figure | ours | instead | theirs | ratio | wanted | note | measured |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for script in sorted(results):
        for f in results[script]["figures"]:
            figures = [number(f.get(key)) for key in ("name", "ours", "peer_name", "peer", "ratio", "limit", "note")]
            cells = [*figures, results[script]["date"]]
            rows.append("| " + " | ".join(str(c).replace("|", "/") for c in cells) + " |")
    return "\n".join(rows)


def main(asked: list[str]) -> None:
    """Runs all scripts, or those whose names were asked for, and rewrites the table."""
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for script in sorted(HERE.glob("bench_*.py")):
        if not asked or any(word in script.name for word in asked):
            results[script.stem] = {"date": datetime.date.today().isoformat(), "figures": run(script)}
            RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")
    machine = f"{os.cpu_count()} cores, no GPU, {platform.system()}, Python {platform.python_version()}; " + ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in VERSIONS
    )
    readme = HERE / "README.md"
    before, _, rest = readme.read_text("utf-8").partition(BEGIN)
    readme.write_text(
        f"{before}{BEGIN}\n\nMachine: {machine}.\n\n{table(results)}\n\n{END}{rest.partition(END)[2]}", "utf-8"
    )


if __name__ == "__main__":
    main(sys.argv[1:])

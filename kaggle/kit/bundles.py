"""What Kaggle takes as a dataset, and its client does not check: all problems at once, as sentences."""

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

from .slugs import DATASET_LENGTHS, slug_of, slug_problems, title_problems

METADATA = "dataset-metadata.json"
SLUG = "storybook-studio-wheels"  # the dataset of wheels: OWNER/SLUG
SUBTITLE = (20, 80)  # fewest and most characters
KNOWN = ("id", "title", "subtitle", "description", "licenses", "keywords", "resources", "expectedUpdateFrequency")
KNOWN = (*KNOWN, "userSpecifiedSources", "image", "id_no", "collaborators")
LICENCES = (
    *("CC0-1.0", "CC-BY-3.0", "CC-BY-3.0-IGO", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0"),
    *("CC-BY-NC-SA-3.0-IGO", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-NC-ND-4.0", "PDDL", "ODbL-1.0", "DbCL-1.0"),
    *("ODC-BY-1.0", "GPL-2.0", "GPL-3.0", "LGPL-3.0", "AGPL-3.0", "FDL-1.3", "apache-2.0", "CDLA-Permissive-1.0"),
    *("CDLA-Sharing-1.0", "US-Government-Works", "EU-ODP-Legal-Notice", "copyright-authors", "other", "unknown"),
)
WHEEL = re.compile(r"[\w.]+-[\w.!+]+(-\d\w*)?-[\w.]+-[\w.]+-[\w.]+\.whl")


def bundle_problems(metadata: dict, folder: Path, owner: str) -> list[str]:
    """What is wrong with a dataset of wheels: its metadata, and the files beside them."""
    return [*_settings(metadata, owner), *_files(folder)]


def _settings(metadata: dict, owner: str) -> Iterable[str]:
    for name in metadata:
        if name not in KNOWN:
            near = difflib.get_close_matches(name, KNOWN, 1, 0.6)
            yield f'Kaggle knows no setting "{name}" of a dataset' + (f'; did you mean "{near[0]}"?' if near else ".")
    title, address = metadata.get("title"), metadata.get("id")
    yield from title_problems(title, DATASET_LENGTHS)
    who, mark, slug = address.partition("/") if isinstance(address, str) else ("", "", "")
    if not mark or "/" in slug:
        yield f'The id "{address}" has to be owner/slug, such as "{owner}/storybook-studio-wheels".'
    else:
        yield from slug_problems(slug, DATASET_LENGTHS)
        if who != owner:
            yield f'The id "{address}" belongs to "{who}", and you push as "{owner}".'
        if isinstance(title, str) and (made := slug_of(title)) != slug:
            yield f'Kaggle makes "{made}" of the title "{title}", but the id says "{slug}": they have to be the same.'
    licences = metadata.get("licenses")
    names = [each.get("name") for each in licences] if isinstance(licences, list) else []
    if len(names) != 1:
        yield f'A dataset has exactly one licence, and "licenses" has {len(names)}: write [{{"name": "other"}}].'
    yield from (
        f'Kaggle knows no licence "{name}"; there is: {", ".join(LICENCES)}.' for name in names if name not in LICENCES
    )
    subtitle = metadata.get("subtitle", "")
    if subtitle and not SUBTITLE[0] <= len(subtitle) <= SUBTITLE[1]:
        yield f"The subtitle has {len(subtitle)} characters; Kaggle takes {SUBTITLE[0]} to {SUBTITLE[1]}."


def _files(folder: Path) -> Iterable[str]:
    names = sorted(path.name for path in folder.iterdir() if path.name != METADATA)
    for name in names:
        if (folder / name).is_dir():
            yield f'"{name}" is a folder; the client leaves folders out without a word.'
        elif not WHEEL.fullmatch(name):
            yield f'"{name}" is no wheel; Kaggle unpacks archives, so that only wheels arrive as they are.'
        elif not (folder / name).stat().st_size:
            yield f'"{name}" is empty.'
    ours = [name for name in names if name.startswith("storyhelpers-")]
    if len(ours) != 1:
        yield f"The bundle needs one wheel of storyhelpers, and there are {len(ours)}."

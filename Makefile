# Each target sets up what it needs in .venv by itself, once. Without make: see "Without make" in README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
CONSTRAINTS := constraints/ci.txt
# One worker more than there are processors, up to five: some tests wait for a while.
WORKERS = $(shell $(PYTHON) -c 'import os; print(min(5, 1 + (os.cpu_count() or 1)))')
FAST = -n $(WORKERS) --dist worksteal \
	-m "not models and not notebooks and not browser and not served and not places and not soak"
IDEA ?=
PICTURE ?=
BOOK ?=
SEED ?= 7
PHOTO ?= cat
ABOUT ?=
override LANGUAGE := $(if $(filter command line,$(origin LANGUAGE)),$(value LANGUAGE),en)
BILINGUAL ?=
PAGES ?= 4
AGE ?= 6
TONE ?=
AUTHOR ?=
LINK ?=
SIZE ?= A4
PORT ?= 8866
HOST ?= 127.0.0.1
SHARE ?=
CAST ?=

.PHONY: help demo book lab studio serve models test-models test check soak trixie bench words links format clean

help:
	@echo 'make demo [IDEA="a sentence"] [PICTURE=path]   the whole chain: a book folder and a sounding page'
	@echo 'make book PHOTO=path [ABOUT=… LANGUAGE=… BILINGUAL=… PAGES=…]   a photograph becomes a book: PDF, EPUB, HTML, H5P'
	@echo 'make lab      the notebooks in JupyterLab           make studio  the studio as a web page (PORT=8866)'
	@echo 'make serve [HOST=0.0.0.0] [SHARE=yes] [CAST=gpu] [PORT=7860]   the studio for a class: its page, link, code, QR code'
	@echo 'make test     all tests but the long ones      make check   ruff, notebook hygiene, fast tests'
	@echo 'make trixie   the light tests on Python 3.13, in a Debian of its own (root, 10 minutes, 2 GB)'
	@echo 'make soak     the long tests                   make bench   measure, and rewrite benchmarks/README.md'
	@echo 'make test-models  the tests of the real models   make words   collect what is to be translated'
	@echo 'make links    write the address of the repository (pyproject.toml) into the lessons: for a fork'
	@echo 'make models   train the small models of storyhelpers/small anew (an hour or two)'

demo: $(VENV)/.lab
	@$(BIN)/python -m storyhelpers demo --idea "$$IDEA" --picture "$$PICTURE" --book "$$BOOK" --seed "$$SEED"

book: $(VENV)/.lab
	@$(BIN)/python -m storyhelpers book --photo "$$PHOTO" --about "$$ABOUT" --language "$$LANGUAGE" --bilingual "$$BILINGUAL" \
		--pages "$$PAGES" --age "$$AGE" --tone "$$TONE" --author "$$AUTHOR" --link "$$LINK" --size "$$SIZE" --book "$$BOOK"

lab: $(VENV)/.lab
	$(BIN)/jupyter lab notebooks

studio: $(VENV)/.lab
	@$(BIN)/python -m storyhelpers studio --port "$(PORT)"

serve: $(VENV)/.serve
	@$(BIN)/python -m storyhelpers serve --host "$(HOST)" --cast "$(CAST)" $(if $(SHARE),--share) \
		$(if $(filter command line environment,$(origin PORT)),--port "$(PORT)")

# The tests start a hundred programs: what is compiled once lets each of them begin half a second sooner.
test check test-models soak: export PYTHONDONTWRITEBYTECODE :=

test: check $(VENV)/.browser
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder \
		-m "(models or notebooks or browser or served or places) and not soak"

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/nbstripout --verify notebooks/*.ipynb
	$(BIN)/python -m pytest $(FAST)

models: $(VENV)/.dev
	$(BIN)/python -m recipes.small_models

test-models: $(VENV)/.dev
	$(BIN)/python -m pytest -m "models and not notebooks and not browser and not soak"

trixie:
	@sh tests/places/trixie.sh

soak: $(VENV)/.dev
	$(BIN)/python -m pytest -m soak
	$(BIN)/python -m pytest $(FAST) --hypothesis-profile=soak  # the fast tests with ten times as many examples

bench: $(VENV)/.dev $(VENV)/.browser
	$(BIN)/python benchmarks/run.py

links: $(VENV)/bin/python
	@$(BIN)/python kaggle/links.py

words: $(VENV)/.dev
	$(BIN)/python tests/words.py

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/nbstripout notebooks/*.ipynb

clean:
	rm -rf $(VENV) tests/browser/node_modules

# What a person types goes through the environment, so that quotes, apostrophes and dollars in a sentence are safe.
override IDEA := $(value IDEA)
override PICTURE := $(value PICTURE)
override BOOK := $(value BOOK)
override PHOTO := $(value PHOTO)
override ABOUT := $(value ABOUT)
override TONE := $(value TONE)
override AUTHOR := $(value AUTHOR)
override LINK := $(value LINK)
export IDEA PICTURE BOOK SEED PHOTO ABOUT LANGUAGE BILINGUAL PAGES AGE TONE AUTHOR LINK SIZE

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is %d.%d: make PYTHON=python3.12 ..." % sys.version_info[:2])'
	@echo "Setting up $(VENV) (once) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.lab: $(VENV)/bin/python pyproject.toml $(CONSTRAINTS)
	@echo "Installing the package and JupyterLab (once) …"
	@$(PIP) install -c $(CONSTRAINTS) -e '.[lab]'
	@touch $@

$(VENV)/.serve: $(VENV)/bin/python pyproject.toml $(CONSTRAINTS)
	@echo "Installing the package and what serves a class (once) …"
	@$(PIP) install -c $(CONSTRAINTS) -e '.[serve]'
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml requirements-nodeps.txt $(CONSTRAINTS) tests/fonts.sh
	@echo "Installing the package and what the tests need (once) …"
	@$(PIP) install -c $(CONSTRAINTS) -e '.[dev]'
	@$(PIP) install --no-deps -r requirements-nodeps.txt
	@sh tests/fonts.sh
	@touch $@ $(VENV)/.lab $(VENV)/.serve

$(VENV)/.browser: $(VENV)/.dev tests/browser/install.sh tests/browser/package.json
	@sh tests/browser/install.sh
	@touch $@

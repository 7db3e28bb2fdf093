# Only Python ≥ 3.11 and make are needed; `make` alone lists the commands.
PYTHON_IN = .venv/bin/python
WITH_SERVERS = RIBAMBELLE_MODE=test $(PYTHON_IN) -m deploy.embedded during
ONLY ?=
ARGS ?=

.PHONY: help demo test proof bench lint lock stop clean

help:
	@echo "make demo [PORT=8000]    la démonstration, au premier plan (Ctrl-C arrête tout)"
	@echo "make test [ARGS=…]       tous les tests"
	@echo "make proof ONLY=B6       une ligne de la barre de fiabilité, effectifs complets"
	@echo "make bench ONLY=C1       une charge mesurée"
	@echo "make lint                style, contrats d'imports, types"
	@echo "make lock                refaire requirements/*.txt (demande uv)"
	@echo "make stop                arrêter la démonstration et ses serveurs"
	@echo "make clean               arrêter, puis effacer .venv et .ribambelle (les données aussi)"

demo:
	@deploy/install base
	@exec $(PYTHON_IN) -m deploy.demo

test:
	@deploy/install dev
	@$(WITH_SERVERS) $(PYTHON_IN) -m pytest -m "not proof" -n 2 --dist worksteal $(ARGS)

proof:
	@deploy/install dev
	@RIBAMBELLE_PROOF=full $(WITH_SERVERS) $(PYTHON_IN) -m pytest tests -m proof -s -k "$(if $(ONLY),test_$(ONLY)_)" $(ARGS)

bench:
	@deploy/install dev
	@$(WITH_SERVERS) $(PYTHON_IN) -m tests.bench $(ONLY)

lint:
	@deploy/install dev
	@$(PYTHON_IN) -m ruff check .
	@$(PYTHON_IN) -m ruff format --check .
	@.venv/bin/lint-imports
	@$(PYTHON_IN) -m mypy

lock:
	@for set in base dev; do \
	  uv pip compile pyproject.toml $$([ $$set = dev ] && echo --extra dev) -q \
	    --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	    -o requirements/$$set.txt $(ARGS) || exit 1; done

stop:
	@if [ -x $(PYTHON_IN) ]; then $(PYTHON_IN) -m deploy.demo stop; fi

clean: stop
	@rm -rf .venv .ribambelle .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache screenshots
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

"""``python -m tests.bench [C1 S2 …]``: every workload, or those named."""

import sys

from tests.bench import data

# Workload → (module.function, communes it needs).
WORKS = {
    "C1": ("portal.calendar", 1),
    "T": ("portal.town", 1),
    "C2": ("portal.home", 3),
    "S2": ("portal.two_days", 1),
    "S20": ("portal.term", 1),
    "F1": ("portal.invoices", 1),
    "A1": ("office.day_sheet", 1),
    "G": ("office.billing", 1),
    "B": ("throughput.booking", 1),
    "N": ("race.places", 1),
}


def main(names: list[str]) -> int:
    """Print one line a figure, then a table; 2 for an unknown workload."""
    chosen = [name for text in names for name in text.upper().split(",")] or list(WORKS)
    unknown = [name for name in chosen if name not in WORKS]
    if unknown:
        print(f"Inconnu : {', '.join(unknown)}. Connus : {', '.join(WORKS)}", file=sys.stderr)
        return 2
    data.environment()
    import django  # noqa: PLC0415 - the environment comes first

    django.setup()
    from django.utils.module_loading import import_string  # noqa: PLC0415

    from tests.bench.report import Report  # noqa: PLC0415

    data.prepare(max(WORKS[name][1] for name in chosen))
    report = Report()
    for name in chosen:
        report.yardstick()
        import_string(f"tests.bench.{WORKS[name][0]}")(report)
    report.table()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

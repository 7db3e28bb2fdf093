"""What must be true of the data before the demo serves; one process, so that Django loads once."""

import sys

import django
from django.core.management import call_command


def main() -> int:
    """Bring schemas, static files and demo data up to date; each step does nothing twice."""
    django.setup()
    print("== prepare", flush=True)
    call_command("prepare")
    print("== collectstatic", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    print("== seed", flush=True)
    call_command("seed", dataset="demo")
    return 0


if __name__ == "__main__":
    sys.exit(main())

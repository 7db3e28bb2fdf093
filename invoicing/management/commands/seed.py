"""``manage.py seed --dataset demo|jolieville``: data to look at, or to measure."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from shared import clock

# By name: the datasets cross every app, so they live above this one.
DATASETS = {"demo": "deploy.seeds.demo.fill", "jolieville": "deploy.seeds.jolieville.fill"}


class Command(BaseCommand):
    """Fills what is missing; running it again changes nothing. Refused in production."""

    help = "Remplit les communes de démonstration (demo) ou de mesure (jolieville)."

    def add_arguments(self, parser: Any) -> None:
        """The dataset, and its size."""
        parser.add_argument("--dataset", choices=sorted(DATASETS), default="demo")
        parser.add_argument("--scale", type=float, default=1.0, help="taille, 1 par défaut")
        parser.add_argument("--communes", type=int, default=1, help="jolieville : combien")

    def handle(self, *args: Any, **options: Any) -> None:
        """Call the dataset with the time of the clock."""
        if settings.IS_PRODUCTION:
            raise CommandError("Ces comptes ont un mot de passe connu : refusé en production.")
        facts: dict[str, Any] = {"now": clock.now(), "say": self.stdout.write}
        if options["dataset"] == "jolieville":
            facts["communes"] = options["communes"]
        import_string(DATASETS[options["dataset"]])(scale=options["scale"], **facts)

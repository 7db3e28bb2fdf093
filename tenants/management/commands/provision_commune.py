"""`manage.py provision_commune jolieville "Jolieville" JOLI`: a new commune, open at once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shared import clock
from shared.errors import DomainError
from tenants.models import Commune
from tenants.operations import communes


class Command(BaseCommand):
    """Makes a commune; run again with the same address, it carries on where it stopped."""

    help = "Crée une commune : adresse, nom, code court (3 à 6 lettres ou chiffres)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Three words, then what may wait until the office is open."""
        parser.add_argument("slug", help="adresse, par exemple « jolieville »")
        parser.add_argument("name", help="nom, par exemple « Jolieville »")
        parser.add_argument("short_code", help="code court des codes d’adhésion, « JOLI »")
        parser.add_argument("--zone", default="", choices=["A", "B", "C", "Corse", ""])
        parser.add_argument("--fuseau", default="Europe/Paris")
        parser.add_argument("--code-postal", default="", help="donne le département, ses fériés")
        parser.add_argument("--vide", action="store_true", help="sans données de départ")

    def handle(self, *args: Any, **options: Any) -> None:
        """Call the operation. Raises CommandError with its French sentence."""
        now = clock.now()
        waiting = Commune.objects.filter(
            slug=options["slug"], status=Commune.Status.PROVISIONING
        ).first()
        try:
            if waiting is not None:
                made = communes.resume(waiting, now=now)
            else:
                made = communes.provision(
                    slug=options["slug"],
                    name=options["name"],
                    short_code=options["short_code"],
                    school_zone=options["zone"],
                    time_zone=options["fuseau"],
                    postcode=options["code_postal"],
                    starter=not options["vide"],
                    now=now,
                )
        except DomainError as error:
            raise CommandError(error.sentence) from error
        self.stdout.write(f"{made.name} est ouverte : /c/{made.slug}/")

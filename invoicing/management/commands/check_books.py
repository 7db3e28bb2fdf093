"""``manage.py check_books``: every invariant of places and money, in every commune."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from invoicing.selectors import books
from tenants.context import commune_scope, public_scope
from tenants.models import Commune


class Command(BaseCommand):
    """Prints each difference; exit code 1 when there is one."""

    help = "Vérifie places, numéros, totaux, imputations, comptes et reçus de chaque commune."

    def add_arguments(self, parser: Any) -> None:
        """One commune by its slug, or all of them."""
        parser.add_argument("--commune", help="slug d’une seule commune")

    def handle(self, *args: Any, **options: Any) -> None:
        """Loop over communes, one scope each."""
        with public_scope():
            communes = list(
                Commune.objects.exclude(status=Commune.Status.PROVISIONING).order_by("slug")
            )
        if options["commune"]:
            communes = [commune for commune in communes if commune.slug == options["commune"]]
            if not communes:
                raise CommandError(f"Commune inconnue : {options['commune']}")
        count = 0
        for commune in communes:
            with commune_scope(commune):
                found = books.differences()
            count += len(found)
            for sentence in found:
                self.stdout.write(f"{commune.slug} : {sentence}")
        self.stdout.write(f"{len(communes)} communes, {count} différence{'s' * (count > 1)}.")
        if count:
            raise CommandError("Les livres ne sont pas justes.", returncode=1)

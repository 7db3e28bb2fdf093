"""`manage.py check_links [--repair]`: adhesions and guardians say the same, in every commune."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from family.operations import links
from shared import clock
from tenants.models import Commune


class Command(BaseCommand):
    """Zero differences is success; any other count is a failing exit status unless repaired."""

    help = "Compare les adhésions et les responsables ; --repair rétablit les adhésions."

    def add_arguments(self, parser: CommandParser) -> None:
        """One commune, or all of them."""
        parser.add_argument("--commune", default="", help="adresse d’une seule commune")
        parser.add_argument("--repair", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line a difference. Raises CommandError when some are left."""
        left = 0
        communes = Commune.objects.exclude(status=Commune.Status.PROVISIONING).order_by("slug")
        if options["commune"]:
            communes = communes.filter(slug=options["commune"])
        for commune in list(communes):
            if options["repair"]:
                report = links.repair(commune, now=clock.now())
            else:
                report = links.check(commune)
            for found in report.differences:
                self.stdout.write(
                    f"{commune.slug} responsable {found.guardian_uid} : "
                    f"compte {found.mirror or 'aucun'}, adhésion {found.adhesion or 'aucune'}"
                )
            for guardian in report.lost:
                self.stdout.write(f"{commune.slug} adhésion sans responsable {guardian}")
            left += 0 if options["repair"] else len(report.differences) + len(report.lost)
        if left:
            raise CommandError(f"{left} différence(s).")
        self.stdout.write("Aucune différence.")

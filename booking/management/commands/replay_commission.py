"""``manage.py replay_commission FILE``: draws again from an audit file and compares."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from booking.rules import allocation_record


class Command(BaseCommand):
    """Needs no database: whoever has the file can check it. Exit code 1 when it does not hold."""

    help = "Vérifie et rejoue le procès-verbal d’une commission\u00a0: sceau, graine, résultats."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file an agent downloaded."""
        parser.add_argument("file", type=Path, help="procès-verbal (JSON)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each problem, or how many wishes were granted again."""
        try:
            record = json.loads(options["file"].read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"Fichier illisible : {options['file']}") from error
        if found := allocation_record.problems(record):
            raise CommandError("\n".join(found), returncode=1)
        granted = sum(one["granted"] for one in record["results"])
        self.stdout.write(
            f"Même résultat : {granted} souhaits accordés sur {len(record['results'])}, "
            f"empreinte {record['sha256']}."
        )

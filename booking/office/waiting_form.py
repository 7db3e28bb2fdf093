"""What an agent types of a waiting list: the mode, the time to answer, the points."""

from typing import Any

from django import forms

from booking.models import Service
from booking.office.service_forms import CHOOSE, REQUIRED
from booking.operations.setup.waiting import LONGEST_OFFER_HOURS
from booking.rules.priority import CANTEEN, GROUND_LABELS, Ground

MODES = [
    ("none", "C’est complet : personne n’attend"),
    ("queue", "Une liste d’attente : chaque place rendue est proposée, dans l’ordre"),
    ("commission", "Une commission : des souhaits d’abord, puis une attribution"),
]
NUMBER = {"invalid": "Écrivez un nombre entier.", "min_value": "Écrivez un nombre positif."}


class WaitingForm(forms.Form):
    """A canteen has no points: only the lack of places may refuse a child there (R44)."""

    mode = forms.ChoiceField(
        label="Quand un jour est complet",
        choices=MODES,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    offer_hours = forms.IntegerField(
        label="Heures pour répondre à une place proposée",
        min_value=1,
        max_value=LONGEST_OFFER_HOURS,
        error_messages={
            **REQUIRED,
            **NUMBER,
            "max_value": f"{LONGEST_OFFER_HOURS} heures au plus.",
        },
        help_text="Jamais au-delà de la date limite de réservation.",
    )
    queue_skips = forms.BooleanField(
        label="S’il manque des places pour une fratrie, proposer à la famille suivante",
        required=False,
        help_text="Sinon les places libres attendent qu’il y en ait assez pour elle.",
    )

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grounds = [] if service.kind == CANTEEN else list(Ground)
        self.side_by_side = (
            (tuple(ground.value for ground in self.grounds),) if self.grounds else ()
        )
        for ground in self.grounds:
            label = GROUND_LABELS[ground]
            self.fields[ground.value] = forms.IntegerField(
                label=f"Points\u00a0: {label}",
                required=False,
                min_value=0,
                max_value=1000,
                error_messages={**NUMBER, "max_value": "1 000 points au plus."},
            )

    @property
    def points(self) -> dict[str, int]:
        """Points by ground, once the form is valid."""
        return {ground.value: self.cleaned_data.get(ground.value) or 0 for ground in self.grounds}

"""What an agent types to add days: what, for whom, from when to when."""

from datetime import date
from typing import Any

from django import forms

from booking.operations.setup.calendar import Scope
from booking.selectors import audiences, setup
from shared.values.ranges import DateRange

DATES = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
DATE_ERRORS = {
    "required": "Indiquez une date.",
    "invalid": "Cette date n’existe pas\u00a0: écrivez par exemple 14/05/2027.",
}
ORDER = "La fin doit suivre le début."
UNKNOWN = {"invalid_choice": "Choisissez dans la liste."}


class SpanForm(forms.Form):
    """Two days, both included, as people say them."""

    first = forms.DateField(
        label="Du", input_formats=DATES, widget=forms.DateInput(), error_messages=DATE_ERRORS
    )
    last = forms.DateField(
        label="Au (inclus)",
        input_formats=DATES,
        widget=forms.DateInput(),
        error_messages=DATE_ERRORS,
    )

    def clean(self) -> dict[str, Any]:
        """``span`` from both days."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last:
            if last < first:
                self.add_error("last", ORDER)
            elif (last - first).days > 800:
                self.add_error("last", "Choisissez au plus deux années.")
            else:
                cleaned["span"] = DateRange.inclusive(first, last)
        return cleaned


class EntryForm(SpanForm):
    """Holidays, a public holiday, a made-up school day, or a closure of some children or all."""

    field_order = ("kind", "name", "service", "whom", "first", "last")
    kind = forms.ChoiceField(
        label="De quoi s’agit-il\u00a0?",
        choices=[
            ("closure", "Une fermeture"),
            ("holiday", "Des vacances scolaires"),
            ("public_holiday", "Un jour férié"),
            ("school_day", "Un jour d’école de plus"),
        ],
        widget=forms.RadioSelect,
        initial="closure",
        help_text="Une fermeture annule sans frais ce qui est déjà réservé. Un jour d’école de "
        "plus (pont travaillé, samedi de classe) l’emporte sur les vacances.",
        error_messages={"required": "Choisissez une réponse.", **UNKNOWN},
    )
    name = forms.CharField(
        label="Nom ou motif",
        max_length=120,
        help_text="Les familles le lisent\u00a0: «\u00a0Pont de l’Ascension\u00a0», "
        "«\u00a0Sortie au musée\u00a0».",
        error_messages={"required": "À remplir."},
    )
    service = forms.ChoiceField(label="Quel service", required=False, error_messages=UNKNOWN)
    whom = forms.ChoiceField(
        label="Quels enfants",
        required=False,
        error_messages=UNKNOWN,
        help_text="Pour une fermeture\u00a0: les autres enfants sont accueillis comme d’habitude.",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        service, whom = self.fields["service"], self.fields["whom"]
        assert isinstance(service, forms.ChoiceField)
        assert isinstance(whom, forms.ChoiceField)
        service.choices = [
            ("", "Tous les services"),
            *((str(key), name) for key, name in setup.names()),
        ]
        whom.choices = [("", "Tous les enfants"), *audiences.choices(today)]

    def clean(self) -> dict[str, Any]:
        """``scope`` from the service and the children chosen."""
        cleaned = super().clean()
        chosen = cleaned.get("service")
        group, school, class_name = audiences.found(cleaned.get("whom") or "")
        if (group or school) and cleaned.get("kind", "closure") != "closure":
            self.add_error(
                "whom", "Seule une fermeture peut ne concerner qu’un groupe ou une école."
            )
        if group and chosen and str(group.service_id) != chosen:
            self.add_error("whom", "Ce groupe n’est pas de ce service.")
        service = setup.service(chosen) if chosen else None
        cleaned["scope"] = Scope(service, group, school, class_name)
        return cleaned

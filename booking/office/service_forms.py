"""What an agent types of a service, its activities and groups."""

from django import forms

from booking.models import Activity, Service
from booking.office.euros import Euros

REQUIRED = {"required": "À remplir."}
CHOOSE = {"required": "Choisissez une réponse.", "invalid_choice": "Choisissez une réponse."}
NO_HOUR = "Écrivez une heure, par exemple 16:30."


class ServiceForm(forms.Form):
    """A service, with defaults that suit most communes."""

    name = forms.CharField(
        label="Nom",
        max_length=120,
        error_messages=REQUIRED,
        help_text="Tel que les familles le connaissent : « Restaurant scolaire Jules-Ferry ».",
    )
    kind = forms.ChoiceField(
        label="Genre",
        choices=Service.Kind.choices,
        error_messages=CHOOSE,
        help_text="À la cantine, seule l’absence de place permet de refuser un enfant de primaire.",
    )
    description = forms.CharField(
        label="Présentation",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une ou deux phrases pour les familles.",
    )
    billing = forms.ChoiceField(
        label="Quand la famille paie-t-elle ?",
        choices=Service.Billing.choices,
        widget=forms.RadioSelect,
        initial=Service.Billing.MONTHLY,
        error_messages=CHOOSE,
    )
    booking_answer = forms.ChoiceField(
        label="Qui répond aux réservations ?",
        choices=[("auto", "Réponse immédiate du site"), ("manual", "Un agent, dans Demandes")],
        widget=forms.RadioSelect,
        initial=Service.Answer.AUTO,
        error_messages=CHOOSE,
    )
    request_holds_place = forms.BooleanField(
        label="Une demande garde la place en attendant la réponse", required=False
    )
    late_requests = forms.BooleanField(
        label="La famille peut demander un jour après la date limite",
        required=False,
        help_text="Un agent répond, dans Demandes.",
    )
    late_surcharge_cents = Euros(
        label="Supplément d’une demande hors délai acceptée (€)",
        initial=0,
        max_length=12,
        required=False,
        help_text="La famille coche qu’elle l’accepte. Vide\u00a0: sans supplément.",
    )
    cancel_answer = forms.ChoiceField(
        label="Qui répond aux annulations ?",
        choices=[("auto", "Réponse immédiate du site"), ("manual", "Un agent, dans Demandes")],
        widget=forms.RadioSelect,
        initial=Service.Answer.AUTO,
        error_messages=CHOOSE,
    )
    refund_default = forms.ChoiceField(
        label="Quand un agent accepte une annulation, proposer d’abord",
        choices=Service.Refund.choices,
        initial=Service.Refund.WITH,
        error_messages=CHOOSE,
    )
    place = forms.CharField(label="Lieu", max_length=200, required=False)
    hours = forms.CharField(
        label="Horaires",
        max_length=200,
        required=False,
        help_text="Ceux du bureau qui répond : « lundi au vendredi, 8:30 – 12:00 ».",
    )
    phone = forms.CharField(label="Téléphone", max_length=30, required=False)
    email = forms.EmailField(
        label="E-mail",
        required=False,
        error_messages={"invalid": "Ce n’est pas une adresse e-mail : nom@exemple.fr."},
    )
    position = forms.IntegerField(
        label="Ordre dans les listes",
        min_value=0,
        max_value=999,
        initial=0,
        help_text="0 vient en premier.",
        error_messages={**REQUIRED, "invalid": "Écrivez un nombre."},
    )
    is_active = forms.BooleanField(label="Ouvert aux familles", required=False, initial=True)

    def clean_late_surcharge_cents(self) -> int:
        """Nothing typed is no surcharge."""
        return self.cleaned_data["late_surcharge_cents"] or 0


class ActivityForm(forms.Form):
    """What is booked: a meal, an evening, a day."""

    name = forms.CharField(
        label="Nom", max_length=80, error_messages=REQUIRED, help_text="« Accueil du soir »."
    )
    short_name = forms.CharField(
        label="Nom court",
        max_length=24,
        required=False,
        help_text="Pour les petits écrans : « Soir ».",
    )
    care = forms.ChoiceField(
        label="Que paie la famille ?",
        choices=Activity.Care.choices,
        widget=forms.RadioSelect,
        initial=Activity.Care.CARE,
        help_text="Les repas ne comptent pas dans l’attestation fiscale.",
        error_messages=CHOOSE,
    )
    starts_at = forms.TimeField(
        label="Début",
        widget=forms.TimeInput(),
        error_messages={**REQUIRED, "invalid": NO_HOUR},
    )
    ends_at = forms.TimeField(
        label="Fin", widget=forms.TimeInput(), error_messages={**REQUIRED, "invalid": NO_HOUR}
    )
    unit = forms.ChoiceField(
        label="Elle prend",
        choices=Activity.Unit.choices,
        required=False,
        initial=Activity.Unit.DAY,
        error_messages=CHOOSE,
    )
    youngest_months = forms.IntegerField(
        label="Âge minimal, en mois",
        required=False,
        min_value=0,
        max_value=300,
        help_text="30 pour deux ans et demi. L’âge compte le jour réservé.",
        error_messages={"invalid": "Écrivez un nombre de mois, ou laissez vide."},
    )
    oldest_months = forms.IntegerField(
        label="Âge maximal, en mois (inclus)",
        required=False,
        min_value=0,
        max_value=300,
        help_text="143 pour réserver jusqu’à la veille de 12 ans.",
        error_messages={"invalid": "Écrivez un nombre de mois, ou laissez vide."},
    )
    exclusive_set = forms.CharField(
        label="Ne se cumule pas avec",
        max_length=24,
        required=False,
        help_text="Donnez le même mot à deux prestations qu’un enfant ne peut pas prendre le même "
        "jour. Par exemple « mercredi » pour Journée et Matin avec repas.",
    )
    position = forms.IntegerField(
        label="Ordre dans les listes",
        min_value=0,
        max_value=999,
        initial=0,
        error_messages={**REQUIRED, "invalid": "Écrivez un nombre."},
    )
    is_active = forms.BooleanField(label="Proposée aux familles", required=False, initial=True)

    def clean_unit(self) -> str:
        """As it was when the form does not say."""
        return self.cleaned_data["unit"] or self.initial.get("unit") or Activity.Unit.DAY


class GroupForm(forms.Form):
    """Children who share places."""

    name = forms.CharField(
        label="Nom", max_length=80, error_messages=REQUIRED, help_text="« Maternelle »."
    )
    position = forms.IntegerField(
        label="Ordre dans les listes",
        min_value=0,
        max_value=999,
        initial=0,
        error_messages={**REQUIRED, "invalid": "Écrivez un nombre."},
    )


class MotiveForm(forms.Form):
    """A sentence the families read."""

    reason = forms.CharField(
        label="Motif",
        max_length=120,
        help_text="Les familles le lisent : « Grève du personnel ».",
        error_messages={"required": "Indiquez un motif : les familles le liront."},
    )

"""What an agent types in a family's file."""

from typing import Any

from django import forms

from family.models import Child, FamilyQuotient, Guardian, School, Schooling
from shared.models import Account
from shared.values.quotient import QuotientError, parse_quotient

DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
NO_DATE = "Cette date n’existe pas : écrivez par exemple 14/05/2019."
REQUIRED = {"required": "À remplir."}


class FamilyForm(forms.Form):
    """The file itself."""

    name = forms.CharField(label="Nom du foyer", max_length=160, error_messages=REQUIRED)
    file_number = forms.CharField(
        label="Numéro de dossier",
        max_length=30,
        required=False,
        help_text="Le vôtre, s’il y en a un : il retrouve le foyer lors d’un import.",
    )
    address = forms.CharField(label="Adresse", max_length=200, required=False)
    postcode = forms.RegexField(
        r"^[0-9]{5}$",
        label="Code postal",
        required=False,
        error_messages={"invalid": "Un code postal a cinq chiffres."},
    )
    city = forms.CharField(label="Ville", max_length=80, required=False)
    is_resident = forms.BooleanField(
        label="Habite la commune, ou y est assimilé (tarif des habitants)",
        required=False,
        initial=True,
    )
    paper_invoices = forms.BooleanField(label="Reçoit ses factures sur papier", required=False)
    parents_work = forms.BooleanField(
        label="Les responsables travaillent",
        required=False,
        help_text="Compte dans l’ordre des listes d’attente, si le service le prévoit.",
    )
    category = forms.CharField(
        label="Catégorie",
        max_length=40,
        required=False,
        help_text="Celle qui ouvre certaines réservations plus tôt : « agent communal ».",
    )


class GuardianForm(forms.Form):
    """An adult of the file."""

    civility = forms.ChoiceField(label="Civilité", choices=Account.Civility.choices, required=False)
    last_name = forms.CharField(label="Nom", max_length=80, error_messages=REQUIRED)
    first_name = forms.CharField(label="Prénom", max_length=80, error_messages=REQUIRED)
    email = forms.EmailField(
        label="E-mail",
        required=False,
        help_text="C’est là que part son code d’adhésion.",
        error_messages={"invalid": "Ce n’est pas une adresse e-mail : nom@exemple.fr."},
    )
    phone = forms.CharField(label="Téléphone", max_length=30, required=False)


class ChildForm(forms.Form):
    """A child; the adults are asked when the child is new."""

    first_name = forms.CharField(label="Prénom", max_length=80, error_messages=REQUIRED)
    last_name = forms.CharField(label="Nom", max_length=80, error_messages=REQUIRED)
    birth_date = forms.DateField(
        label="Date de naissance",
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(),
        error_messages={**REQUIRED, "invalid": NO_DATE},
    )
    diet = forms.ChoiceField(label="Menu", choices=Child.Diet.choices, required=False)
    has_priority = forms.BooleanField(
        label="Situation prioritaire reconnue",
        required=False,
        help_text="Compte dans l’ordre des listes d’attente. N’en notez jamais le motif ici.",
    )


class NewChildForm(ChildForm):
    """With the adults who reach this child."""

    guardians = forms.ModelMultipleChoiceField(
        label="Responsables",
        queryset=Guardian.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un responsable."},
    )

    def __init__(self, *args: Any, adults: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["guardians"]
        field.queryset = adults
        field.label_from_instance = lambda adult: adult.full_name
        self.initial.setdefault("guardians", [adult.pk for adult in adults])


class SchoolingForm(forms.Form):
    """The class of this school year."""

    school = forms.ModelChoiceField(
        label="École",
        queryset=School.objects.none(),
        empty_label="Choisir…",
        error_messages=REQUIRED,
    )
    level = forms.ChoiceField(
        label="Niveau",
        choices=[("", "Choisir…"), *Schooling.Level.choices],
        error_messages=REQUIRED,
    )
    class_name = forms.CharField(
        label="Classe", max_length=60, required=False, help_text="Par exemple « Mme Petit »."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = School.objects.all()


class QuotientForm(forms.Form):
    """A quotient familial with its dates; zero is a value (R52)."""

    value = forms.CharField(
        label="Quotient familial",
        max_length=12,
        help_text="Par exemple 742 ou 742,50. Zéro est une valeur.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages=REQUIRED,
    )
    starts_on = forms.DateField(
        label="À partir du",
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(),
        help_text="Celui d’avant s’arrête la veille. Ce qui est déjà réservé garde son prix.",
        error_messages={**REQUIRED, "invalid": NO_DATE},
    )
    last_day = forms.DateField(
        label="Jusqu’au (compris)",
        required=False,
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(),
        error_messages={"invalid": NO_DATE},
    )
    source = forms.ChoiceField(label="Source", choices=FamilyQuotient.Source.choices)

    def clean_value(self) -> int:
        """Hundredths. Raises ValidationError with the sentence of the value object."""
        try:
            return parse_quotient(self.cleaned_data["value"])
        except QuotientError as error:
            raise forms.ValidationError(str(error)) from error


class TieForm(forms.Form):
    """An adult of this file, or of another one, tied to a child (R69)."""

    guardian = forms.ModelChoiceField(
        label="Responsable de ce dossier",
        queryset=Guardian.objects.none(),
        required=False,
        empty_label="—",
    )
    other_email = forms.EmailField(
        label="Ou l’e-mail d’un responsable d’un autre dossier",
        required=False,
        help_text="Parents séparés : chacun a son dossier, et ne voit pas celui de l’autre.",
        error_messages={"invalid": "Ce n’est pas une adresse e-mail."},
    )
    can_book = forms.BooleanField(label="Peut réserver et annuler", required=False, initial=True)
    has_authority = forms.BooleanField(
        label="Exerce l’autorité parentale", required=False, initial=True
    )

    def __init__(self, *args: Any, adults: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["guardian"]
        field.queryset = adults
        field.label_from_instance = lambda adult: adult.full_name

    def clean(self) -> dict[str, Any]:
        """Exactly one adult, found by name or by address."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        email = cleaned.get("other_email")
        if bool(cleaned.get("guardian")) == bool(email):
            if not self.errors:
                self.add_error(None, "Choisissez un responsable, ou donnez une adresse e-mail.")
        elif email:
            adults = list(
                Guardian.objects.filter(email__iexact=email, family__closed_at__isnull=True)[:2]
            )
            if len(adults) != 1:
                why = "Aucun" if not adults else "Plusieurs"
                self.add_error("other_email", f"{why} responsable ici avec cette adresse.")
            else:
                cleaned["guardian"] = adults[0]
        return cleaned


class TieRightsForm(forms.Form):
    """What a tied adult may do."""

    can_book = forms.BooleanField(label="Peut réserver et annuler", required=False)
    has_authority = forms.BooleanField(label="Exerce l’autorité parentale", required=False)


class MotiveForm(forms.Form):
    """Why; kept in the history."""

    motive = forms.CharField(label="Motif", max_length=300, error_messages=REQUIRED)


class SchoolForm(forms.Form):
    """A school."""

    name = forms.CharField(label="Nom de l’école", max_length=120, error_messages=REQUIRED)
    address = forms.CharField(label="Adresse", max_length=200, required=False)

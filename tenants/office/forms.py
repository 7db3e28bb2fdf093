"""What a gestionnaire types about agents and about the commune."""

from django import forms

from tenants.rules.rights import ROLE_LABELS, TABLE, VERB_LABELS, Role, Verb

REQUIRED = {"required": "À remplir."}


def _roles() -> list[tuple[str, str]]:
    return [(role.value, ROLE_LABELS[role].capitalize()) for role in Role]


def role_table() -> list[tuple[str, list[str]]]:
    """Each role with what it allows, for the help beside the boxes."""
    return [
        (
            ROLE_LABELS[role].capitalize(),
            [VERB_LABELS[verb] for verb in Verb if verb in TABLE[role]],
        )
        for role in Role
    ]


class RolesForm(forms.Form):
    """Which roles an agent holds."""

    roles = forms.MultipleChoiceField(
        label="Rôles",
        choices=_roles,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un rôle."},
    )

    def chosen(self) -> list[Role]:
        """The ticked roles."""
        return [Role(value) for value in self.cleaned_data["roles"]]


class NewAgentForm(RolesForm):
    """Who, and as what."""

    named = forms.CharField(
        label="Identifiant ou adresse e-mail",
        max_length=254,
        help_text="Celui de son compte, que la personne a déjà créé.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        error_messages=REQUIRED,
    )
    field_order = ("named", "roles")


class CommuneForm(forms.Form):
    """What families read of the commune."""

    address = forms.CharField(label="Adresse de la mairie", max_length=200, required=False)
    postcode = forms.RegexField(
        r"^[0-9]{5}$",
        label="Code postal",
        required=False,
        error_messages={"invalid": "Un code postal a cinq chiffres."},
    )
    city = forms.CharField(label="Ville", max_length=80, required=False)
    phone = forms.CharField(label="Téléphone", max_length=30, required=False)
    email = forms.EmailField(
        label="E-mail",
        required=False,
        error_messages={"invalid": "Ce n’est pas une adresse e-mail : nom@exemple.fr."},
    )
    hours = forms.CharField(
        label="Horaires",
        max_length=200,
        required=False,
        help_text="Par exemple « Lundi au vendredi, 8:30 – 12:00 ».",
    )
    how_to_register = forms.CharField(
        label="Pas encore inscrit ?",
        required=False,
        widget=forms.Textarea,
        help_text="Ce que lit une famille qui n’a pas encore de code : où aller, quels papiers.",
    )
    dpo_contact = forms.CharField(
        label="Délégué à la protection des données",
        max_length=200,
        required=False,
        help_text="Nom et e-mail, affichés dans les mentions légales (RGPD, art. 13).",
    )
    siret = forms.RegexField(
        r"^[0-9]{14}$",
        label="SIRET",
        required=False,
        error_messages={"invalid": "Un SIRET a quatorze chiffres, sans espace."},
    )
    accent = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label="Couleur de la commune",
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text="Celle des boutons et des liens. Un texte blanc doit s’y lire.",
        error_messages={**REQUIRED, "invalid": "Écrivez une couleur comme #1d4f91."},
    )

    def clean_accent(self) -> str:
        """Lower-case, as it is stored."""
        accent: str = self.cleaned_data["accent"]
        return accent.lower()

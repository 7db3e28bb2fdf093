"""What the operator types to open a commune, or to shut one."""

from zoneinfo import available_timezones

from django import forms

from tenants.models import Commune

REQUIRED = {"required": "À remplir."}
ZONES = [
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "America/Miquelon",
    "Indian/Reunion",
    "Indian/Mayotte",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Pacific/Marquesas",
    "Pacific/Gambier",
    "Pacific/Wallis",
]


class NewCommuneForm(forms.Form):
    """One commune; the operation checks the names again and refuses with its own sentence."""

    name = forms.CharField(
        label="Nom", max_length=120, error_messages=REQUIRED, help_text="« Jolieville »."
    )
    slug = forms.CharField(
        label="Adresse",
        max_length=40,
        error_messages=REQUIRED,
        help_text="La fin de /c/jolieville/ : minuscules sans accent, chiffres, tirets.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    short_code = forms.CharField(
        label="Code court",
        max_length=6,
        error_messages=REQUIRED,
        help_text="De 3 à 6 lettres ou chiffres, au début des codes d’adhésion : « JOLI ».",
    )
    school_zone = forms.ChoiceField(
        label="Zone scolaire",
        choices=Commune.SchoolZone.choices,
        required=False,
        help_text="Ses vacances remplissent le calendrier de l’année.",
    )
    time_zone = forms.ChoiceField(
        label="Fuseau horaire",
        choices=[(name, name.replace("_", " ")) for name in ZONES if name in available_timezones()],
        initial=ZONES[0],
    )
    postcode = forms.RegexField(
        r"^[0-9]{5}$",
        label="Code postal",
        required=False,
        help_text="Il donne les jours fériés : Alsace-Moselle et outre-mer en ont d’autres.",
        error_messages={"invalid": "Un code postal a cinq chiffres."},
    )
    city = forms.CharField(label="Ville", max_length=80, required=False)
    email = forms.EmailField(
        label="E-mail de la mairie",
        required=False,
        error_messages={"invalid": "Ce n’est pas une adresse e-mail : nom@exemple.fr."},
    )
    phone = forms.CharField(label="Téléphone", max_length=30, required=False)
    manager = forms.CharField(
        label="Premier gestionnaire",
        max_length=254,
        required=False,
        help_text="Identifiant ou e-mail d’un compte déjà créé. Il nommera les autres agents.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    starter = forms.BooleanField(
        label="Remplir avec des données de départ",
        required=False,
        initial=True,
        help_text="Deux services fermés aux familles, leurs délais et une grille d’exemple, le "
        "calendrier de l’année, une régie : tout reste à vérifier par la commune.",
    )

    def facts(self) -> dict[str, object]:
        """The columns of the commune; the operation finds the department from the postcode."""
        return dict(self.cleaned_data)


class SuspendForm(forms.Form):
    """Why a commune is shut."""

    motive = forms.CharField(
        label="Motif",
        max_length=300,
        error_messages={"required": "Indiquez le motif de la suspension."},
        help_text="Il reste dans le journal ; les familles ne le lisent pas.",
    )

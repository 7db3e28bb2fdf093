"""A service of the town hall, its bookable activities, its groups of children."""

from typing import ClassVar

from django.db import models

from shared.models import Row


class Service(Row):
    """A business unit shown to families: canteen, before- and after-school care, centre."""

    class Kind(models.TextChoices):
        """What it is: some rules are the law's own (R44: canteen of primary pupils)."""

        CANTEEN = "canteen", "Restauration scolaire"
        CARE = "care", "Accueil périscolaire"
        LEISURE = "leisure", "Centre de loisirs"
        OTHER = "other", "Autre"

    class Billing(models.TextChoices):
        """When it is paid."""

        PREPAID = "prepaid", "Payable à la réservation"
        MONTHLY = "monthly", "Payable en fin de mois"

    class Answer(models.TextChoices):
        """Who decides (R14)."""

        AUTO = "auto", "Automatique"
        MANUAL = "manual", "Par un agent"

    class Refund(models.TextChoices):
        """What the agent is offered first when a cancellation is accepted."""

        WITH = "with", "Avec remboursement"
        WITHOUT = "without", "Sans remboursement"

    class Waiting(models.TextChoices):
        """How scarce places are shared (R39–R43)."""

        NONE = "none", "Complet"
        QUEUE = "queue", "Liste d’attente"
        COMMISSION = "commission", "Commission"

    name = models.CharField("nom", max_length=120, unique=True)
    kind = models.CharField("genre", max_length=8, choices=Kind.choices)
    description = models.TextField("présentation", blank=True)
    billing = models.CharField("paiement", max_length=8, choices=Billing.choices)
    booking_answer = models.CharField(
        "réponse aux réservations", max_length=6, choices=Answer.choices, default=Answer.AUTO
    )
    cancel_answer = models.CharField(
        "réponse aux annulations", max_length=6, choices=Answer.choices, default=Answer.AUTO
    )
    request_holds_place = models.BooleanField("une demande garde la place", default=False)
    refund_default = models.CharField(
        "remboursement proposé", max_length=8, choices=Refund.choices, default=Refund.WITH
    )
    phone = models.CharField("téléphone", max_length=30, blank=True)
    email = models.EmailField("e-mail", blank=True)
    hours = models.CharField("horaires", max_length=200, blank=True)
    waiting = models.CharField(
        "quand c’est complet", max_length=10, choices=Waiting.choices, default=Waiting.NONE
    )
    offer_hours = models.PositiveSmallIntegerField("heures pour répondre", default=24)
    queue_skips = models.BooleanField("passer une fratrie qui ne tient pas", default=True)
    late_requests = models.BooleanField("demandes hors délai acceptées", default=False)
    late_surcharge_cents = models.PositiveIntegerField(
        "supplément hors délai (centimes)", default=0
    )
    place = models.CharField("lieu", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("ordre", default=0)
    is_active = models.BooleanField("ouvert aux familles", default=True)

    class Meta:
        verbose_name = "service"
        ordering: ClassVar = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Activity(Row):
    """A bookable thing (prestation) of a service: « Repas », « Accueil du soir ».

    Activities of one service that share ``exclusive_set`` exclude each other on a day.
    """

    class Care(models.TextChoices):
        """What the money pays for: meals are kept apart for the tax certificate (R95)."""

        CARE = "care", "Garde"
        MEAL = "meal", "Repas"

    class Unit(models.TextChoices):
        """What one booking takes of the day."""

        DAY = "day", "Journée"
        HALF_DAY = "half_day", "Demi-journée"
        MEAL = "meal", "Repas"
        SLOT = "slot", "Créneau"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="activities")
    name = models.CharField("nom", max_length=80)
    short_name = models.CharField("nom court", max_length=24)
    care = models.CharField("nature", max_length=4, choices=Care.choices, default=Care.CARE)
    starts_at = models.TimeField("début")
    ends_at = models.TimeField("fin")
    unit = models.CharField("unité", max_length=8, choices=Unit.choices, default=Unit.DAY)
    # Of age on the day attended (R11); months, because children of 2½ exist.
    youngest_months = models.PositiveSmallIntegerField("âge minimal (mois)", null=True, blank=True)
    oldest_months = models.PositiveSmallIntegerField("âge maximal (mois)", null=True, blank=True)
    exclusive_set = models.CharField("ensemble exclusif", max_length=24, blank=True)
    position = models.PositiveSmallIntegerField("ordre", default=0)
    is_active = models.BooleanField("proposée", default=True)

    class Meta:
        verbose_name = "prestation"
        ordering: ClassVar = ["service", "position", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "name"], name="activity_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Group(Row):
    """Children who share places: « Maternelle », « Élémentaire »."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField("nom", max_length=80)
    position = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "groupe"
        ordering: ClassVar = ["service", "position", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "name"], name="group_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ActivityLink(Row):
    """One activity brings another with it, or cannot be booked without it."""

    class Kind(models.TextChoices):
        """What the link says of ``activity``."""

        IMPLIES = "implies", "comprend"
        REQUIRES = "requires", "demande"

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="linked_from")
    kind = models.CharField("lien", max_length=8, choices=Kind.choices)

    class Meta:
        verbose_name = "lien entre prestations"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "other"], name="activity_link_once"),
            models.CheckConstraint(
                condition=~models.Q(activity=models.F("other")), name="activity_link_other"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.kind} {self.other_id}"

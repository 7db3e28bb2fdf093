"""Wishes: they hold no place, live thirty days, and their price is promised two hours."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from booking.models.service import Activity
from family.models import Child
from shared.models import Row


class Cart(Row):
    """One per account and commune; locked by *Valider*."""

    account_uid = models.UUIDField("compte", unique=True)
    created_at = models.DateTimeField("créé le")

    class Meta:
        verbose_name = "panier"

    def __str__(self) -> str:
        return f"panier {self.account_uid}"


class CartLine(Row):
    """A wish to book or cancel one day; *Vider* sets ``removed_at`` so that it can be undone."""

    class Wish(models.TextChoices):
        """What the family asks."""

        BOOK = "book", "réserver"
        CANCEL = "cancel", "annuler"

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    date = models.DateField("jour")
    wish = models.CharField(max_length=6, choices=Wish.choices)
    price_cents = models.PositiveIntegerField("prix promis (centimes)", default=0)
    promised_at = models.DateTimeField("promis le")
    created_at = models.DateTimeField("ajoutée le")
    removed_at = models.DateTimeField("retirée le", null=True, blank=True)
    # The surplus the family ticked for a day asked after its cut-off; none: not ticked (R26).
    agreed_cents = models.PositiveIntegerField("supplément accepté", null=True, blank=True)
    refusal = models.CharField("refus à la dernière validation", max_length=300, blank=True)

    class Meta:
        verbose_name = "souhait"
        ordering: ClassVar = ["child", "date", "activity"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cart", "child", "activity", "date"],
                condition=Q(removed_at__isnull=True),
                name="cart_line_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wish} {self.date}"

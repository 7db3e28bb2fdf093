"""The login of a person: a parent, an agent or an operator, the same in every commune."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from shared import clock
from shared.models.rows import Row


class AccountManager(BaseUserManager["Account"]):
    """Creates accounts; allauth and the commands call it."""

    def create_user(
        self, username: str, email: str = "", password: str | None = None, **fields: Any
    ) -> "Account":
        """Make an account with a hashed password; ``username`` keeps its case."""
        account = self.model(username=username, email=self.normalize_email(email), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Find by identifiant whatever the case."""
        return self.get(username__iexact=username)


class Account(AbstractBaseUser, Row):
    """A login. It holds no right in any commune: see ``Adhesion`` and ``AgentRole``."""

    class Civility(models.TextChoices):
        """How a letter opens."""

        MADAME = "mme", "Madame"
        MONSIEUR = "m", "Monsieur"
        NONE = "", "Ne pas préciser"

    username = models.CharField("identifiant", max_length=60)
    email = models.EmailField("adresse e-mail", max_length=254)
    label = models.CharField("nom du compte", max_length=80, blank=True)
    civility = models.CharField(
        "civilité", max_length=3, choices=Civility.choices, blank=True, default=""
    )
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    secret_question = models.CharField("question secrète", max_length=30, blank=True)
    secret_answer = models.CharField("réponse (hachée)", max_length=200, blank=True)
    is_active = models.BooleanField("actif", default=True)
    is_operator = models.BooleanField("opérateur", default=False)
    created_at = models.DateTimeField("créé le", default=clock.now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["email"]

    objects = AccountManager()

    class Meta:
        verbose_name = "compte"
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("username"), name="account_username_ci"),
        ]
        indexes: ClassVar = [models.Index(Lower("email"), name="account_email_ci")]

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def full_name(self) -> str:
        """« Claire Martin »."""
        return f"{self.first_name} {self.last_name}".strip()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Always no: rights live in ``AgentRole`` and ``tenants.rules.rights``."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Always no, as ``has_perm``."""
        return False

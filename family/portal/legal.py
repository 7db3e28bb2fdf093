"""What the law asks to say: data protection, accessibility, and how accounts are kept safe."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tenants import guards
from tenants.models import Commune


@guards.public
def notice(request: HttpRequest) -> HttpResponse:
    """*Mentions légales* and RGPD article 13; each commune answers for its own families."""
    communes = Commune.objects.filter(status=Commune.Status.ACTIVE).order_by("name")
    return render(
        request,
        "family/portal/legal.html",
        {"communes": communes, "operator_name": settings.OPERATOR_NAME},
    )


@guards.public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The declaration: what was tested, and whom to tell."""
    return render(request, "family/portal/accessibility.html")


@guards.public
def security(request: HttpRequest) -> HttpResponse:
    """How an account is protected, and what the secret question does not do."""
    return render(
        request,
        "family/portal/security.html",
        {
            "has_question": settings.SECRET_QUESTION_OFFERED,
            "has_shown_code": settings.SHOWN_CODE_REQUIRED,
        },
    )

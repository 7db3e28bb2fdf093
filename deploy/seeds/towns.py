"""Three communes that differ: prepaid canteen, monthly billing for all, small and manual."""

from datetime import time

from deploy.seeds.plans import (
    SATURDAY,
    SCHOOL_DAYS,
    WEDNESDAY,
    WEEK,
    ActivityPlan,
    RegiePlan,
    ServicePlan,
    TownPlan,
    grid,
)
from shared.values.school_calendar import DayKind

IN_TERM = (DayKind.SCHOOL,)
IN_HOLIDAYS = (DayKind.HOLIDAY,)
TWO_DAYS = {"kind": "days_before", "days": 2, "at_time": time(10)}
ONE_DAY = {"kind": "days_before", "days": 1, "at_time": time(10)}
THURSDAY_BEFORE = {"kind": "weekday_of_week", "weekday": 3, "weeks": 1, "at_time": time(12)}
HELD_BY = "Guichet famille, mairie, du lundi au vendredi de 8 h 30 à 12 h"


def _care(places: int, dearer: int = 0) -> tuple[ActivityPlan, ...]:
    return (
        ActivityPlan(
            "morning",
            "Accueil du matin",
            "Matin",
            time(7, 30),
            time(8, 30),
            grid(60, 90, 120, 160, 200 + dearer),
            {"": places},
        ),
        ActivityPlan(
            "evening",
            "Accueil du soir",
            "Soir",
            time(16, 30),
            time(18, 30),
            grid(90, 140, 190, 240, 300 + dearer),
            {"": places},
        ),
    )


def _centre(places: int) -> tuple[ActivityPlan, ...]:
    exclusive = {"exclusive_set": "journee"}
    return (
        ActivityPlan(
            "day",
            "Journée",
            "Journée",
            time(8),
            time(18),
            grid(400, 700, 1100, 1500, 1900, outside_percent=20),
            {"": places},
            exclusive,
        ),
        ActivityPlan(
            "half",
            "Matinée sans repas",
            "Matin",
            time(8),
            time(12),
            grid(200, 350, 550, 750, 950, outside_percent=20),
            {"": places},
            exclusive,
        ),
    )


def _meal(places: dict[str, int | None], *cents: int) -> ActivityPlan:
    return ActivityPlan(
        "meal", "Repas", "Repas", time(12), time(13, 45), grid(*cents), places, {"care": "meal"}
    )


JOLIEVILLE = TownPlan(
    commune={
        "slug": "jolieville",
        "name": "Jolieville",
        "short_code": "JOLI",
        "school_zone": "B",
        "department": "35",
        "postcode": "35999",
        "city": "Jolieville",
        "address": "1 place de la Mairie",
        "siret": "21350000000017",
        "phone": "02 00 00 10 10",
        "email": "famille@jolieville.exemple.fr",
        "hours": "Lundi à vendredi 8\u00a0h\u00a030\u00a0–\u00a012\u00a0h, "
        "mercredi 13\u00a0h\u00a030\u00a0–\u00a017\u00a0h",
        "accent": "#1d4f91",
        "how_to_register": "Remplissez le dossier au guichet famille avec le livret de famille et "
        "l’attestation CAF : un code d’adhésion vous est remis pour ouvrir votre compte.",
        "dpo_contact": "dpo@jolieville.exemple.fr",
    },
    schools=("École maternelle des Lilas", "École élémentaire Jean-Moulin"),
    regies=(
        RegiePlan("CA", "Régie du restaurant scolaire", {"due_days": 30}),
        RegiePlan("EN", "Régie enfance", {"due_days": 30}),
    ),
    services=(
        ServicePlan(
            "canteen",
            "Restaurant scolaire",
            "CA",
            (_meal({"Maternelle": 120, "Élémentaire": 160}, 100, 210, 320, 410, 490),),
            ((SCHOOL_DAYS, IN_TERM),),
            TWO_DAYS,
            100,
            groups=("Maternelle", "Élémentaire"),
            fields={
                "kind": "canteen",
                "billing": "prepaid",
                "description": "Les repas de midi, préparés sur place par la cuisine centrale.",
            },
        ),
        ServicePlan(
            "care",
            "Accueil périscolaire",
            "EN",
            _care(90),
            ((SCHOOL_DAYS, IN_TERM),),
            ONE_DAY,
            70,
            fields={
                "kind": "care",
                "billing": "monthly",
                "late_requests": True,
                "late_surcharge_cents": 150,
                "description": "Avant et après la classe, dans l’école de votre enfant.",
            },
        ),
        ServicePlan(
            "centre",
            "Centre de loisirs",
            "EN",
            _centre(60),
            ((WEDNESDAY, IN_TERM), (WEEK, IN_HOLIDAYS)),
            THURSDAY_BEFORE,
            45,
            fields={
                "kind": "leisure",
                "billing": "monthly",
                "cancel_answer": "manual",
                "description": "Le mercredi et les vacances, à la journée ou le matin.",
            },
        ),
    ),
    families=40,
)

MONTCLAIR = TownPlan(
    commune={
        "slug": "montclair",
        "name": "Montclair",
        "short_code": "MONT",
        "school_zone": "A",
        "department": "38",
        "postcode": "38999",
        "city": "Montclair",
        "address": "12 avenue de la Gare",
        "siret": "21380000000028",
        "phone": "04 00 00 20 20",
        "email": "scolaire@montclair.exemple.fr",
        "hours": "Mardi à samedi 9\u00a0h\u00a0–\u00a012\u00a0h",
        "accent": "#0f6b4f",
        "how_to_register": "Prenez rendez-vous au service scolaire : l’inscription est faite avec "
        "vous, et votre code d’adhésion arrive par courrier sous huit jours.",
        "dpo_contact": "Centre de gestion, protection des données",
    },
    schools=("Groupe scolaire du Vieux-Bourg", "École du Plateau"),
    regies=(RegiePlan("MC", "Régie scolaire et périscolaire", {"due_days": 30}),),
    services=(
        ServicePlan(
            "canteen",
            "Cantine",
            "MC",
            (_meal({"": 180}, 150, 250, 350, 450, 550),),
            ((SCHOOL_DAYS, IN_TERM),),
            THURSDAY_BEFORE,
            95,
            fields={
                "kind": "canteen",
                "billing": "monthly",
                "description": "Quatre midis par semaine, en liaison chaude.",
            },
        ),
        ServicePlan(
            "care",
            "Garderie",
            "MC",
            _care(70, dearer=40),
            ((SCHOOL_DAYS, IN_TERM),),
            ONE_DAY,
            60,
            fields={
                "kind": "care",
                "billing": "monthly",
                "description": "Une équipe stable, le goûter compris le soir.",
            },
        ),
        ServicePlan(
            "centre",
            "Accueil de loisirs La Cabane",
            "MC",
            _centre(40),
            ((WEDNESDAY, IN_TERM), (WEEK, IN_HOLIDAYS)),
            TWO_DAYS,
            40,
            fields={
                "kind": "leisure",
                "billing": "monthly",
                "description": "Le mercredi et les vacances au bord de la rivière.",
            },
        ),
    ),
    families=30,
)

SAINT_AUBIN = TownPlan(
    commune={
        "slug": "saint-aubin-sur-lys",
        "name": "Saint-Aubin-sur-Lys",
        "short_code": "LYS",
        "school_zone": "B",
        "department": "59",
        "postcode": "59999",
        "city": "Saint-Aubin-sur-Lys",
        "address": "3 rue de l’Église",
        "siret": "21590000000039",
        "phone": "03 00 00 30 30",
        "email": "mairie@saint-aubin-sur-lys.exemple.fr",
        "hours": "Lundi et jeudi 14\u00a0h\u00a0–\u00a018\u00a0h",
        "accent": "#8a3324",
        "how_to_register": "Venez en mairie aux heures d’ouverture : la secrétaire vous inscrit et "
        "vous donne votre code d’adhésion.",
        "dpo_contact": "dpo@intercommunalite-lys.exemple.fr",
    },
    schools=("École Les Saules",),
    regies=(RegiePlan("LY", "Régie de Saint-Aubin-sur-Lys", {"due_days": 30}),),
    services=(
        ServicePlan(
            "canteen",
            "Cantine de l’école",
            "LY",
            (_meal({"": 42}, 220, 260, 300, 340, 380),),
            ((SCHOOL_DAYS, IN_TERM),),
            TWO_DAYS,
            100,
            fields={
                "kind": "canteen",
                "billing": "monthly",
                "booking_answer": "manual",
                "cancel_answer": "manual",
                "description": "Une seule salle, quarante-deux couverts.",
            },
        ),
        ServicePlan(
            "sport",
            "École multisport",
            "LY",
            (
                ActivityPlan(
                    "sport",
                    "Multisport du samedi",
                    "Samedi",
                    time(10),
                    time(12),
                    grid(300, 350, 400, 450, 500),
                    {"": 16},
                ),
            ),
            ((SATURDAY, (DayKind.SCHOOL, DayKind.HOLIDAY)),),
            TWO_DAYS,
            35,
            fields={
                "kind": "other",
                "billing": "prepaid",
                "booking_answer": "manual",
                "cancel_answer": "manual",
                "description": "Le samedi matin au gymnase, un sport différent chaque mois.",
            },
        ),
    ),
    families=25,
)

TOWNS = (JOLIEVILLE, MONTCLAIR, SAINT_AUBIN)

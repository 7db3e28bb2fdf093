"""Real-looking households of Jolieville, for lists and screens. Call inside its scope."""

from datetime import date
from types import SimpleNamespace

from family.models import Family, School, Schooling
from shared.actors import Actor
from shared.ids import new_id
from tests.factories import families

BY = Actor(uid=new_id(), label="Nadia Lebrun", is_agent=True)
TODAY = date(2026, 12, 1)
NAMES = (
    ("Benali", "Samira", "Yanis", "Inès"),
    ("Lefèvre-Dubois", "Marie-Élisabeth", "Éloïse", "Gaspard"),
    ("Nguyen", "Linh", "Minh"),
    ("O’Connor", "Fiona", "Liam", "Maëlys", "Noah"),
    ("Petit", "Nora", "Tom"),
    ("Rousseau", "Jean-Noël", "Zélie"),
)


def people() -> SimpleNamespace:
    """The cast, six more households, one school with a class for the first child of each."""
    school = School.objects.create(name="École Jules-Ferry", address="3 place de l’Église")
    cast = SimpleNamespace(martin=families.martin(), durand=families.durand(), school=school)
    Family.objects.filter(pk=cast.martin.family.pk).update(
        file_number="1001", address="12 rue des Lilas", postcode="35000", city="Jolieville"
    )
    families.guardian(
        cast.martin.family, "Julien", is_payer=False, email="", phone="06 12 34 56 78"
    )
    for number, (name, adult, *children) in enumerate(NAMES):
        household = families.family(
            name,
            file_number=str(1010 + number),
            is_resident=number % 3 != 1,
            paper_invoices=number == 2,
        )
        families.guardian(household, adult, email=f"adulte{number}@exemple.fr" if number else "")
        for place, child in enumerate(children):
            made = families.child(household, child, born=date(2017 + place, 3, 4 + number))
            if place == 0:
                Schooling.objects.create(
                    child=made, school=school, school_year=2026, level="CE2", class_name="Mme Roux"
                )
    return cast

"""French names and addresses, ordinary ones, drawn the same way every time."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

LAST = (
    *("Bernard", "Robert", "Moreau", "Garnier", "Lefèvre", "Roussel", "Perrin", "Chevalier"),
    *("Gauthier", "Masson", "Sanchez", "Nguyen", "Boyer", "Diallo", "Haddad", "Benali"),
    *("Traoré", "Da Silva Pereira", "Le Goff", "Kowalczyk", "Fernandes", "Schneider", "Ozturk"),
    *("Lemoine", "Carpentier", "Vasseur", "Delattre", "Poulain", "Tessier", "Besson", "Jacquet"),
    *("Charrier de la Bretonnière", "Lebrun", "Mahieu", "Barbier", "Rolland", "Guillot"),
    *("Ferrand", "Cordier", "Prévost", "Maillard", "Bouvier", "Leclercq-Vandenbroucke"),
    *("Rahmani", "Coulibaly", "Ruiz", "Moulin", "Pelletier", "Brunet", "Hamon", "Morvan"),
    *("Collet", "Aubert", "Renard-Dubois", "Picard", "Weber", "Marchand", "Blanchard", "Texier"),
)
MOTHERS = (
    *("Sophie", "Nadia", "Émilie", "Aïcha", "Céline", "Julie", "Fatou", "Camille", "Laëtitia"),
    *("Audrey", "Yasmine", "Marie-Laure", "Hélène", "Inès", "Delphine", "Anne-Sophie", "Élodie"),
)
FATHERS = (
    *("Julien", "Karim", "Nicolas", "Sébastien", "Moussa", "David", "Antoine", "Mehdi", "Rui"),
    *("Jean-Baptiste", "Cédric", "Guillaume", "Tuan", "Olivier", "François", "Maxime", "Loïc"),
)
CHILDREN = (
    *("Jade", "Gabriel", "Louise", "Raphaël", "Ambre", "Adam", "Alice", "Maël", "Lina", "Sacha"),
    *("Rose", "Aaron", "Mila", "Ismaël", "Romane", "Éden", "Anna", "Nolan", "Maëlys", "Côme"),
    *("Zoé", "Ilyes", "Juliette", "Gaspard", "Nour", "Tiago", "Margaux", "Isaac", "Capucine"),
    *("Apolline", "Bastien", "Salomé", "Youssef", "Clémence", "Milo", "Anouk", "Timothée"),
)
STREETS = (
    *("rue des Lilas", "rue du Moulin", "allée des Tilleuls", "place de la République"),
    *("rue de l’Église", "chemin du Lavoir", "impasse des Noyers", "avenue de la Gare"),
    *("rue Pasteur", "route de la Fontaine", "rue des Écoles", "résidence Les Hauts Prés"),
)
DIETS = ("", "", "", "", "", "", "sans_porc", "sans_viande", "panier")
LEVELS = ("PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2")
PLAIN = str.maketrans("éèêëàâäïîôöùûüçÉÈ", "eeeeaaaiioouuucEE")


@dataclass(frozen=True, slots=True)
class Adult:
    """One adult of a household."""

    civility: str
    first_name: str
    last_name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Kid:
    """One child; ``level`` is the class of the school year in hand."""

    first_name: str
    last_name: str
    birth_date: date
    level: str
    diet: str = ""


@dataclass(frozen=True, slots=True)
class Household:
    """A family before it is written; ``quotient`` in hundredths, None when unknown."""

    name: str
    address: str
    adults: tuple[Adult, ...]
    kids: tuple[Kid, ...]
    quotient: int | None
    is_resident: bool = True
    paper: bool = False
    login: str = ""
    services: frozenset[str] = field(default_factory=frozenset)


def households(number: int, *, seed: str, school_year: int) -> list[Household]:
    """``number`` ordinary families of one to three children; the same for the same seed."""
    draw = Random(seed)
    names = [*LAST]
    draw.shuffle(names)
    return [_household(draw, names[n % len(names)], school_year) for n in range(number)]


def born(level: str, school_year: int, *, day: int = 120) -> date:
    """A birth date that puts a child in this class: three years old in the year of the PS."""
    return date(school_year - 3 - LEVELS.index(level), 1, 1) + timedelta(days=day % 365)


def mail(first_name: str, last_name: str) -> str:
    """« nadia.le-goff@exemple.fr »: a reserved name, so that no mail ever leaves."""
    plain = f"{first_name}.{last_name}".translate(PLAIN).lower()
    return f"{plain.replace(' ', '-').replace('’', '')}@exemple.fr"


def _household(draw: Random, name: str, school_year: int) -> Household:
    adults = [_adult(draw, "mme", draw.choice(MOTHERS), name)]
    if draw.random() < 0.75:
        other = name if draw.random() < 0.7 else draw.choice(LAST)
        adults.append(_adult(draw, "m", draw.choice(FATHERS), other))
    first_names = draw.sample(CHILDREN, draw.choices((1, 2, 3), weights=(5, 4, 1))[0])
    levels = draw.sample(LEVELS, len(first_names))
    kids = tuple(
        Kid(
            first_name,
            name,
            born(level, school_year, day=draw.randrange(365)),
            level,
            draw.choice(DIETS),
        )
        for first_name, level in zip(first_names, levels, strict=True)
    )
    return Household(
        name=name,
        address=f"{draw.randint(1, 98)} {draw.choice(STREETS)}",
        adults=tuple(adults),
        kids=kids,
        quotient=None if draw.random() < 0.08 else draw.randint(180, 2300) * 100,
        is_resident=draw.random() > 0.1,
        paper=draw.random() < 0.2,
    )


def _adult(draw: Random, civility: str, first_name: str, last_name: str) -> Adult:
    phone = f"06 00 {draw.randint(10, 99)} {draw.randint(10, 99)} {draw.randint(10, 99)}"
    return Adult(civility, first_name, last_name, mail(first_name, last_name), phone)

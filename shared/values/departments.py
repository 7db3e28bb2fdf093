"""The département or territory of a postcode: it decides public holidays and the hour (R6, R20)."""

from collections.abc import Mapping

# Two islands share Guadeloupe's three figures and have holidays of their own.
_ISLANDS: Mapping[str, str] = {"97133": "977", "97150": "978"}
_CORSICA: Mapping[str, str] = {"200": "2A", "201": "2A", "202": "2B", "206": "2B"}
TIME_ZONES: Mapping[str, str] = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/Guadeloupe",
    "978": "America/Guadeloupe",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
# French Polynesia has three hours of its own.
_SAME_TERRITORY = {"Pacific/Marquesas": "Pacific/Tahiti", "Pacific/Gambier": "Pacific/Tahiti"}


def department_of(postcode: str) -> str:
    """« 67 » for « 67000 », « 978 » for « 97150 », « 2B » for « 20200 »; « » when unknown."""
    if len(postcode) != 5 or not (postcode.isascii() and postcode.isdecimal()):
        return ""
    if postcode in _ISLANDS:
        return _ISLANDS[postcode]
    if postcode[:2] == "20":
        return _CORSICA.get(postcode[:3], "20")
    return postcode[: 3 if postcode[:2] in {"97", "98"} else 2]


def time_zone_problem(postcode: str, time_zone: str) -> str:
    """Why a commune of this postcode cannot live at this hour, in French; « » when it can."""
    department = department_of(postcode)
    if not department:
        return ""
    expected = TIME_ZONES.get(department, "Europe/Paris")
    if _SAME_TERRITORY.get(time_zone, time_zone) == expected:
        return ""
    return (
        f"Le code postal {postcode} est à l’heure de {expected.replace('_', ' ')} : "
        "changez le fuseau ou le code postal."
    )

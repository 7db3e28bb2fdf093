"""A custody calendar in French, for an agent (with names) or for a parent (« vous ») (R69)."""

from family.rules.custody import HolidayHalves, Party, Plan, Rhythm
from shared.values.french_dates import day_long

YOU, OTHER = "vous", "l’autre parent"


def describe(plan: Plan, first: str, second: str) -> list[str]:
    """Sentences of a plan; ``first`` and ``second`` are names, or « vous » and « l’autre parent ».

    « Semaines impaires chez Claire, semaines paires chez Marc. »
    """
    if plan.is_exception:
        return [f"Ces jours-là chez {first}."]
    said = [_rhythm(plan, first, second)]
    if plan.holidays is not HolidayHalves.SAME:
        even, odd = first, second
        if plan.holidays is HolidayHalves.FIRST_HALF_ODD:
            even, odd = second, first
        said.append(
            f"Vacances scolaires\u00a0: première moitié chez {even} les années paires, "
            f"chez {odd} les années impaires\u00a0; seconde moitié chez l’autre."
        )
    if plan.both_book:
        said.append("Les deux parents peuvent réserver et annuler chaque jour.")
    elif plan.rhythm is not Rhythm.ALWAYS:
        said.append("Chacun réserve et annule ses jours.")
    said.append(_payer(plan, first, second))
    return said


def _rhythm(plan: Plan, first: str, second: str) -> str:
    if plan.rhythm is Rhythm.ODD_EVEN:
        is_odd = plan.anchor.isocalendar().week % 2
        mine, theirs = ("impaires", "paires") if is_odd else ("paires", "impaires")
        return f"Semaines {mine} chez {first}, semaines {theirs} chez {second}."
    week = f"celle du {day_long(plan.anchor)}"
    if plan.rhythm is Rhythm.SPLIT_WEEK:
        return (
            f"Lundi et mardi chez {first}, mercredi et jeudi chez {second}\u00a0; du vendredi au "
            f"dimanche une semaine sur deux, {week} chez {first}."
        )
    if plan.rhythm is Rhythm.WEEKENDS:
        return (
            f"Du lundi au vendredi chez {first}\u00a0; le week-end une semaine sur deux, {week} "
            f"chez {first}."
        )
    return f"Toujours chez {first}."


def _payer(plan: Plan, first: str, second: str) -> str:
    if plan.payers is Party.DAY_PARENT:
        return "Chacun paie ses jours." if plan.second else _pays(first)
    return _pays(first if plan.payers is Party.FIRST else second)


def _pays(who: str) -> str:
    said = "vous payez" if who == YOU else f"{who} paie"
    return f"{said[0].upper()}{said[1:]} tous les jours."

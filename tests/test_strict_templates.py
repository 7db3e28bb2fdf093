"""The net under every page test: a template that prints an unknown variable fails."""

import pytest
from django.template import Context, Origin, Template, engines

from tests.strict_templates import ROOT, UnknownVariable

OURS = str(ROOT / "booking/templates/page.html")
THEIRS = str(ROOT / ".venv/lib/django/forms/templates/field.html")


def render(text, file):
    template = Template(text, origin=Origin(file), engine=engines["django"].engine)
    return template.render(Context({"child": "Léa"}))


@pytest.mark.parametrize("text", ["{{ nobody }}", "{{ child.unknown }}", "{{ nobody|upper }}"])
def test_unknown_variable_of_ours_fails(text):
    with pytest.raises(UnknownVariable, match=r"booking/templates/page\.html"):
        render(text, OURS)


def test_known_and_guarded_variables_pass():
    assert render("{{ child }}{% if nobody %}{{ nobody }}{% endif %}", OURS) == "Léa"


def test_templates_of_others_are_left_alone():
    assert render("{{ nobody }}", THEIRS) == ""

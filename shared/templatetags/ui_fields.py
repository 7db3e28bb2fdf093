"""How one bound form field is written: which control, which label, which words are tied to it."""

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

# Native pickers read ISO values only, whatever the language of the page.
NATIVE_INPUTS: dict[type, tuple[str, str]] = {
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.TimeInput: ("time", "%H:%M"),
}


def render_field(bound: Any, *, help: str, label: str, attrs: dict[str, Any]) -> SafeString:  # noqa: A002
    """The HTML of one BoundField; hidden fields stay bare."""
    if bound.is_hidden:
        return bound.as_widget()
    widget = bound.field.widget
    _use_native_picker(widget)
    # A form's help is written in our code and may hold a list; what a page passes is escaped.
    help_text = help or SafeString(bound.help_text)
    described = _described_by(bound, help_text, widget)
    kind = _kind(widget)
    control_attrs = {name.replace("_", "-"): value for name, value in attrs.items()}
    if kind != "group" and described:
        control_attrs.setdefault("aria-describedby", described)
    return SafeString(
        render_to_string(
            "components/field.html",
            {
                "bound": bound,
                "kind": kind,
                "label": label or bound.label,
                "help_text": help_text,
                "described": described,
                "control": "" if kind == "group" else bound.as_widget(attrs=control_attrs),
                "choices": _choices(bound, control_attrs) if kind == "group" else [],
                "optional": not bound.field.required and kind != "check",
                "reveal": getattr(widget, "input_type", "") == "password",
            },
        )
    )


def _kind(widget: forms.Widget) -> str:
    """« check » for one box, « group » for several choices, « parts » for split inputs."""
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget):
        return "parts"
    return "single"


def _use_native_picker(widget: forms.Widget) -> None:
    """A field's widget is copied for each form, so changing it here touches this form only."""
    for widget_class, (input_type, value_format) in NATIVE_INPUTS.items():
        if type(widget) is widget_class:
            widget.input_type = input_type
            widget.format = value_format
            return


def _described_by(bound: Any, help_text: str, widget: forms.Widget) -> str:
    ids = [widget.attrs.get("aria-describedby", "")]
    if help_text:
        ids.append(f"{bound.auto_id}_helptext")
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(part for part in ids if part)


def _choices(bound: Any, attrs: dict[str, Any]) -> list[dict[str, Any]]:
    """Each box or button of a group with its own label; option groups are read in order."""
    bound.field.widget.attrs.update(attrs)
    return [
        {"tag": choice.tag(), "label": choice.choice_label, "id": choice.id_for_label}
        for choice in bound.subwidgets
    ]

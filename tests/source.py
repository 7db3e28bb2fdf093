"""Reads our own source as trees, for the architecture tests."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPS = ("shared", "tenants", "family", "booking", "invoicing")
DOORS = ("portal", "office", "operator", "api")

ALWAYS_WRITES = {
    "save",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "select_for_update",
}
WRITES_ON_ROWS = {"create", "update", "delete"}
QUERY_WORDS = {"objects", "filter", "exclude", "all", "get", "order_by"}
CLOCKS = {("timezone", "now"), ("date", "today"), ("datetime", "now"), ("datetime", "utcnow")}
SWITCHES = {"schema_context", "tenant_context", "set_tenant", "set_schema", "set_schema_to_public"}


@dataclass(frozen=True)
class Module:
    """One file of ours: where it is, what it says."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Parsed once."""
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        """``portal`` for ``booking/portal/cart.py``; the stem for ``booking/tasks.py``."""
        parts = self.path.split("/")
        return parts[1] if len(parts) > 2 else Path(parts[-1]).stem

    @property
    def lines(self) -> int:
        """Lines, blank ones included."""
        return self.text.count("\n")


def modules(*tops: str, migrations: bool = False) -> list[Module]:
    """Python files of our apps (or of ``tops``), migrations left out."""
    found = []
    for top in tops or (*APPS, "deploy"):
        for path in sorted((ROOT / top).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if migrations or "/migrations/" not in name:
                found.append(Module(name, path.read_text(encoding="utf-8")))
    return found


def imports(module: Module) -> Iterator[str]:
    """Dotted names a module imports, wherever in the file."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(module: Module) -> Iterator[ast.Call]:
    """Every call."""
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))


def words(node: ast.AST) -> list[str]:
    """``Commune.objects.filter(x).update`` → ["Commune", "objects", "filter", "update"]."""
    if isinstance(node, ast.Attribute):
        return [*words(node.value), node.attr]
    if isinstance(node, ast.Call):
        return words(node.func)
    if isinstance(node, ast.Name):
        return [node.id]
    return []


def writes(module: Module) -> list[str]:
    """Calls that write rows, as « line: words »."""
    found = []
    for call in calls(module):
        said = words(call.func)
        if len(said) < 2:
            continue
        last, before = said[-1], set(said[:-1])
        bare_delete = last == "delete" and not call.args and not call.keywords and len(said) == 2
        if (
            last in ALWAYS_WRITES
            or (last in WRITES_ON_ROWS and before & QUERY_WORDS)
            or bare_delete
        ):
            found.append(f"{module.path}:{call.lineno} {'.'.join(said)}")
    return found


def clock_readings(module: Module) -> list[str]:
    """Calls that read a clock."""
    return [
        f"{module.path}:{call.lineno} {'.'.join(said)}"
        for call in calls(module)
        if len(said := words(call.func)) >= 2 and tuple(said[-2:]) in CLOCKS
    ]


def bare_reverses(module: Module) -> list[str]:
    """Calls of ``reverse`` and of ``redirect`` with a URL's name."""
    found = []
    for call in calls(module):
        last = (words(call.func) or [""])[-1]
        named = (
            last == "redirect"
            and call.args
            and isinstance(call.args[0], ast.Constant)
            and not str(call.args[0].value).startswith(("/", "http"))
        )
        if last in {"reverse", "reverse_lazy"} or named:
            found.append(f"{module.path}:{call.lineno} {last}")
    return found


def switches(module: Module) -> list[str]:
    """Schema switches, and ``with tenant:``."""
    found = [
        f"{module.path}:{node.lineno} {name}"
        for node in ast.walk(module.tree)
        for name in [getattr(node, "attr", None) or getattr(node, "id", None)]
        if name in SWITCHES
    ]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.With):
            for item in node.items:
                if isinstance(item.context_expr, ast.Name) and item.context_expr.id in {
                    "tenant",
                    "commune",
                }:
                    found.append(f"{module.path}:{node.lineno} with {item.context_expr.id}:")
    return found


def floats(module: Module) -> list[str]:
    """Uses of float: the name, the field, a literal; a refusal by isinstance is none.

    An operation may wait for 0.15 s, so literals count in the rooms that hold amounts only.
    """
    refused = {
        id(node)
        for call in calls(module)
        if words(call.func) == ["isinstance"]
        for node in ast.walk(call)
    }
    literals_count = module.room in {"rules", "models", "exports", "values"}
    found = []
    for node in ast.walk(module.tree):
        name = getattr(node, "id", None) or getattr(node, "attr", None)
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        named = name in {"float", "FloatField"} and id(node) not in refused
        if named or (literal and literals_count):
            found.append(f"{module.path}:{getattr(node, 'lineno', 0)}")
    return found


def outbox_kinds(module: Module) -> dict[str, str]:
    """Kinds put into the outbox by name, with where."""
    constants = {
        target.id: node.value.value
        for node in module.tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    def text(node: ast.AST) -> str | None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        return constants.get(node.id) if isinstance(node, ast.Name) else None

    found = {}
    for call in calls(module):
        said = words(call.func)
        if said[-2:] == ["outbox", "put"] and call.args:
            kinds = [text(call.args[0])]
        elif said[-2:] == ["outbox", "put_many"] and call.args:
            tuples = [node for node in ast.walk(call.args[0]) if isinstance(node, ast.Tuple)]
            kinds = [text(node.elts[0]) for node in tuples if node.elts]
        else:
            continue
        found |= {kind: f"{module.path}:{call.lineno}" for kind in kinds if kind}
    return found

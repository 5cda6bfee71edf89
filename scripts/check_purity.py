"""What import-linter cannot see: the plain parts of the domain touch no database, not even a part of Django that does.

`workflow/reading`, `workflow/deadlines` and `workflow/exports` take and return plain values. import-linter knows
libraries only as a whole, and these parts may use Django's translation.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLAIN = ("workflow/reading", "workflow/deadlines", "workflow/exports")
FORBIDDEN = ("django.db", "django.contrib", "django.http", "django.apps", "config", "flows", "notifications")
# Of the domain itself the plain parts know each other and the refusals.
ALLOWED = (*(area.replace("/", ".") for area in PLAIN), "workflow.errors")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full module name of every import, also those inside functions."""
    package = list(path.relative_to(ROOT).with_suffix("").parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: -node.level] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield node.lineno, module
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def is_below(module: str, names: tuple[str, ...]) -> bool:
    """Whether the module is one of these or lies inside one."""
    return any(module == name or module.startswith(f"{name}.") for name in names)


def is_refused(module: str) -> bool:
    """Whether a plain part may not import this."""
    if module == "workflow":  # `from workflow import errors` is seen a second time, with the name
        return False
    return is_below(module, FORBIDDEN) or (is_below(module, ("workflow",)) and not is_below(module, ALLOWED))


def main() -> int:
    """Exit 0 when nothing forbidden is imported."""
    faults = set()
    for area in PLAIN:
        paths = [*(ROOT / area).rglob("*.py"), *[path for path in [ROOT / f"{area}.py"] if path.exists()]]
        for path in paths:
            for line, module in imports(path):
                if is_refused(module):
                    faults.add(f"{path.relative_to(ROOT)}:{line}: imports {module}, but {area} knows no database")
    print("\n".join(sorted(faults)), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

"""What the code imports, read from its syntax: the facts behind test_architecture."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from tests.shared import REPO

PACKAGES = ("ketreview", "screening", "synthesis")


@dataclass(frozen=True)
class Module:
    """One file: its dotted name, its syntax tree."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.name.split("."))

    @cached_property
    def imports(self) -> set[str]:
        """Every dotted name imported anywhere in the file, inside functions too."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    package = self.parts if self.path.name == "__init__.py" else self.parts[:-1]
                    base = ".".join((*package[: len(package) - node.level + 1], *([base] if base else [])))
                found.add(base)
                found |= {f"{base}.{alias.name}" for alias in node.names}
        return found

    @cached_property
    def names_used(self) -> list[tuple[str, int]]:
        """Dotted attribute chains such as Decision.objects, with their line."""
        return list(self._chains())

    def _chains(self) -> Iterator[tuple[str, int]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute):
                chain, inner = [node.attr], node.value
                while isinstance(inner, ast.Attribute):
                    chain.append(inner.attr)
                    inner = inner.value
                if isinstance(inner, ast.Name):
                    yield ".".join([inner.id, *reversed(chain)]), node.lineno


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the three packages except migrations."""
    found = []
    for package in PACKAGES:
        for path in sorted((REPO / package).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            relative = path.relative_to(REPO).with_suffix("")
            parts = relative.parts[:-1] if relative.name == "__init__" else relative.parts
            found.append(Module(".".join(parts), path, ast.parse(path.read_text())))
    return tuple(found)

"""A contract for import-linter: a package is entered only through its doors."""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.helpers import import_expressions_to_imports


class DoorsContract(Contract):
    """Other packages' modules may import `doors` of a package and nothing else of it.

    Exceptions: every module of `open_packages` may be imported; `insiders` (modules right under the
    root) may import anything; the module `tables` of one package may import that of another, for
    foreign keys.
    """

    type_name = "doors"

    root = fields.StringField()
    doors = fields.SetField(subfield=fields.StringField())
    tables = fields.StringField()
    open_packages = fields.SetField(subfield=fields.StringField())
    insiders = fields.SetField(subfield=fields.StringField())
    ignore_imports = fields.SetField(subfield=fields.ImportExpressionField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        ignored = {
            (each.importer.name, each.imported.name)
            for each in import_expressions_to_imports(graph, self.ignore_imports or ())
        }
        broken = [
            (importer, imported)
            for importer in sorted(graph.modules)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if (importer, imported) not in ignored and self._breaks_in(importer, imported)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["broken"]:
            output.print_error(
                f"{importer} -> {imported}: enter by {' or '.join(sorted(self._set('doors')))}"
            )

    def _breaks_in(self, importer: str, imported: str) -> bool:
        home, host = self._split(importer), self._split(imported)
        if host is None or home is None or home[0] == host[0]:
            return False
        if home[0] in self._set("insiders") or host[0] in self._set("open_packages"):
            return False
        # The package itself is empty; importing it says nothing of what is inside.
        if not host[1]:
            return False
        tables: Any = self.tables
        return host[1] not in self._set("doors") and not (importer.split(".")[-1] == host[1] == tables)

    def _set(self, name: str) -> set[str]:
        return set(getattr(self, name))

    def _split(self, module: str) -> tuple[str, str] | None:
        """Return the package and the room of a module, or None outside the root."""
        parts = module.split(".")
        if parts[0] != self.root or len(parts) < 2:
            return None
        return parts[1], parts[2] if len(parts) > 2 else ""

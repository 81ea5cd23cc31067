"""Put the ontology, shapes, queries and facts into the wheel, where `kg.shipped` finds them.

Only for a standard wheel: an editable install reads the checkout's own folders, so that an edited
shape takes effect at once instead of a stale copy.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = ("ontology", "shapes", "queries", "facts")


class ShippedFolders(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"].update({name: f"kg/_shipped/{name}" for name in SHIPPED})

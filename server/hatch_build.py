"""A wheel carries the schema and the built web app, so that running it needs no Node."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INCLUDED = {"migrations": "topsmile/migrations", "../web/dist": "topsmile/web"}


class CustomBuildHook(BuildHookInterface[BuilderConfig]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # a checkout finds both beside the package
            return
        root = Path(self.root)
        if not (root / "../web/dist/index.html").exists():
            raise SystemExit("The web app is not built: run `make build` in the root folder")
        build_data["force_include"].update(
            {str((root / source).resolve()): target for source, target in INCLUDED.items()}
        )

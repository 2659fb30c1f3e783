"""The README documents every setting with its default."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from hub import settings
from hub.setting_names import SETTINGS, Named

README = Path(__file__).resolve().parents[1] / "README.md"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_the_readme_documents(setting: Named) -> None:
    lines = [
        line
        for line in README.read_text(encoding="utf-8").splitlines()
        if f"`{setting.name}`" in line and line.startswith("|")
    ]
    assert len(lines) == 1, f"one row of a table for {setting.name}"
    assert setting.default in lines[0]


def test_every_setting_that_is_read_is_documented(tmp_path: Path) -> None:
    """A mapping that remembers what it was asked for stands in for the environment."""

    class Asked(dict[str, str]):
        def __init__(self) -> None:
            super().__init__({"DATA_DIR": str(tmp_path), "SECRET_KEY": "k" * 40})
            self.names: set[str] = set()

        def get(self, name: str, default: object = None) -> object:  # type: ignore[override]
            self.names.add(name)
            return super().get(name, default)

        def __getitem__(self, name: str) -> str:
            self.names.add(name)
            return super().__getitem__(name)

    asked = Asked()
    found = settings.read(asked)
    documented = {setting.name for setting in SETTINGS}
    assert {name for name in asked.names if not name.startswith("AWS_")} <= documented
    assert msgspec.structs.asdict(found)["port"] == 8000

"""The house: imports go one way, and every module stands in the contract."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

# Django's own file names, and the packages that the contract names as a whole.
FREE = {"__init__", "apps", "checks", "admin"}


def test_import_contracts_are_kept(project_root):
    linter = Path(sys.executable).with_name("lint-imports")

    result = subprocess.run([linter], cwd=project_root, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("app", ["courses", "enrollment", "certificates"])
def test_every_module_stands_in_the_contract(app, project_root):
    contracts = tomllib.loads((project_root / "pyproject.toml").read_text())
    layers = contracts["tool"]["importlinter"]["contracts"][1]["layers"]
    siblings = " : ".join(layers).replace("|", ":").split(":")
    named = {name.strip(" ()") for name in siblings}

    modules = {
        path.stem
        for path in (project_root / app).iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }

    assert modules - named - FREE - {"migrations", "templatetags"} == set()

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


ROOMS = ("seating", "letters", "people", "registering", "nominating", "running")
PACKAGES = ["courses", "enrollment", "certificates", *(f"enrollment/{room}" for room in ROOMS)]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_stands_in_the_contract(package, project_root):
    contracts = tomllib.loads((project_root / "pyproject.toml").read_text())
    layers = next(
        contract["layers"]
        for contract in contracts["tool"]["importlinter"]["contracts"]
        if package.replace("/", ".") in contract.get("containers", ())
    )
    siblings = " : ".join(layers).replace("|", ":").split(":")
    named = {name.strip(" ()") for name in siblings}

    modules = {
        path.stem
        for path in (project_root / package).iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }

    assert modules - named - FREE - {"migrations", "templatetags"} == set()

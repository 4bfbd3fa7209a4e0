"""The locked versions that the README installs."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
LOCKED = re.compile(r"^([\w.-]+)==([\w.]+)(?=[ ;\\\n])(.*?--hash=sha256:)?", re.MULTILINE)


def locked(name):
    """Return the versions in a file by library; what it pins without a hash is not locked."""
    text = (ROOT / name).read_text("utf-8").replace("\\\n", "")
    return {match[1]: match[2] for match in LOCKED.finditer(text) if match[3]}


@pytest.mark.parametrize(("name", "extras"), [("requirements.txt", []), ("requirements-test.txt", ["test"])])
def test_every_dependency_is_locked_in_a_version_that_is_allowed(name, extras):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(each for extra in extras for each in project["optional-dependencies"][extra])]
    versions = locked(name)

    wrong = [each for each in map(Requirement, wanted) if not each.specifier.contains(versions.get(each.name, "0"))]

    assert wrong == []


def test_the_tests_run_with_the_versions_that_users_get():
    assert locked("requirements.txt").items() - locked("requirements-test.txt").items() == set()

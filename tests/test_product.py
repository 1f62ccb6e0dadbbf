"""The repository as a product: its files agree, and hold nothing that they should not."""

from __future__ import annotations

import ast
import hashlib
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import helpers

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("CASELIGHT_SHARED", ROOT.parent / "shared"))
LOCK_LINE = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads(read("pyproject.toml"))


def requirements() -> list[Requirement]:
    project = pyproject()["project"]
    texts = project["dependencies"] + project["optional-dependencies"]["dev"]
    return [Requirement(text) for text in texts]


@cache
def locked() -> dict[str, tuple[str, int]]:
    """Name -> version and number of hashes, one entry a locked package."""
    found: dict[str, tuple[str, int]] = {}
    name = ""
    for line in read("requirements.lock").splitlines():
        if match := LOCK_LINE.match(line):
            name = canonicalize_name(match[1])
            assert name not in found, f"{name} is locked twice"
            found[name] = (match[2], 0)
        elif line.strip().startswith("--hash=sha256:"):
            version, count = found[name]
            found[name] = (version, count + 1)
    return found


@cache
def project_files() -> tuple[Path, ...]:
    """What git tracks or would track; everything but the usual leavings where git is absent."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        left_out = {".git", ".venv", ".venv-lock", "site", "runs", "raw", "__pycache__"}
        relative = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        names = [r for r in relative if not left_out & set(r.parts[:2]) and "cache" not in str(r)]
    else:
        names = [Path(name) for name in done.stdout.decode().split("\0") if name]
    return tuple(ROOT / name for name in names if (ROOT / name).is_file())


def text_files() -> list[tuple[Path, str]]:
    """Files that are text; a file with a zero byte or of another encoding is not."""
    found = []
    for path in project_files():
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            found.append((path, text))
    return found


def test_the_helpers_that_are_imported_are_ours() -> None:
    assert Path(helpers.__file__).resolve() == ROOT / "src" / "helpers" / "__init__.py"
    names = {canonicalize_name(d.metadata["Name"]) for d in metadata.distributions()}
    assert "helpers" not in names, "another distribution brings a package called helpers"


def test_the_installed_distribution_is_caselight_with_its_command() -> None:
    try:
        distribution = metadata.distribution("caselight")
    except metadata.PackageNotFoundError:
        if os.environ.get("CI"):
            raise
        pytest.skip("caselight is not installed in this environment (make test installs it)")
    scripts = {e.name: e.value for e in distribution.entry_points if e.group == "console_scripts"}
    assert scripts == {"caselight": "helpers.cli:main"}


def test_the_version_is_the_same_everywhere() -> None:
    assert pyproject()["project"]["dynamic"] == ["version"]
    assert pyproject()["tool"]["hatch"]["version"]["path"] == "src/helpers/__init__.py"
    assert str(yaml.safe_load(read("CITATION.cff"))["version"]) == helpers.__version__
    newest = re.search(r"^## \[(\d[^]]*)\] - (\S+)", read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == helpers.__version__
    assert newest[2] == str(yaml.safe_load(read("CITATION.cff"))["date-released"])


def test_the_citation_file_has_what_the_format_requires() -> None:
    citation = yaml.safe_load(read("CITATION.cff"))
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["license"] == pyproject()["project"]["license"] == "Apache-2.0"
    assert "Apache License" in read("LICENSE")


def test_conda_gets_the_python_and_the_libraries_of_pyproject() -> None:
    dependencies = yaml.safe_load(read("environment.yml"))["dependencies"]
    python = next(d for d in dependencies if str(d).startswith("python="))
    assert pyproject()["project"]["requires-python"] == ">=" + python.removeprefix("python=")
    assert [d["pip"] for d in dependencies if isinstance(d, dict)] == [["-e .[dev]"]]
    assert {str(d).split("=")[0] for d in dependencies if isinstance(d, str)} == {"python", "pip"}


def test_every_locked_package_has_hashes() -> None:
    assert len(locked()) > 50
    assert [name for name, (_, hashes) in locked().items() if hashes == 0] == []


def test_the_lock_names_no_address_and_no_path() -> None:
    lines = [line.strip() for line in read("requirements.lock").splitlines()]
    allowed = re.compile(
        r"^(|# +via.*|# +[a-zA-Z0-9._-]+( \(pyproject\.toml\))?"
        r"|--hash=sha256:[0-9a-f]{64}( \\)?|[A-Za-z0-9._-]+==\S+( ; [^/:@]+)? \\)$"
    )
    assert [line for line in lines if not allowed.match(line)] == []
    assert [line for line in lines if "://" in line or " @ " in line or "+cpu" in line] == []


@pytest.mark.parametrize("requirement", requirements(), ids=lambda r: r.name)
def test_the_lock_holds_each_dependency_within_its_bounds(requirement: Requirement) -> None:
    version, _ = locked()[canonicalize_name(requirement.name)]
    assert Version(version) in requirement.specifier


def test_what_builds_the_project_is_locked_too() -> None:
    names = [Requirement(text).name for text in pyproject()["build-system"]["requires"]]
    assert set(names) <= locked().keys()


@pytest.mark.parametrize("requirement", requirements(), ids=lambda r: r.name)
def test_each_dependency_is_explained(requirement: Requirement) -> None:
    assert f"\n| {requirement.name} | " in read("docs/dependencies.md")


def test_what_is_explained_is_a_dependency() -> None:
    """A library that was taken out leaves no line behind."""
    rows = re.findall(r"^\| ([a-z][\w-]*) \| ", read("docs/dependencies.md"), re.MULTILINE)
    assert set(rows) - {"library"} == {requirement.name for requirement in requirements()}


def test_what_the_code_imports_is_declared() -> None:
    """Only what is named in pyproject may be imported: the rest may vanish with an update."""
    declared = {
        canonicalize_name(Requirement(d).name) for d in pyproject()["project"]["dependencies"]
    }
    optional = pyproject()["project"]["optional-dependencies"]["dp"]
    declared |= {canonicalize_name(Requirement(d).name) for d in optional}
    declared |= {"helpers", "markupsafe"}  # markupsafe holds jinja2's own type for safe text
    found = {}
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            found |= {name.split(".")[0]: path.name for name in names}
    foreign = {n: where for n, where in found.items() if n not in sys.stdlib_module_names}
    foreign = {n: w for n, w in foreign.items() if canonicalize_name(n) not in declared}
    assert foreign == {}


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))


def test_every_make_target_that_is_named_exists() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "docs/deployment.md"):
        code = "\n".join(re.findall(r"`+([^`]+)`+", read(name)))
        assert set(re.findall(r"\bmake ([a-z]+)", code)) <= make_targets(), name
    assert {"reports", "test", "lab", "check", "golden", "bench", "lock"} <= make_targets()


def test_what_the_make_targets_call_is_there() -> None:
    makefile = read("Makefile")
    for module in set(re.findall(r"bin/python -m ([\w.]+)", makefile)):
        assert find_spec(module.split(".")[0]) or (ROOT / module.split(".")[0]).is_dir(), module
    assert (ROOT / "bench" / "reports.py").is_file()
    for path in re.findall(r"bin/python ([\w/]+\.py)", makefile):
        assert (ROOT / path).is_file()


def test_jupyterlab_starts_as_make_lab_starts_it() -> None:
    """As far as its answer about itself: loading it all is what fails when a library is missing."""
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--version"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == metadata.version("jupyterlab")


def test_a_new_user_gets_by_with_the_two_commands_of_the_readme() -> None:
    assert blocks("README.md", "sh")[0] == "make reports\nmake test\n"


def test_every_option_that_a_document_shows_exists() -> None:
    from helpers import cli

    subcommands = next(action for action in cli._parser()._actions if action.choices)
    assert isinstance(subcommands.choices, dict)
    for name in ("README.md", "CONTRIBUTING.md", "docs/deployment.md", "data/README.md"):
        for line in re.findall(
            r"(?:caselight|-m helpers) ((?:run|refresh|sources)\b[^`\n]*)", read(name)
        ):
            command, *words = line.split()
            known = subcommands.choices[command]._option_string_actions
            assert {w for w in words if w.startswith("--")} <= known.keys(), f"{name}: {line}"


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    """Templates, styles, fonts, label maps and policies lie beside the code and must go along."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    wheel = next(tmp_path.glob("caselight-*.whl"))
    held = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("helpers/")}
    source = ROOT / "src"
    ours = {str(p.relative_to(source)) for p in project_files() if source / "helpers" in p.parents}
    assert len(ours) > 50
    assert held == ours


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", read(name), re.MULTILINE | re.DOTALL)


def test_without_make_the_same_is_installed_and_run() -> None:
    posix = next(b for b in blocks("README.md", "sh") if "venv" in b).splitlines()
    windows, tests = (b.replace("\\", "/").splitlines() for b in blocks("README.md", "bat"))
    plain = [line.replace(".venv/Scripts/", ".venv/bin/") for line in windows]
    assert plain[0] == "py -3.11 -m venv .venv"
    assert posix[0] == "python3.11 -m venv .venv"
    assert plain[1:] == posix[1:]
    makefile = read("Makefile")
    for line in plain[1:3]:
        assert line.split(" pip install ")[1] in makefile
    assert plain[3].endswith("-m helpers run")
    assert ".venv/bin/caselight run" in makefile
    for line in tests:
        assert line.replace("Scripts", "bin") in makefile


LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize(
    "name", sorted(str(p.relative_to(ROOT)) for p in project_files() if p.suffix == ".md")
)
def test_links_between_documents_lead_somewhere(name: str) -> None:
    here = (ROOT / name).parent
    targets = [t for t in LINK.findall(read(name)) if "://" not in t and "mailto:" not in t]
    assert [t for t in targets if not (here / t).exists()] == []


# Put together from halves, so that this file does not find itself.
FORBIDDEN = [
    re.compile(r"(?<![\w.$])/" + folder + r"/[\w.-]+")
    for folder in ("work", "tmp/" + "explore", "tmp/" + "team", "root", r"home/\w+", "opt")
] + [
    re.compile(re.escape(first + second))
    for first, second in (
        ("py" + "pi.", "org"),
        ("python" + "hosted.", "org"),
        ("registry." + "npmjs", ".org"),
        ("deb." + "debian", ".org"),
        ("farm" + "-bench", ""),
        ("before" + "-stop", ""),
        ("--extra" + "-index", "-url"),
    )
]


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, text in text_files()
        for pattern in FORBIDDEN
        if (match := pattern.search(text))
    ]
    assert found == []


def test_the_search_for_machine_paths_finds_one() -> None:
    planted = "open('" + "/wo" + "rk/main/data.csv')"
    assert any(pattern.search(planted) for pattern in FORBIDDEN)


def test_modules_stay_small() -> None:
    sizes = {p: len(p.read_text("utf-8").splitlines()) for p in (ROOT / "src").rglob("*.py")}
    assert {str(p.relative_to(ROOT)): n for p, n in sizes.items() if n > 250} == {}


def test_no_file_of_a_publisher_is_committed() -> None:
    data = SHARED / "data"
    if not data.is_dir():
        pytest.skip("the publishers' files are not beside the repository")
    digest = lambda path: hashlib.sha256(path.read_bytes()).hexdigest()  # noqa: E731
    raw = {digest(p): p.name for p in data.rglob("*") if p.is_file() and p.stat().st_size > 200}
    assert [(str(p), raw[digest(p)]) for p in project_files() if digest(p) in raw] == []


def test_nothing_in_the_folder_for_own_files_is_committed() -> None:
    raw = ROOT / "data" / "raw"
    assert [p.name for p in project_files() if raw in p.parents and p.name != ".gitkeep"] == []


def test_what_git_ignores_is_not_code() -> None:
    """`site/` without a leading slash would leave src/helpers/site out of git and of the wheel."""
    lines = read(".gitignore").splitlines()
    assert not {"site/", "site", "runs/", "runs", "data/", "build"} & set(lines)

"""Before a commit: by the hook of a framework, or by a plain hook of git. In a real repository."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.scan.made import MAIL, book, cell, write
from tests.support import ROOT

HOOK = """#!/bin/sh
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT || exit 1
git diff --cached --name-only --diff-filter=d -z | git checkout-index -z --stdin --prefix="$folder/"
caselight check "$folder"
"""
ERROR = {"output_type": "error", "ename": "E", "evalue": MAIL, "traceback": [MAIL]}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    if not shutil.which("git") or os.name == "nt":
        pytest.skip("needs git and a shell")
    folder = tmp_path / "work"
    folder.mkdir()
    git(folder, "init", "-q")
    command = tmp_path / "bin" / "caselight"
    write(tmp_path, "bin/caselight", f'#!/bin/sh\nexec "{sys.executable}" -m helpers "$@"\n')
    command.chmod(0o755)
    return folder


def git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    who = ["-c", "user.name=a", "-c", "user.email=a@localhost", "-c", "core.hooksPath=.git/hooks"]
    path = {"PATH": f"{folder.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    temporary = folder.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    env = os.environ | path | {"TMPDIR": str(temporary), "GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(
        ["git", *who, *words], cwd=folder, env=env, capture_output=True, text=True, timeout=120
    )


def test_a_plain_hook_looks_at_what_is_to_be_committed(repository: Path) -> None:
    write(repository, ".git/hooks/pre-commit", HOOK)
    (repository / ".git/hooks/pre-commit").chmod(0o755)
    path = write(repository, "a notebook.ipynb", book(cell("1 / 0", ERROR)))
    git(repository, "add", "-A")
    path.write_text(book(cell("1 / 0")), encoding="utf-8")  # mended, and not added again
    refused = git(repository, "commit", "-m", "one")
    assert refused.returncode == 1
    assert "cell 1, output 1: a traceback" in refused.stdout + refused.stderr
    assert MAIL not in refused.stdout + refused.stderr
    git(repository, "add", "-A")
    done = git(repository, "commit", "-m", "one")
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((repository.parent / "temporary").iterdir()) == []


def test_the_hook_of_the_framework_runs_the_command_on_the_files_that_it_is_given(
    repository: Path,
) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert [hook["id"] for hook in hooks] == ["caselight-check"]
    hook = hooks[0]
    names = ["a.ipynb", "b c.csv", "d.xlsx", "e.html", "f.png", "g.py", "h.woff2"]
    given = [name for name in names if re.search(hook["files"], name)]
    assert given == names[:5]
    write(repository, "a.ipynb", book(cell("1 / 0", ERROR)))
    write(repository, "b c.csv", "country,people\nPHL,120\n")
    words = [sys.executable, "-m", *shlex.split(hook["entry"].replace("caselight", "helpers"))]
    for files, status in ((["a.ipynb", "b c.csv"], 1), (["b c.csv"], 0)):
        done = subprocess.run([*words, *files], cwd=repository, capture_output=True, text=True)
        assert done.returncode == status, done.stdout + done.stderr


def test_the_hook_that_the_guide_prints_is_the_one_that_is_tested() -> None:
    guide = ROOT / "docs" / "checking.md"
    if not guide.is_file():
        pytest.skip("the guide is written at the end of the issue")
    assert HOOK in guide.read_text("utf-8")


def test_the_notebooks_of_this_repository_are_clean() -> None:
    from helpers.scan import check_paths

    places = [
        ROOT / "notebooks",
        ROOT / "tests" / "notebooks" / "golden",
        ROOT / "data" / "reference",
    ]
    assert [str(finding) for finding in check_paths(places)] == []

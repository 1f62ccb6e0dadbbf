"""make and .ci/run: what they do twice, after a failure, with an old Python, and without tests.

A stand-in for Python (a shell script that writes down how it was called) keeps this offline.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.skipif(
    os.name == "nt" or not shutil.which("make") or not shutil.which("bash"),
    reason="make and bash are needed",
)

# It stands in for the commands of the environment as well, under their own names.
FAKE_PYTHON = """#!/bin/sh
name=$(basename "$0")
case "$name" in *python*) name= ;; *) name="$name " ;; esac
echo "$name$*" >> "$CALLS"
case "$*" in
  "-c "*) [ -z "$TOO_OLD" ] ;;
  "-m venv "*) mkdir -p .venv/bin
    for command in python caselight lint-imports; do cp "$0" ".venv/bin/$command"; done ;;
  *--require-hashes*) [ -z "$PIP_FAILS" ] ;;
esac
"""


def write_script(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    write_script(tmp_path / "fake-python", FAKE_PYTHON)
    return tmp_path


def make(checkout: Path, target: str, **settings: str) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "PYTHON")}
    env = inherited | {"CALLS": str(checkout / "calls")} | settings
    command = ["make", target, f"PYTHON={checkout / 'fake-python'}"]
    return subprocess.run(command, cwd=checkout, env=env, capture_output=True, text=True)


def calls(checkout: Path) -> list[str]:
    return (checkout / "calls").read_text("utf-8").splitlines()


def test_the_environment_is_set_up_once(checkout: Path) -> None:
    assert make(checkout, ".venv/.installed").returncode == 0
    first = calls(checkout)
    assert any("--require-hashes -r requirements.lock" in call for call in first)
    assert any("--no-deps --no-build-isolation -e ." in call for call in first)
    assert make(checkout, ".venv/.installed").returncode == 0
    assert calls(checkout) == first


def test_a_changed_lock_sets_up_again(checkout: Path) -> None:
    make(checkout, ".venv/.installed")
    first = len(calls(checkout))
    later = (checkout / ".venv/.installed").stat().st_mtime + 10
    os.utime(checkout / "requirements.lock", (later, later))
    make(checkout, ".venv/.installed")
    assert len(calls(checkout)) > first


def test_a_failed_install_leaves_no_stamp_and_is_taken_up_again(checkout: Path) -> None:
    assert make(checkout, ".venv/.installed", PIP_FAILS="yes").returncode != 0
    assert not (checkout / ".venv/.installed").exists()
    assert make(checkout, ".venv/.installed").returncode == 0
    assert (checkout / ".venv/.installed").exists()


def test_an_old_python_is_refused_in_words_before_anything_is_made(checkout: Path) -> None:
    done = make(checkout, "reports", TOO_OLD="yes")
    assert done.returncode != 0
    assert "Caselight needs Python 3.11 or newer" in done.stdout
    assert not (checkout / ".venv").exists()


TESTS = ["-m pytest", "-m pytest --nbval notebooks tests/notebooks/golden"]
TARGETS = {
    "reports": ["caselight run"],
    "test": TESTS,
    "lab": ["-m jupyterlab notebooks"],
    "check": ["-m ruff format --check .", "-m ruff check .", "-m mypy", "lint-imports ", *TESTS],
    "golden": ["tests/notebooks/remake.py"],
    "bench": [
        "-m bench.reports",
        "-m bench.reading",
        "-m bench.hidden_population",
        "-m bench.coverage",
        "-m bench.suppression",
        "-m bench.audit",
        "-m bench.regimes --countries 6",
    ],
}


@pytest.mark.parametrize("target", TARGETS)
def test_each_target_sets_up_when_needed_and_then_does_its_work_only(
    checkout: Path, target: str
) -> None:
    (checkout / "notebooks").mkdir()
    assert make(checkout, target).returncode == 0
    first = calls(checkout)
    assert any("--require-hashes" in call for call in first)
    assert first[-len(TARGETS[target]) :] == TARGETS[target]
    assert make(checkout, target).returncode == 0
    assert calls(checkout)[len(first) :] == TARGETS[target]


def test_a_bare_make_lists_the_targets_and_makes_nothing(checkout: Path) -> None:
    done = make(checkout, "--silent")  # and no target
    for target in TARGETS:
        assert f"  make {target}" in done.stdout
    assert not (checkout / ".venv").exists()
    assert not (checkout / "calls").exists()


def test_a_tree_with_a_space_in_its_name_is_set_up_too(checkout: Path) -> None:
    spaced = checkout.parent / f"{checkout.name} of mine"
    checkout.rename(spaced)
    shutil.move(spaced / "fake-python", checkout.parent / "fake-python")
    env = os.environ | {"CALLS": str(spaced / "calls")}
    command = ["make", "bench", f"PYTHON={checkout.parent / 'fake-python'}"]
    done = subprocess.run(command, cwd=spaced, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (spaced / ".venv" / ".installed").exists()


def test_a_failing_step_ends_a_target_with_a_failure(checkout: Path) -> None:
    make(checkout, "bench")
    write_script(checkout / ".venv" / "bin" / "python", "#!/bin/sh\nexit 3\n")
    for target in ("test", "check", "golden", "bench", "lab"):
        assert make(checkout, target).returncode != 0


def run_ci(tmp_path: Path, said: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run .ci/run with a make that says `said` and ends with `code`."""
    (tmp_path / "bin").mkdir()
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    (tmp_path / "said").write_text(said, encoding="utf-8")
    write_script(tmp_path / "bin" / "make", f"#!/bin/sh\ncat '{tmp_path}/said'\nexit {code}\n")
    env = os.environ | {
        "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "CASELIGHT_CHROMIUM": "/bin/true",
        "CI": "true",
    }
    command = ["bash", str(tmp_path / ".ci" / "run")]
    return subprocess.run(
        command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )


def test_ci_passes_when_tests_and_notebooks_passed(tmp_path: Path) -> None:
    said = "== 12 passed, 1 skipped in 3s ==\n== 40 passed in 9s ==\n"
    assert run_ci(tmp_path, said).returncode == 0


@pytest.mark.parametrize(
    "said",
    ["", "== 12 skipped in 3s ==\n== 40 passed in 9s ==\n", "== 12 passed in 3s ==\n"],
    ids=["nothing", "only skipped", "no notebooks"],
)
def test_ci_fails_when_nothing_passed(tmp_path: Path, said: str) -> None:
    assert run_ci(tmp_path, said).returncode != 0


def test_ci_fails_when_make_fails(tmp_path: Path) -> None:
    said = "== 1 failed, 12 passed in 3s ==\n== 40 passed in 9s ==\n"
    assert run_ci(tmp_path, said, code=2).returncode != 0

"""Execute the committed notebooks and the golden runs again, so that nbval has what to compare.

Run by `make golden`. What depends on the moment or the machine (papermill's times and paths, a
random cell id, the Python patch version) is taken out, so re-making without a change gives the
same bytes. A notebook that fails is named, and its committed file stays as it was.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
GOLDEN = Path(__file__).resolve().parent / "golden"

# One golden run a line: file name, notebook, parameters.
GOLDEN_RUNS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("caseload_composition_PHL", "caseload_composition", {"country": "PHL"}),
    ("hidden_population_GBR", "hidden_population", {"country": "GBR"}),
    ("identification_gap_GBR", "identification_gap", {"country": "GBR"}),
    ("prosecution_trends_UKR", "prosecution_trends", {"country": "UKR"}),
    ("referral_mechanism_UKR", "referral_mechanism", {"country": "UKR"}),
    ("sector_exposure_PHL", "sector_exposure", {"country": "PHL"}),
)


def clean(notebook: NotebookNode) -> NotebookNode:
    """Take out what changes from one execution to the next although no figure did."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
    return notebook


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write beside the target first, so that a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.write_text(nbformat.writes(notebook), encoding="utf-8", newline="\n")
    os.replace(draft, path)


def remake(source: Path, target: Path, parameters: dict[str, Any]) -> None:
    """Execute one notebook where nbval will execute it again, and keep the cleaned result."""
    with tempfile.TemporaryDirectory() as folder:
        executed = papermill.execute_notebook(
            source,
            Path(folder) / target.name,
            parameters=parameters,
            cwd=target.parent,
            kernel_name="python3",
            progress_bar=False,
        )
    write_notebook(clean(executed), target)


def list_work() -> list[tuple[Path, Path, dict[str, Any]]]:
    """Every notebook in place, then every golden run: (source, target, parameters)."""
    own = [(path, path, {}) for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
    golden = [
        (NOTEBOOKS / f"{notebook}.ipynb", GOLDEN / f"{name}.ipynb", parameters)
        for name, notebook, parameters in GOLDEN_RUNS
    ]
    return own + golden


def drop_stray_runs() -> None:
    """A golden file that no line above makes would be compared for ever: take it away."""
    wanted = {f"{name}.ipynb" for name, _, _ in GOLDEN_RUNS}
    for path in GOLDEN.glob("*.ipynb"):
        if path.name not in wanted:
            path.unlink()
            print(f"removed  {path.relative_to(ROOT)}")


def main() -> int:
    """Remake everything; 1 when a notebook failed."""
    failed = 0
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for source, target, parameters in list_work():
        name = target.relative_to(ROOT)
        try:
            remake(source, target, parameters)
        except Exception as error:
            failed += 1
            print(f"FAILED   {name}\n{error}", file=sys.stderr)
        else:
            print(f"remade   {name}")
    drop_stray_runs()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

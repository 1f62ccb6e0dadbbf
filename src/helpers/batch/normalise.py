"""An executed notebook made fit to publish: no path, no time, no output unfit for a page."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Mapping
from typing import Any, Final

from helpers.batch.runs import Scalar

OURS: Final = "application/vnd.caselight.v1+json"
_KEPT: Final = (
    OURS,
    "application/vnd.plotly.v1+json",
    "text/plain",
    "text/markdown",
    "text/html",
)
_INJECTED: Final = "injected-parameters"


def normalise_notebook(
    executed: Mapping[str, Any], parameters: Mapping[str, Scalar], paths: Iterable[str] = ()
) -> tuple[dict[str, Any], tuple[int, ...]]:
    """Leave out times, paths and outputs without one of Caselight's own kinds.

    Args:
        executed: The notebook as papermill gives it.
        parameters: What it was given; kept in its metadata, where readers and tools look for them.
        paths: Folders of this machine; an output that names one is left out.

    Returns:
        The notebook to publish, and the code cells (counted from 1, as the notebook was written)
        of which an output was left out.
    """
    content = copy.deepcopy(dict(executed))
    folders = [path for path in paths if len(path) > 3]
    left_out: list[int] = []
    number = 0
    for position, cell in enumerate(content["cells"]):
        _strip_cell(cell, position)
        if cell["cell_type"] != "code":
            continue
        number += _INJECTED not in cell["metadata"].get("tags", [])
        kept = [_strip_output(output) for output in cell["outputs"] if _is_ours(output, folders)]
        if len(kept) < len(cell["outputs"]):
            left_out.append(number)
        cell["outputs"] = kept
    content["metadata"] = _metadata(content.get("metadata", {}), parameters)
    return content, tuple(left_out)


def first_error(executed: Mapping[str, Any]) -> str:
    """Class name of the first exception among the outputs; empty when there is none.

    Args:
        executed: The notebook as papermill gives it.
    """
    outputs = (o for cell in executed["cells"] for o in cell.get("outputs", []))
    return next((str(o["ename"]) for o in outputs if o["output_type"] == "error"), "")


def _strip_cell(cell: dict[str, Any], position: int) -> None:
    tags = cell.get("metadata", {}).get("tags", [])
    cell["metadata"] = {"tags": list(tags)} if tags else {}
    # Papermill gives its own cell a random id: two runs alike would differ in nothing else.
    cell["id"] = _INJECTED if _INJECTED in tags else cell.get("id") or f"cell-{position}"


def _metadata(metadata: Mapping[str, Any], parameters: Mapping[str, Scalar]) -> dict[str, Any]:
    kept = {key: metadata[key] for key in ("kernelspec", "language_info") if key in metadata}
    return {**kept, "papermill": {"parameters": dict(parameters)}}


def _is_ours(output: Mapping[str, Any], folders: list[str]) -> bool:
    if OURS not in output.get("data", {}):
        return False
    return not any(folder in text for text in _texts(output["data"]) for folder in folders)


def _strip_output(output: Mapping[str, Any]) -> dict[str, Any]:
    data = {kind: _finite(output["data"][kind]) for kind in _KEPT if kind in output["data"]}
    stripped = {"output_type": output["output_type"], "data": data, "metadata": {}}
    if output["output_type"] == "execute_result":
        stripped["execution_count"] = output.get("execution_count")
    return stripped


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _finite(value: Any) -> Any:
    # JSON has no NaN, and a browser refuses a whole figure for one.
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return value

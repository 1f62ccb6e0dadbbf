"""Parameters are checked against the notebooks before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from helpers.batch.manifest import Manifest, Report
from helpers.batch.nearest import suggest_country, suggest_name
from helpers.batch.notebooks import Notebook, Parameter, read_notebook
from helpers.batch.runs import Scalar
from helpers.errors import CaselightError

_KINDS: Final[dict[str, tuple[type, ...]]] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
}
_WORDS: Final = {
    "str": "a text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
}


def read_notebooks(manifest: Manifest) -> dict[str, Notebook]:
    """Read every notebook that a manifest names.

    Args:
        manifest: What is to be made.

    Raises:
        CaselightError: A notebook is not there, or cannot be read.
    """
    known = sorted(path.stem for path in manifest.notebooks.glob("*.ipynb"))
    found: dict[str, Notebook] = {}
    for report in manifest.reports:
        if report.notebook in found:
            continue
        if report.notebook not in known:
            raise CaselightError(
                "A report names a notebook that is there.",
                f"{manifest.text.place(report.notebook, report.entry)}: {report.notebook!r}",
                suggest_name(report.notebook, known),
            )
        found[report.notebook] = read_notebook(manifest.notebook_path(report.notebook))
    return found


def check_parameters(
    manifest: Manifest,
    notebooks: Mapping[str, Notebook],
    countries: Mapping[str, str],
    other_names: Callable[[str], str | None] | None = None,
) -> None:
    """Refuse a parameter that a notebook does not take, of another type, or an unknown country.

    Args:
        manifest: What is to be made.
        notebooks: What each notebook takes, by name.
        countries: Country code to name, the world ("WLD") included.
        other_names: Finds the code of a country that is spelt otherwise, to suggest it.

    Raises:
        CaselightError: Says where it stands in the manifest, and the nearest valid name.
    """
    for report in manifest.reports:
        notebook = notebooks[report.notebook]
        for name, value in report.parameters.items():
            _check_one(manifest, report, notebook, name, value)
        if "country" in report.parameters:
            _check_country(manifest, report, countries, other_names)


def _check_one(
    manifest: Manifest, report: Report, notebook: Notebook, name: str, value: Scalar
) -> None:
    parameter = notebook.parameter(name)
    if parameter is None:
        word = "countries" if name == "country" else name
        raise CaselightError(
            f"A report sets parameters that its notebook has; {notebook.name} has no {name!r}.",
            f"{manifest.text.place(word, report.entry)}: {name!r}",
            suggest_name(name, [p.name for p in notebook.parameters]),
        )
    if not _fits(parameter, value):
        raise CaselightError(
            f"Parameter {name!r} of {notebook.name} is {_WORDS[parameter.kind]}.",
            f"{manifest.text.place(name, report.entry)}: {name} = {value!r}",
            f"Write {name} as {_WORDS[parameter.kind]}; its default is {parameter.default}.",
        )


def _fits(parameter: Parameter, value: Scalar) -> bool:
    kinds = _KINDS.get(parameter.kind)
    if kinds is None:  # the notebook does not say, so nothing can be held against it
        return True
    return isinstance(value, kinds) and (parameter.kind == "bool" or not isinstance(value, bool))


def _check_country(
    manifest: Manifest,
    report: Report,
    countries: Mapping[str, str],
    other_names: Callable[[str], str | None] | None,
) -> None:
    code = str(report.parameters["country"])
    if code not in countries:
        raise CaselightError(
            "A country is an ISO 3166-1 alpha-3 code, or 'WLD' for the world.",
            f"{manifest.text.place(code, report.entry)}: {code!r}",
            suggest_country(code, countries, other_names),
        )

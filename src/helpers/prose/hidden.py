"""Sentences about people on no list. The doubt comes first, then the chosen estimate."""

from __future__ import annotations

from helpers.prose.sentence import Headline, Sentence, nothing, to_bounds
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import (
    format_count,
    join_words,
    place_phrase,
    pluralise,
)

NEAR = 2.0
"""Models whose BIC is this close to the best are not told apart by the data."""

_ESTIMATES = ("stepwise", "bic", "bayesthresh", "chapman")
_VARIED = "method and by model near the best"
_WHO = "potential victims of trafficking"
_NO_LISTS = "No lists of the same people are published for {} in these sources."


def describe_hidden_population(methods: SafeTable, place: str, refused: str = "") -> Headline:
    """The range over methods and models near the best, then the chosen estimate.

    Args:
        methods: The protected ``estimate_methods``.
        place: Name of the place whose lists they are, or 'World' for every place that has some;
            empty for lists of a file, which does not say so.
        refused: Why there is no estimate of a file's lists.
    """
    methods = require_safe(methods, "describe_hidden_population")
    if methods.is_empty:
        return Headline(_tell_none(place, refused), (), "", is_empty=True)
    low, high = _spread(methods)
    who = "people whom these lists could reach"
    if _is_shipped(methods):
        who = f"{_WHO} in the United Kingdom in 2013"
    reach = f"Between {format_count(low)} and {format_count(high)} {who}, by {_VARIED}"
    if low == high:
        reach = f"{format_count(low)} {who}, by every method and model compared"
    chosen = methods.where(figure="chosen").cells[0]
    text = f"{reach}; the chosen estimate is {format_count(chosen.value or 0)}."
    source = methods.provenance[0].short
    return Headline(text, _facts(methods, chosen), source)


def _tell_none(place: str, refused: str) -> str:
    if refused:
        return f"No estimate is given for these lists. {refused.split('. ')[0].rstrip('.')}."
    return (
        f"{_NO_LISTS.format(place_phrase(place))} "
        "That is not a finding that there is nobody to find."
    )


def _is_shipped(methods: SafeTable) -> bool:
    return any(p.source == "mse" for p in methods.provenance)


def _spread(methods: SafeTable) -> tuple[float, float]:
    """The least and the most over all sets of lists."""
    ends = [to_bounds(cell) for cell in methods.where(figure="spread").cells]
    return min(low for low, _ in ends), max(high for _, high in ends)


def _facts(methods: SafeTable, chosen: Cell) -> tuple[tuple[str, str, str], ...]:
    known = methods.where(figure="observed").cells[0]
    interval = _widest(methods, chosen.key[0], chosen.key[2])
    return (
        (format_count(known.value or 0), "Known", "on at least one list"),
        (
            format_count(chosen.value or 0),
            "Chosen estimate",
            f"{chosen.key[0]}, {methods.word('level', chosen.key[2])}{interval}",
        ),
    )


def _widest(methods: SafeTable, lists: str, method: str) -> str:
    """The widest interval of a method in words; nothing where there is none."""
    cells = [c for c in methods.where(lists=lists, figure=method).cells if c.upper is not None]
    if not cells:
        return ""
    cell = max(cells, key=lambda c: float(c.key[2]))
    low, high = to_bounds(cell)
    level = methods.word("level", cell.key[2])
    return f", {level} interval {format_count(low)} to {format_count(high)}"


def describe_methods(
    methods: SafeTable, published: SafeTable | None = None, refused: str = ""
) -> Sentence:
    """What each method gives, and on which of them a published range rests.

    Args:
        methods: The protected ``estimate_methods``.
        published: A published range of the same people, ``estimated`` in ``count_worked``.
        refused: Why there is no estimate of a file's lists.
    """
    methods = require_safe(methods, "describe_methods")
    if methods.is_empty:
        return nothing(refused or "There are no lists here, so no method is compared.")
    told = [_tell_set(methods, name) for name in methods.labels("lists")]
    text = f"{'. '.join(told)}.{_tell_published(methods, published)}"
    how = (
        "A point is an estimate of everybody whom the lists could reach, a line its 95% interval, "
        "printed with no more digits than the draws allow. A line without a point is a range. "
        + " ".join(methods.notes)
    )
    return Sentence(text, _title_methods(methods), how)


def _title_methods(methods: SafeTable) -> str:
    low, high = _spread(methods)
    if low == high:
        return "Every method and model compared gives one number"
    return f"Methods and models give {format_count(low)} to {format_count(high)}"


def _tell_set(methods: SafeTable, name: str) -> str:
    """The estimate by each method for one set of lists, the chosen one said."""
    part = methods.where(lists=name)
    chosen = part.where(figure="chosen").cells[0].key[2]
    told = []
    for method in _ESTIMATES:
        cells = part.where(figure=method).cells
        if cells:
            word = part.word("figure", method).split(":")[0].replace("Stepwise", "stepwise")
            mark = " (chosen)" if method == chosen else ""
            told.append(f"{word} {format_count(cells[0].value or 0)}{mark}")
    return f"{name[:1].upper()}{name[1:]}: {join_words(told)}"


def _tell_published(methods: SafeTable, published: SafeTable | None) -> str:
    """Whether a published range holds what methods and models give."""
    if published is None or not _is_shipped(methods):
        return ""
    cells = require_safe(published, "describe_methods").where(figure="estimated").cells
    if not cells:
        return ""
    low, high = to_bounds(cells[0])
    least, most = _spread(methods)
    range_ = f"The Home Office's range of {format_count(low)} to {format_count(high)}"
    if low <= least and most <= high:
        return f" {range_} holds all of them."
    return f" {range_} rests on one of several models that the data do not separate."


def describe_models(models: SafeTable) -> Sentence:
    """How many models the data do not tell apart from the best, and what they give.

    Args:
        models: The protected ``estimate_models``.
    """
    models = require_safe(models, "describe_models")
    if models.is_empty:
        return nothing("There is no model to compare with others.")
    told = []
    for name in models.labels("lists"):
        cells = models.where(lists=name).cells
        near = [c.value or 0 for c in cells if float(c.key[2]) <= NEAR]
        best = min(cells, key=lambda c: float(c.key[2])).value or 0
        if len(near) == 1:
            told.append(f"{name}: only the best model, which gives {format_count(best)}")
            continue
        told.append(
            f"{name}: {pluralise(len(near), 'model', 'models')} within 2 BIC of the best, which "
            f"give {format_count(min(near))} to {format_count(max(near))}; the best gives "
            f"{format_count(best)}"
        )
    text = f"{'. '.join(t[:1].upper() + t[1:] for t in told)}."
    several = "only the best" not in text
    title = "Several models fit about equally well" if several else "Which models fit best"
    how = (
        "Each point is a model: which pairs or triples of lists depend on one another. The higher "
        "it stands, the better it fits for its number of terms. Models within 2 BIC of the best "
        "are not told apart by the data; the table names the best ones of all."
    )
    return Sentence(text, title, how)


def describe_bootstrap(draws: SafeTable) -> Sentence:
    """Where the middle half and the highest tenth of the draws lie.

    Args:
        draws: The protected ``estimate_draws``.
    """
    draws = require_safe(draws, "describe_bootstrap")
    at = {cell.key[0]: cell.value or 0 for cell in draws.cells}
    if not {"25%", "50%", "75%", "90%"} <= at.keys():
        return nothing("There are no draws to show.")
    low, high, top = (format_count(at[q]) for q in ("25%", "75%", "90%"))
    text = f"Half of the draws lie between {low} and {high}, one in ten above {top}."
    how = (
        "Each draw is a table of people drawn anew from the one at hand, with the whole choice of "
        "the model repeated. A flat stretch means that few draws fall there, as between two groups "
        f"of models. {' '.join(draws.notes)}"
    )
    return Sentence(text, f"Half of the draws lie between {low} and {high}", how.strip())


def describe_overlaps(overlaps: SafeTable) -> Sentence:
    """How many pairs of lists share nobody, and which shares most people.

    Args:
        overlaps: The protected ``count_overlaps``.
    """
    overlaps = require_safe(overlaps, "describe_overlaps")
    if overlaps.is_empty:
        return nothing("Overlaps are shown for published lists only: they can be of few people.")
    told = []
    for name in overlaps.labels("lists"):
        pairs = [c for c in overlaps.where(lists=name).cells if c.key[1] != c.key[2]]
        most = max(pairs, key=lambda c: c.value or 0)
        none = sum(c.value == 0 for c in pairs)
        told.append(
            f"{name}: {most.key[1]} and {most.key[2]} share {format_count(most.value or 0)} "
            f"people, the most of any two; {pluralise(none, 'pair shares', 'pairs share')} nobody"
        )
    text = f"{'. '.join(t[:1].upper() + t[1:] for t in told)}."
    how = (
        "LA local authorities, NG non-governmental organisations, PF police forces, GO government "
        "organisations, GP the general public, NCA the National Crime Agency, PFNCA the two taken "
        "as one. A pair that shares nobody has a term at minus infinity where a model asks for it."
    )
    return Sentence(text, "How many people two lists share", how)

"""Colours that everybody can tell apart and from the paper, on light and on dark."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest

import helpers.site
from helpers.figures import style
from tests.figures.eyes import MACHADO, contrast, distance

CSS = (Path(helpers.site.__file__).parent / "assets" / "style.css").read_text("utf-8")
LIGHT, DARK = CSS.split("@media (prefers-color-scheme: dark)", 1)
MARK, TEXT = 3.0, 4.5  # WCAG 2.2: success criteria 1.4.11 and 1.4.3
APART = 15.0  # six times what is just noticeable
SEXES = [style.SEX_COLOURS[s] for s in ("female", "male", "transgender_nonconforming", "unknown")]
FORMS = list(style.FORM_COLOURS.values())
STAGES = list(dict.fromkeys(style.STAGE_COLOURS.values()))


def variables(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{6});", css))


def colours_of_charts() -> set[str]:
    text = Path(style.__file__).read_text("utf-8")
    return set(re.findall(r'"(#[0-9A-Fa-f]{6})"', text))


def on(colour: str, paper: str) -> str:
    """A colour of a chart as it is drawn on this paper."""
    return colour if paper == "light" else variables(DARK)[f"c-{colour[1:]}"]


def paper(name: str) -> str:
    return variables(LIGHT if name == "light" else DARK)["paper"]


def test_the_formula_gives_the_contrast_that_the_guidelines_give() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)  # published by WebAIM


def test_the_simulation_leaves_grey_grey_and_takes_red_from_green() -> None:
    for eyes, matrix in MACHADO.items():
        for row in matrix:
            assert sum(row) == pytest.approx(1, abs=2e-6), eyes
    plain = distance("#C00000", "#007000", "all cones")
    assert distance("#C00000", "#007000", "deuteranopia") < plain / 2


def test_the_distance_of_black_and_white_is_that_of_their_lightness() -> None:
    assert distance("#000000", "#FFFFFF", "all cones") == pytest.approx(100, abs=0.1)


def test_every_colour_of_a_chart_has_one_for_dark_paper_and_none_is_left_over() -> None:
    given = {f"#{name[2:]}" for name in variables(DARK) if name.startswith("c-")}
    assert given == colours_of_charts()
    assert len(given) > 15


@pytest.mark.parametrize("side", ["light", "dark"])
def test_marks_stand_out_from_the_paper(side: str) -> None:
    marks = {*FORMS, *STAGES, *SEXES, style.ACCENT, style.CONTEXT, style.UNKNOWN, style.HATCH}
    assert {c: contrast(on(c, side), paper(side)) for c in marks if not ok(c, side)} == {}


def ok(colour: str, side: str) -> bool:
    return contrast(on(colour, side), paper(side)) >= MARK


@pytest.mark.parametrize("side", ["light", "dark"])
def test_what_is_written_in_a_chart_can_be_read(side: str) -> None:
    names = [style.INK.get(colour, colour) for colour in FORMS + STAGES]
    for colour in [*names, style.TEXT, style.QUIET]:
        assert contrast(on(colour, side), paper(side)) >= TEXT, colour


@pytest.mark.parametrize("css", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_written_on_a_page_can_be_read(css: str) -> None:
    found = variables(css)
    for name in ("text", "quiet", "link"):
        for ground in ("paper", "panel"):
            assert contrast(found[name], found[ground]) >= TEXT, (name, ground)
    assert contrast(found["accent"], found["paper"]) >= MARK
    assert contrast(found["hatch"], found["hidden"]) >= MARK


def test_pages_and_charts_agree_on_paper_text_and_lines() -> None:
    page = variables(LIGHT)
    for name, colour in (("paper", style.PAPER), ("text", style.TEXT), ("quiet", style.QUIET)):
        assert page[name] == colour
        assert variables(DARK)[name] == on(colour, "dark")
    assert (page["line"], page["accent"]) == (style.LINE, style.ACCENT)
    assert (page["hidden"], page["hatch"]) == (style.HIDDEN, style.HATCH)


@pytest.mark.parametrize("eyes", MACHADO)
@pytest.mark.parametrize("side", ["light", "dark"])
@pytest.mark.parametrize("family", [FORMS, STAGES, SEXES], ids=["forms", "stages", "sexes"])
def test_colours_of_a_chart_stay_apart_for_all_eyes(
    family: list[str], side: str, eyes: str
) -> None:
    for one, other in combinations([on(colour, side) for colour in family], 2):
        assert distance(one, other, eyes) >= APART, (one, other)


def test_stages_are_steps_of_one_hue_and_differ_in_their_marks_too() -> None:
    steps = [contrast(colour, style.PAPER) for colour in STAGES]
    assert all(later > 1.5 * earlier for earlier, later in pairwise(steps))
    chain = ["formal_contact", "prosecuted", "convicted"]
    assert len({style.STAGE_MARKS[stage] for stage in chain}) == len(chain)

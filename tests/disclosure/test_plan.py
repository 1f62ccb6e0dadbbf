"""A release is protected once: what its reports ask, the plan, and what they may then show."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import helpers
from helpers.disclosure import lookup, protect
from helpers.disclosure.editions import Edition
from helpers.disclosure.plan import Decisions, Plan, read_plan, write_plan
from helpers.disclosure.planning import make_plan
from helpers.disclosure.population import to_population
from helpers.disclosure.published import publish_ledger
from helpers.disclosure.requests import open_requests, take_requests
from helpers.disclosure.system import Pattern
from helpers.disclosure.together import Engine
from helpers.errors import CaselightError
from helpers.tables.counts import Counts, Relation, counted_cell
from helpers.tables.provenance import Provenance
from helpers.tables.regions import Region
from tests.disclosure.simple_engine import ENGINE

OWN = Provenance("own_cases", "An office", "Cases", "May 2026", "", "", "", "", sha256="one")
ID = to_population(OWN).id


def table(numbers: dict[str, int], source: Provenance = OWN, **where: str) -> Counts:
    """Counts by sex with their total, in a place."""
    labels = {name: {} if name == "all" else {"sex": name} for name in numbers}
    cells = tuple(
        counted_cell([name], n, region=Region.of(**labels[name], **where))
        for name, n in numbers.items()
    )
    places = [i for i, name in enumerate(numbers) if name != "all"]
    sums = (Relation(list(numbers).index("all"), tuple(places)),) if "all" in numbers else ()
    return Counts(("sex",), cells, source, "people", relations=sums)


WORLD = table({"female": 50, "male": 44, "all": 94})
THERE = table({"female": 47, "male": 40, "all": 87}, country="GHA")


def test_a_country_page_and_a_world_page_cannot_be_subtracted() -> None:
    # 50 - 47 = 3 women elsewhere. Nothing is small on either page, so each by itself shows all.
    assert (
        protect(replace(WORLD, cells=tuple(replace(c, region=None) for c in WORLD.cells))).hidden
        == 0
    )
    rest = tuple(
        counted_cell([name], n, shown=False, region=Region.of(country="(other)", **sex))
        for name, n, sex in (("f", 3, {"sex": "female"}), ("m", 4, {"sex": "male"}), ("a", 7, {}))
    )
    world = replace(WORLD, cells=(*WORLD.cells, *rest))
    plan = make_plan([world, THERE], "2026-11-24", engine=guarding(ENGINE))
    part = plan.parts[ID]
    both = {"sex=female", "country=GHA&sex=female"}
    assert not both <= part.shown.keys()


def guarding(engine: Engine) -> Engine:
    """The simple engine, with cells that nobody prints."""

    def build(requests: Iterable[Counts], *rest: object, **options: object) -> object:
        built = engine.build(requests, *rest, **options)
        unseen = {c.region.text for r in requests for c in r.cells if c.region and not c.shown}
        cells = tuple(replace(c, asked=c.address not in unseen) for c in built.system.cells)
        built.system = replace(built.system, cells=cells)
        return built

    def choose(system: object, threshold: int, **options: object) -> Pattern:
        return engine.choose(system, threshold, **options)

    return Engine(build, choose)


def test_the_plan_is_the_same_whatever_the_order_of_the_reports() -> None:
    one = make_plan([WORLD, THERE], "2026-11-24", engine=ENGINE)
    two = make_plan([THERE, WORLD], "2026-11-24", engine=ENGINE)
    assert one.sha256 == two.sha256
    assert one.sha256 != make_plan([WORLD], "2026-11-24", engine=ENGINE).sha256


def test_the_threshold_is_part_of_the_plans_fingerprint() -> None:
    strict = replace(OWN, threshold=12)
    other = make_plan([table({"female": 50, "all": 94}, strict)], "2026-11-24", engine=ENGINE)
    assert make_plan([table({"female": 50, "all": 94})], "2026-11-24", engine=ENGINE) != other


def test_a_plan_holds_no_value_of_a_hidden_count(tmp_path: Path) -> None:
    plan = make_plan([table({"female": 7, "male": 6111, "all": 6118})], "2026-11-24", engine=ENGINE)
    write_plan(plan, tmp_path)
    text = (tmp_path / "plan.json").read_text(encoding="utf-8")
    values = {"sex=female": 7, "sex=male": 6111, "everybody": 6118}
    hidden = plan.parts[ID].hidden
    assert "sex=female" in hidden
    assert len(hidden) == 2
    for address, value in values.items():
        assert (f": {value}" in text) == (address not in hidden)
        assert f" {value}" not in repr(plan) + repr(plan.parts[ID])
    read = read_plan(tmp_path)
    assert read is not None
    assert read.sha256 == plan.sha256
    assert (tmp_path / "plan.json").stat().st_mode & 0o077 == 0


def test_what_was_decided_stays_when_a_plan_is_extended() -> None:
    first = make_plan([WORLD], "2026-11-24", engine=ENGINE)
    small = table({"female": 45, "male": 3, "all": 48}, country="TGO")
    later = make_plan([WORLD, small], "2026-11-24", base=first, engine=ENGINE)
    assert later.parts[ID].shown.items() >= first.parts[ID].shown.items()
    assert "country=TGO&sex=male" in later.parts[ID].hidden


def test_one_population_under_two_thresholds_is_refused() -> None:
    asked = [WORLD, table({"all": 94}, replace(OWN, threshold=5, threshold_reason="agreed"))]
    with pytest.raises(CaselightError, match="one threshold") as refused:
        make_plan(asked, "2026-11-24", engine=ENGINE)
    assert refused.value.found == "An office, Cases: thresholds 5 and 10"


def test_two_files_of_one_population_in_one_release_are_refused() -> None:
    for other in (table({"all": 95}), table({"all": 94}, replace(OWN, sha256="two"))):
        with pytest.raises(CaselightError, match="from one file") as refused:
            make_plan([WORLD, other], "2026-11-24", engine=ENGINE)
        assert "94" not in str(refused.value)


def test_a_population_is_the_same_for_every_edition_and_every_name_of_its_file() -> None:
    later = replace(OWN, edition="June 2026", sha256="two", date="2026-06-30", file="june.csv")
    assert to_population(later) == to_population(OWN)
    assert to_population(replace(OWN, title="Other cases")) != to_population(OWN)
    unnamed = replace(OWN, source="htcds", publisher="not stated in the file", file="a.csv")
    assert to_population(unnamed) != to_population(replace(unnamed, file="b.csv"))


def test_an_engine_that_fails_shows_nothing_new() -> None:
    def fail(*given: object, **options: object) -> Pattern:
        raise RuntimeError("time is over")

    plan = make_plan([WORLD], "2026-11-24", engine=Engine(ENGINE.build, fail))
    assert plan.parts[ID].shown == {}
    assert plan.parts[ID].coarsened
    assert len(plan.parts[ID].hidden) == 3


def test_several_tables_that_do_not_say_whom_they_count_are_hidden() -> None:
    mute = [replace(t, cells=tuple(replace(c, region=None) for c in t.cells), counted=w)
            for t, w in ((WORLD, "everywhere"), (THERE, "there"))]  # fmt: skip
    assert len(make_plan(mute[:1], "2026-11-24").parts[ID].shown) == 3
    assert make_plan(mute, "2026-11-24").parts[ID].shown == {}


@pytest.fixture
def run_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(helpers.PLAN, str(tmp_path))
    monkeypatch.setenv(helpers.REPORT, "cases-WLD")
    open_requests(tmp_path, "cases-WLD")
    lookup._plan.cache_clear()
    return tmp_path


def test_the_first_pass_collects_counts_and_leaves_none_behind(run_folder: Path) -> None:
    protect(WORLD)
    (path,) = run_folder.glob("requests/*/*")
    assert path.stat().st_mode & 0o077 == 0
    (request,) = take_requests(run_folder, "cases-WLD")
    assert request.counts == WORLD
    assert not request.met
    assert list(run_folder.glob("requests/*/*")) == []


def test_the_second_pass_looks_up_and_decides_nothing(run_folder: Path) -> None:
    # Against all sense this plan hides the total and shows the rest: it is obeyed.
    part = Decisions(to_population(OWN), {"sex=female": 50, "sex=male": 44},
                     hidden=frozenset({"everybody"}))  # fmt: skip
    write_plan(Plan("2026-11-24", {ID: part}), run_folder)
    made = protect(WORLD)
    assert [cell.value for cell in made.cells] == [50, 44, None]
    assert lookup.TOGETHER in made.policy
    assert "below 10" in made.policy
    (request,) = take_requests(run_folder, "cases-WLD")
    assert request.met


def test_a_count_that_is_not_in_the_plan_is_collected_and_at_last_refused(
    run_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_plan(make_plan([WORLD], "2026-11-24", engine=ENGINE), run_folder)
    protect(THERE)
    (request,) = take_requests(run_folder, "cases-WLD")
    assert not request.met
    monkeypatch.setenv(helpers.LAST_ROUND, "yes")
    with pytest.raises(CaselightError, match="in the plan of its release") as refused:
        protect(THERE)
    assert "87" not in str(refused.value)
    assert take_requests(run_folder, "cases-WLD") == []


def test_a_file_that_changes_during_the_run_is_refused(run_folder: Path) -> None:
    write_plan(make_plan([WORLD], "2026-11-24", engine=ENGINE), run_folder)
    with pytest.raises(CaselightError, match="does not change"):
        protect(table({"female": 50, "male": 45, "all": 95}))


def test_an_earlier_figure_is_printed_with_its_date(run_folder: Path) -> None:
    part = Decisions(to_population(OWN), {"everybody": 94}, {"sex=female": (48, "2026-10-24")},
                     frozenset({"sex=male"}))  # fmt: skip
    write_plan(Plan("2026-11-24", {ID: part}), run_folder)
    made = protect(WORLD)
    assert [cell.value for cell in made.cells] == [48, None, 94]
    assert any("As of 2026-10-24" in note and "female" in note for note in made.notes)


def test_an_earlier_part_that_is_more_than_the_whole_of_today_is_hidden(run_folder: Path) -> None:
    part = Decisions(to_population(OWN), {"everybody": 94, "sex=male": 44},
                     {"sex=female": (60, "2026-10-24")})  # fmt: skip
    write_plan(Plan("2026-11-24", {ID: part}), run_folder)
    assert [cell.value for cell in protect(WORLD).cells] == [None, 44, 94]


def test_what_ships_and_what_others_published_needs_no_plan(run_folder: Path) -> None:
    shipped = replace(OWN, source="ctdc", shipped=True)
    made = protect(table({"female": 7, "male": 50, "all": 57}, shipped))
    assert made.hidden == 0  # derived once; hiding again what everybody has protects nobody
    assert "Counts of people below 10 are hidden" in made.policy
    protect(table({"female": 7, "all": 7}, replace(OWN, source="glotip")))
    assert take_requests(run_folder, "cases-WLD") == []


def test_only_the_reader_of_what_ships_says_that_it_ships() -> None:
    root = Path(helpers.__file__).parent
    says = {p.name for p in root.rglob("*.py") if "shipped=True" in p.read_text(encoding="utf-8")}
    assert says == {"reference.py"}


def test_a_notebook_run_by_hand_says_that_it_is_not_for_publication() -> None:
    mute = replace(WORLD, cells=tuple(replace(c, region=None) for c in WORLD.cells))
    assert "not for publication beside other releases" in protect(mute).policy


def test_by_hand_what_was_shown_before_stays_in_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    from helpers.disclosure import alone, planning

    monkeypatch.setattr(alone, "_KNOWN", {})
    monkeypatch.setattr(planning, "usual_engine", lambda: ENGINE)
    whole = table({"female": 50, "all": 94})
    assert protect(whole).hidden == 0
    parts = table({"female": 50, "male": 38, "other": 6, "all": 94})
    made = protect(parts)
    assert [c.status for c in made.cells] == ["observed", "hidden", "hidden", "observed"]
    # Other data under the same name: a new start, and no mixture of two files.
    assert protect(table({"female": 20, "all": 40})).hidden == 0


def test_the_published_ledger_says_whom_a_cell_counts_and_no_number() -> None:
    asked = table({"female": 7, "male": 6111, "all": 6118})
    plan = make_plan([asked], "2026-11-24", engine=ENGINE)
    told = publish_ledger(plan, {"cases-WLD": [asked]})
    (entry,) = told["reports"]["cases-WLD"]
    hidden = plan.parts[ID].hidden
    assert entry["cells"] == [
        {"key": [key], "region": text, "status": "hidden" if text in hidden else "observed"}
        for key, text in (("female", "sex=female"), ("male", "sex=male"), ("all", "everybody"))
    ]
    assert told["plan"] == plan.sha256
    assert told["policies"]["own_cases"] == {
        "threshold": 10, "regime": "suppression", "zeros_hidden": False
    }  # fmt: skip
    assert told["policies"]["glotip"]["regime"] == "published"
    assert "male" in told["populations"][ID]["variables"]["sex"]
    text = json.dumps(told)
    assert not any(str(number) in text for number in (6111, 6118))


def test_the_proof_is_made_of_alternatives_and_stays_out_of_the_plan() -> None:
    def choose(system: object, threshold: int, **options: object) -> Pattern:
        found = ENGINE.choose(system, threshold, **options)
        return replace(found, witnesses=np.array([[1, 20, 0], [20, 1, 0]])[:, : system.atoms])  # type: ignore[attr-defined]

    asked = table({"female": 7, "male": 14, "all": 21})
    plan = make_plan([asked], "2026-11-24", engine=Engine(ENGINE.build, choose))
    proof = plan.parts[ID].proof
    assert proof is not None
    assert proof.matrix.sum(axis=1).tolist() == [42, 42]  # each: women + men + all, 21 + 21
    assert "witness" not in plan.text
    assert "20, 1" not in plan.text


def test_a_second_edition_of_a_mute_table_keeps_what_changed() -> None:
    mute = replace(WORLD, cells=tuple(replace(c, region=None) for c in WORLD.cells))
    first = make_plan([mute], "2026-10-24").parts[ID]
    told = [Edition("2026-10-24", first.shown, first.hidden)]
    more = replace(
        mute, cells=(counted_cell(["female"], 70), *mute.cells[1:2], counted_cell(["all"], 114))
    )
    second = make_plan([more], "2026-11-24", earlier={ID: told}).parts[ID]
    assert set(second.shown.values()) == {44}
    assert sorted(second.kept.values()) == [(50, "2026-10-24"), (94, "2026-10-24")]

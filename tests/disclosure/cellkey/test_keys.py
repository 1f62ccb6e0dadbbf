"""The same persons have the same key: in every table, every month, however the file is sorted."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chisquare

from helpers.disclosure.cellkey.keys import (
    add_keys,
    cell_keys,
    count_regions,
    record_keys,
    row_keys,
)
from helpers.disclosure.cellkey.perturb import default_noise, look_up_changes
from helpers.disclosure.cellkey.secret import Secret, make_secret, read_secret
from helpers.errors import CaselightError
from helpers.tables.regions import EVERYBODY, Region

SECRET = Secret(bytes(range(32)))


def _people(number: int) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "country": rng.choice(["PHL", "UKR", "MDA"], number),
            "sex": rng.choice(["female", "male"], number),
            "year": rng.choice(["2019", "2020"], number),
        }
    )
    ids = [f"case {n}" for n in range(number)]
    return frame.assign(persons=1, key_sum=record_keys(ids, SECRET))


def test_the_same_cell_has_the_same_key_in_every_table_and_after_every_aggregation() -> None:
    people = _people(500)
    one = add_keys(people, ["country", "sex", "year"])
    two = add_keys(add_keys(one, ["country", "sex"]), ["country"])
    here = Region.of(country="PHL")
    raw = count_regions(people, [here, EVERYBODY])
    fine = count_regions(one, [here, EVERYBODY])
    coarse = count_regions(two, [here, EVERYBODY])
    assert raw[0].tolist() == fine[0].tolist() == coarse[0].tolist()
    assert raw[1].tolist() == fine[1].tolist() == coarse[1].tolist()
    mine = people[people.country == "PHL"].key_sum
    assert raw[1][0] == sum(int(k) for k in mine) % 2**64  # Python's numbers have no end


def test_a_region_of_several_boxes_counts_nobody_twice() -> None:
    people = _people(200)
    either = Region.of(country="PHL") | Region.of(sex="female")
    persons, keys = count_regions(people, [either])
    rows = people[(people.country == "PHL") | (people.sex == "female")]
    assert persons[0] == len(rows)
    assert keys[0] == sum(map(int, rows.key_sum)) % 2**64


def test_a_cell_that_nobody_enters_or_leaves_keeps_its_noise_next_month() -> None:
    table, before = default_noise(10), _people(400)
    after = pd.concat([before, _people(410).iloc[400:].assign(country="PHL")], ignore_index=True)
    regions = [
        Region.of(country=c, sex=s) for c in ("PHL", "UKR", "MDA") for s in ("female", "male")
    ]
    changes = []
    for month in (before, after):
        persons, sums = count_regions(month, regions)
        changes.append(persons + look_up_changes(persons, cell_keys(sums, SECRET), table))
    assert changes[0][2:].tolist() == changes[1][2:].tolist()
    # Five in these other countries keep theirs by chance with probability 0.2 each at most.


def test_keys_from_content_do_not_depend_on_the_order_of_rows_or_columns() -> None:
    people = _people(300)[["country", "sex", "year"]]
    mixed = people.sample(frac=1, random_state=1)[["year", "sex", "country"]]
    first = people.assign(persons=1, key_sum=row_keys(people, SECRET))
    second = mixed.assign(persons=1, key_sum=row_keys(mixed, SECRET))
    by = ["country", "sex", "year"]
    pd.testing.assert_frame_equal(add_keys(first, by), add_keys(second, by))
    assert first.key_sum.is_unique  # equal rows do not share a key


def test_a_missing_value_and_an_empty_one_are_two_contents() -> None:
    frame = pd.DataFrame({"a": ["", None], "b": [1, 1]})
    assert len(set(row_keys(frame, SECRET))) == 2


def test_keys_are_spread_evenly_and_those_of_overlapping_cells_are_independent() -> None:
    keys = record_keys(range(40_000), SECRET)
    assert chisquare(np.bincount((keys >> np.uint64(60)).astype(int), minlength=16)).pvalue > 0.001
    # A cell, and the same cell with one person more: 16 x 16 places, all equally likely.
    one = cell_keys(keys[:-1], SECRET) >> np.uint64(62)
    two = cell_keys(keys[:-1] + keys[1:], SECRET) >> np.uint64(62)
    pairs = np.bincount((one * np.uint64(4) + two).astype(int), minlength=16)
    assert chisquare(pairs).pvalue > 0.001


def test_a_total_s_noise_does_not_follow_from_that_of_its_parts() -> None:
    # In quarters: a plain sum would lie in one of two of the four once its parts are known.
    one, two = record_keys(range(60_000), SECRET).reshape(2, -1)
    places = [
        (cell_keys(key, SECRET) >> np.uint64(62)).astype(int) for key in (one, two, one + two)
    ]
    seen = np.bincount(np.ravel_multi_index(places, (4, 4, 4)), minlength=64)
    assert chisquare(seen).pvalue > 0.001


def test_another_secret_gives_other_keys() -> None:
    other = Secret(bytes(32))
    assert not (record_keys(range(100), SECRET) == record_keys(range(100), other)).any()


@pytest.mark.parametrize("ids", [["a", None], ["a", ""], ["a", "a"], ["a", float("nan")]])
def test_an_identifier_that_is_missing_or_stands_twice_is_refused(ids: list[object]) -> None:
    with pytest.raises(CaselightError, match="identifier of their own") as refused:
        record_keys(ids, SECRET)
    assert "'a'" not in str(refused.value)


def test_a_region_needs_its_variables() -> None:
    with pytest.raises(CaselightError, match="every variable that is counted"):
        count_regions(_people(5), [Region.of(sector_5="yes")])


def test_a_secret_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    place = tmp_path / "secret"
    made = make_secret(place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert read_secret(place, fingerprint=made.fingerprint) == made
    assert made.value.hex() not in repr(made) + made.fingerprint
    with pytest.raises(CaselightError, match="one secret"):
        make_secret(place)
    assert read_secret(place) == made


def test_a_missing_changed_damaged_or_open_secret_stops_the_release(tmp_path: Path) -> None:
    place = tmp_path / "secret"
    with pytest.raises(CaselightError, match="need the secret"):
        read_secret(place)
    first = make_secret(place)
    place.rename(tmp_path / "first")
    make_secret(place)
    with pytest.raises(CaselightError, match="same secret"):
        read_secret(place, fingerprint=first.fingerprint)
    place.chmod(0o644)
    with pytest.raises(CaselightError, match="owner alone"):
        read_secret(place)
    place.chmod(0o600)
    place.write_text("caselight cell key secret 1\nabc\n", encoding="ascii")
    with pytest.raises(CaselightError, match="damaged"):
        read_secret(place)
    place.unlink()
    os.symlink(tmp_path / "first", place)
    with pytest.raises(CaselightError, match="no readable file"):
        read_secret(place)

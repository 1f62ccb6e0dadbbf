"""Keys of persons, keys of cells: the same persons always give the same key.

A person's key is a keyed hash of the identifier. Where a file has none, it is a keyed hash of
everything that the row says and of how many equal rows stand before it: equal rows fall into the
same cells everywhere, so it does not matter which of them has which key, and sorting the file
changes nothing. Consequences: with identifiers, a corrected value changes the noise only of the
cells that a person enters or leaves; without, it changes that of every cell with the person.

Keys of persons add up (modulo 2**64) to the sum of a cell [1]_, so that an aggregated row carries
one number, ``key_sum``. The cell's own key is a keyed hash of that sum: sums alone would tie the
noise of a total to that of its parts, and a reader could use this.

References:
    .. [1] Thompson, G., Broadfoot, S. and Elazar, D. (2013). Methodology for the automatic
       confidentialisation of statistical outputs from remote servers at the Australian Bureau of
       Statistics. UNECE work session on statistical data confidentiality.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import pandas as pd

from helpers.disclosure.cellkey.secret import Secret
from helpers.errors import CaselightError
from helpers.tables.regions import Region

KEY_SUM: Final = "key_sum"
"""Column of an aggregated table: sum of the keys of its persons, modulo 2**64 (uint64)."""

Keys = np.ndarray
"""Keys as uint64."""


def record_keys(ids: Iterable[object], secret: Secret) -> Keys:
    """A key for each person, from the identifier.

    Args:
        ids: Identifiers, each for one person; compared as text.
        secret: The population's secret.

    Returns:
        Keys, uint64, uniform for everybody who does not know the secret.

    Raises:
        CaselightError: An identifier is missing or stands for two rows. No identifier is told.

    Example:
        >>> record_keys(["a", "b"], Secret(bytes(32)))[0] == record_keys(["a"], Secret(bytes(32)))
        array([ True])
    """
    given = list(ids)
    texts = ["" if value is None or value is pd.NA else str(value).strip() for value in given]
    missing = sum(text in {"", "nan", "<NA>"} for text in texts)
    if missing or len(set(texts)) != len(texts):
        raise CaselightError(
            "Each person has an identifier of their own.",
            f"{missing} without one, {len(texts) - len(set(texts))} that stand twice",
            "Name the column that identifies persons, or none: then the content tells rows apart.",
        )
    return _hash_all((text.encode() for text in texts), secret, b"person")


def row_keys(frame: pd.DataFrame, secret: Secret) -> Keys:
    """A key for each row of a file without identifiers, from what the row says.

    Args:
        frame: The rows as read, before anything is derived; one row is one person.
        secret: The population's secret.

    Example:
        >>> rows = pd.DataFrame({"sex": ["f", "m", "f"]})
        >>> one, two = row_keys(rows, Secret(bytes(32))), row_keys(rows[::-1], Secret(bytes(32)))
        >>> sorted(one) == sorted(two) and len(set(one)) == 3
        True
    """
    names = sorted(map(str, frame.columns))
    plain = frame.rename(columns=str)[names].astype("string").fillna("\x00")
    texts = ["\x1f".join(row) for row in plain.itertuples(index=False, name=None)]
    before = pd.Series(texts, dtype="object").groupby(texts).cumcount()
    head = "\x1f".join(names)
    lines = (f"{head}\x1e{t}\x1e{n}".encode() for t, n in zip(texts, before, strict=True))
    return _hash_all(lines, secret, b"row")


def add_keys(frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Aggregate rows: persons add up, and so do their keys.

    Args:
        frame: Rows with ``persons`` and ``key_sum``.
        by: The columns that stay.

    Example:
        >>> half = np.uint64(1 << 63)
        >>> rows = pd.DataFrame({"sex": ["f", "f"], "persons": 1, "key_sum": [half, half + 5]})
        >>> add_keys(rows, ["sex"]).key_sum.tolist()
        [5]
    """
    groups = frame.groupby(list(by), dropna=False, sort=True)
    sums = groups["persons"].sum().reset_index()
    totals = np.zeros(len(sums), dtype=np.uint64)
    np.add.at(totals, groups.ngroup().to_numpy(), frame[KEY_SUM].to_numpy(dtype=np.uint64))
    return sums.assign(**{KEY_SUM: totals})


def count_regions(frame: pd.DataFrame, regions: Sequence[Region]) -> tuple[np.ndarray, Keys]:
    """Persons in each region, and the sum of their keys.

    Args:
        frame: Rows with the regions' variables as text, ``persons`` and ``key_sum``.
        regions: Whom to count.

    Raises:
        CaselightError: A region asks for a variable that the rows do not have.
    """
    missing = sorted({name for region in regions for name in region.variables} - set(frame))
    if missing or not {"persons", KEY_SUM} <= set(frame):
        raise CaselightError(
            "Rows for cell keys carry every variable that is counted, persons and key_sum.",
            f"missing: {', '.join(missing) or 'persons or key_sum'}",
            "Keep them when the rows are aggregated (add_keys).",
        )
    persons = frame["persons"].to_numpy(dtype=np.int64)
    keys = frame[KEY_SUM].to_numpy(dtype=np.uint64)
    inside = [_rows_in(frame, region) for region in regions]
    counts = np.array([persons[rows].sum() for rows in inside], dtype=np.int64)
    return counts, np.array([keys[rows].sum(dtype=np.uint64) for rows in inside], dtype=np.uint64)


def _rows_in(frame: pd.DataFrame, region: Region) -> np.ndarray:
    found = np.zeros(len(frame), dtype=bool)
    for box in region.boxes:
        here = np.ones(len(frame), dtype=bool)
        for name, values in box:
            here &= frame[name].isin(values).to_numpy()
        found |= here
    return found


def cell_keys(key_sums: Keys, secret: Secret) -> Keys:
    """The key of each cell, from the sum of its persons' keys.

    Args:
        key_sums: Sums modulo 2**64, uint64.
        secret: The population's secret.
    """
    sums = np.ascontiguousarray(key_sums, dtype="<u8")
    return _hash_all((value.tobytes() for value in sums), secret, b"cell")


def _hash_all(texts: Iterable[bytes], secret: Secret, use: bytes) -> Keys:
    keyed = hashlib.blake2b(key=secret.value, digest_size=8, person=use)

    def digest(text: bytes) -> bytes:
        one = keyed.copy()
        one.update(text)
        return one.digest()

    return np.frombuffer(b"".join(map(digest, texts)), dtype="<u8").astype(np.uint64)

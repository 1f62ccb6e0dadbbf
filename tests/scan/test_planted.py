"""Planted values are found in every form in which a program may have written them."""

from __future__ import annotations

import base64
import gzip
import html
import json
import urllib.parse

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scan.canaries import Canaries
from tests.scan.made import book, cell, found, kinds, packed, png, workbook

VALUE = "Żaneta O'Brien-Kowalska & <Sons>"
PLANTED = Canaries(["something else", VALUE, "+48 601 234 567"])


def escape_all(text: str) -> str:
    return "".join(f"\\u{ord(c):04x}" for c in text)


FORMS = {
    "plain": VALUE.encode(),
    "upper case": VALUE.upper().encode(),
    "utf-16": VALUE.encode("utf-16"),
    "utf-16 be": b"\0x" + VALUE.encode("utf-16-be"),
    "json": json.dumps({"a": VALUE}).encode(),
    "json, readable": json.dumps({"a": VALUE}, ensure_ascii=False).encode(),
    "json in json": json.dumps(json.dumps({"a": VALUE})).encode(),
    "all escaped": escape_all(VALUE).encode(),
    "html": html.escape(VALUE).encode(),
    "html in json": json.dumps(html.escape(VALUE)).encode(),
    "html by number": "".join(f"&#{ord(c)};" for c in VALUE).encode(),
    "html by hexadecimal": "".join(f"&#x{ord(c):x};" for c in VALUE).encode(),
    "url": urllib.parse.quote(VALUE).encode(),
    "form": urllib.parse.urlencode({"q": VALUE}).encode(),
    "url in html": html.escape("?a=" + urllib.parse.quote(VALUE)).encode(),
    "hexadecimal": VALUE.encode().hex().encode(),
    "base64": base64.b64encode(VALUE.encode()),
    "base64 of utf-16": base64.b64encode(VALUE.encode("utf-16-le")),
    "base64, for addresses": base64.urlsafe_b64encode(b"??" + VALUE.encode() + b"??"),
    "gzip": gzip.compress(f"a {VALUE}".encode()),
    "gzip in base64": base64.b64encode(gzip.compress(VALUE.encode())),
    "base64 twice": base64.b64encode(base64.b64encode(VALUE.encode())),
    "base64 in lines": base64.encodebytes(gzip.compress(VALUE.encode() * 3)),
    "python": ascii(VALUE).encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_planted_value_is_found_in_every_form(form: str) -> None:
    hits = {(place, kind) for place, kind in found("a", FORMS[form], PLANTED) if kind == "canary"}
    assert hits
    assert all(place.endswith("value 2") for place, _ in hits)


@pytest.mark.parametrize("before", range(5))
@pytest.mark.parametrize("behind", range(3))
def test_base64_is_searched_at_every_alignment(before: int, behind: int) -> None:
    data = base64.b64encode(b"#" * before + b"KQX-9912" + b"#" * behind)
    assert list(Canaries(["KQX-9912"]).find(b"data:" + data))


def test_a_planted_value_is_found_in_every_kind_of_file() -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": VALUE}
    parted = html.escape(VALUE.replace("Brien", "@")).replace("@", "Br<b>ie</b>n")
    for name, data in (
        (
            "a.ipynb",
            book(cell("x = 1", stream)),
        ),
        ("a.xlsx", workbook([["x"], [VALUE]])),
        ("a.png", png((b"tEXt", b"Software\0" + VALUE.encode()))),
        ("a.zip", packed({"b/c.csv": f"x\n{VALUE}\n"})),
        ("a.html", f"<p title='{html.escape(VALUE)}'>x</p>"),
        (
            "a.html",
            f"<p>{parted}</p>",
        ),
        ("a.feather", bytes(50) + VALUE.encode() + bytes(50)),
    ):
        assert "canary" in kinds(name, data, PLANTED), name


def test_a_telephone_number_is_found_without_its_blanks() -> None:
    assert found("a.txt", "x48601234567x", PLANTED) == {("byte 1, value 3", "canary"),
                                                        ("line 1, value 3", "canary")}  # fmt: skip


def test_what_was_not_planted_is_not_found() -> None:
    assert found("a.txt", "Zaneta O'Brien-Kowalski and her sons " * 50, PLANTED) == set()


@settings(deadline=None, max_examples=40)
@given(
    st.binary(max_size=300), st.text("abcdefXYZé-", min_size=4, max_size=12), st.integers(0, 300)
)
def test_the_quick_search_finds_what_a_slow_one_finds(data: bytes, value: str, at: int) -> None:
    place = at % (len(data) + 1)
    whole = data[:place] + value.encode() + data[place:]
    assert (place, 1) in set(Canaries([value]).find(whole))


def test_the_planted_values_are_not_told_by_what_holds_them() -> None:
    assert VALUE not in repr(PLANTED)
    assert "Żaneta" not in repr(PLANTED)

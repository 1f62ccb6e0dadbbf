"""What identifies a person or a machine, and what only looks like it."""

from __future__ import annotations

import pytest

from helpers.scan.patterns import find_patterns


def kinds(text: str) -> set[str]:
    return {kind for kind, _ in find_patterns(text)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to amina.k+work@mail.example.org today", "email"),
        ("Contact: josé@correo.ejemplo.es", "email"),
        ("+33 6 12 34 56 78", "phone"),
        ("+447700900123", "phone"),
        ("+1 (555) 010-9999", "phone"),
        ("0044 7700 900123", "phone"),
        ("07700 900123", "phone"),
        ("06 12 34 56 78", "phone"),
        ("020 7946 0958", "phone"),
        ("555-010-9999 or 212-555-0199", "phone"),
        ('"phone": 33612345678', "phone"),
        ("téléfono 912345678".replace("télé", "telé"), "phone"),
        ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "passport"),  # ICAO 9303, specimen
        ("L898902C36UTO7408122F1204159ZE184226B<<<<<10", "passport"),  # ICAO 9303, specimen
        ("I<UTOD231458907<<<<<<<<<<<<<<<", "passport"),  # ICAO 9303, specimen of a card
        ("holds AB1234567 since May", "passport"),
        ("Passport no. 533401372, expired", "passport"),
        ("pasaporte: X 1234567", "passport"),
        ("GB82 WEST 1234 5698 7654 32", "national_id"),  # the registry's own example
        ("DE89370400440532013000", "national_id"),  # the registry's own example
        ("DNI 12345678Z", "national_id"),  # 12345678 mod 23 = 14, the letter Z
        ("NIE X1234567L", "national_id"),  # 01234567 mod 23 = 19, the letter L
        ("44051401359", "national_id"),  # PESEL as its law's commentaries print it
        ("10000000146", "national_id"),  # T.C. kimlik no, a known valid one
        ("529.982.247-25", "national_id"),  # CPF of the algorithm's usual example
        ("RSSMRA85T10A562S", "national_id"),  # codice fiscale, the usual example
        ("811218-9876", "national_id"),  # personnummer of the Swedish tax agency's example
        ("131052-308T", "national_id"),  # henkilötunnus, the population register's example
        ("born on 12 March 1990 in", "birth_date"),
        ("date of birth: 1990-03-12", "birth_date"),
        ('"date_of_birth": "1990-03-12"', "birth_date"),
        ("née le 12/03/1990", "birth_date"),
        ("Fecha de nacimiento: 12 de marzo de 1990", "birth_date"),
        ("nacida el 12.03.1990", "birth_date"),
        ("DOB 03/12/1990", "birth_date"),
        ("read from /ho" + "me/amina/cases.csv", "machine_path"),
        ("/Us" + "ers/amina/x", "machine_path"),
        (r"C:\Us" + r"ers\amina\x", "machine_path"),
        (r'"C:\\Us' + r'ers\\amina\\x"', "machine_path"),
        ("open '/ro" + "ot/data'", "machine_path"),
        ("file:///srv/data/cases.csv", "machine_path"),
        ("Traceback (most recent call last):", "traceback"),
        ('  File "a.py", line 3, in f', "traceback"),
        ('password = "correct-horse"', "secret"),
        ("https://x.example/?api_key=a8f5f167f44f4964", "secret"),
        ("ghp_" + "a1B2" * 9, "secret"),
        ("-----BEGIN RSA PRIVATE KEY-----", "secret"),
        ("postgres://amina:s3cr3t@db.example/cases", "secret"),
        ("Case ID: S-00001", "identifier"),
    ],
)  # fmt: skip
def test_what_identifies_somebody_is_found(text: str, kind: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "1,234,567 people; 12 345 678 people; +12 345 678 more; 1.234.567",
        "2002 2003 2004 2005 2006 2007, 2002-2021, 2002/2003, 01.02.2023, 12/03/2023 10:30",
        "0.1234567890123, 12.3456789012, 33612345678.5, -0.0012345678",
        "https://doi.org/10.1016/0022-5193(05)80401-7, ISSN 1234-5678, 0000-0002-1825-0097",
        "A/RES/55/25, Article 3(a), p < 0.05, n = 22,488, 46.5% of 10,466",
        "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "550e8400-e29b-41d4-a716-446655440000",
        "GB82 WEST 1234 5698 7654 33",  # one digit wrong
        "12345678A and 44051401358",  # a wrong check letter, a wrong check digit
        "born in 1990; children born abroad; the birth rate of 2020; né en France",
        "https://example.org/ho" + "me/report and https://example.org/Users/guide",
        "password = os.environ['DB']; token = get_token(); tokenizer = 'bert'; secret: published",
        'password = "<your password>"; api_key = "${KEY}"',
        "x = a @ b.T; y = c@d.mean()",
        "the case numbers; a person: 12; cases: 1200; 'case_management'",
        "Convention of 15 November 2000; 2021-07-15; edition 2023-05-30",
    ],
)
def test_numbers_and_words_for_readers_are_no_finding(text: str) -> None:
    assert kinds(text) == set()


def test_a_place_is_where_the_finding_begins() -> None:
    assert list(find_patterns("İ: " + "a@example.org")) == [("email", 3)]


@pytest.mark.parametrize(
    "letter", ["a", "1", " ", "+", "@", "<", "0 ", "A1", "a@", "'", "né ", "-"]
)
def test_no_text_makes_the_search_slow(letter: str) -> None:
    # Two hundred thousand letters of anything are looked through in steps that grow with length.
    assert list(find_patterns(letter * (200_000 // len(letter)))) is not None

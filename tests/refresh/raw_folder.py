"""A folder of raw files in the publishers' layouts, made by code: nobody's persons, few rows."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pandas as pd

CTDC = "ctdc_kanon_2021/ctdc_kanon_2021-07-15.feather"
GLOTIP = "unodc_glotip/data_glotip_2023-05-30.xlsx"
GSI_2018 = "walkfree_gsi_2018/gsi_2018.xlsx"
GSI_2023 = "walkfree_gsi_2023/Global_Slavery_Index_2023.csv"
TREATIES = "palermo_protocol_untc/18-12-a.csv"
POPULATION = "population_worldbank/population.csv"
REFERRALS = "uk_nrm/nrm_referrals_longitudinal.csv"
NOTIFIED = "uk_nrm/nrm_duty_to_notify_longitudinal.csv"
REASONABLE = "uk_nrm/nrm_reasonable_grounds.csv"
CONCLUSIVE = "uk_nrm/nrm_conclusive_grounds.csv"
CODING = "us_tip_tiers/criminalization_3p_tiers.dta"
CROSSED = tuple(f"uk_nrm/nrm_referrals_{year}_q3.csv.gz" for year in (2022, 2023))
BOATS = "uk_nrm/small_boat_NRM_referrals.csv"
BOAT_OUTCOMES = "uk_nrm/small_boat_NRM_outcomes.csv"
FACTS = "published/published_facts.csv"
SPEECH = "published/speech_2014.csv"
COUNTRIES = "iso3166_m49/all.csv"
FIVE_LISTS, SIX_LISTS = "mse/UKdat_5.csv", "mse/UKdat.csv"
CSVS = (GSI_2023, TREATIES, POPULATION, REFERRALS, NOTIFIED, REASONABLE, CONCLUSIVE, BOATS,
        BOAT_OUTCOMES, FACTS, SPEECH, COUNTRIES, FIVE_LISTS, SIX_LISTS)  # fmt: skip
WORKBOOKS = (GLOTIP, GSI_2018)
FILES = (CTDC, *WORKBOOKS, CODING, *CROSSED, *CSVS)

Rows = Sequence[Sequence[object]]

FORMS = ("isForcedLabour", "isSexualExploit", "isOtherExploit", "isForcedMarriage",
         "isSlaveryAndPractices", "isForcedMilitary", "isOrganRemoval")  # fmt: skip
SECTORS = ("Agriculture", "Aquafarming", "Begging", "Construction", "DomesticWork", "Hospitality",
           "IllicitActivities", "Manufacturing", "MiningOrDrilling", "Peddling", "Transportation",
           "Other", "NotSpecified")  # fmt: skip
MEANS = ("DebtBondage", "TakesEarnings", "RestrictsFinancialAccess", "Threats",
         "PsychologicalAbuse", "PhysicalAbuse", "SexualAbuse", "FalsePromises",
         "PsychoactiveSubstances", "RestrictsMovement", "RestrictsMedicalCare",
         "ExcessiveWorkingHours", "UsesChildren", "ThreatOfLawEnforcement", "WithholdsNecessities",
         "WithholdsDocuments", "Other", "NotSpecified")  # fmt: skip
FLAGS = (*(f"typeOfLabour{s}" for s in SECTORS), *(f"meansOfControl{m}" for m in MEANS))

GLOTIP_HEADER = ("Iso3_code", "Country", "Region", "Subregion", "Indicator", "Dimension",
                 "Category", "Sex", "Age", "Year", "Unit of measurement", "txtVALUE",
                 "Source")  # fmt: skip
DETECTED, CONVICTED = "Detected trafficking victims", "Persons convicted"
OFFENCES = "Offences of trafficking in persons"
AGES = ("Adult (18 or over)", "Child (17 or under)", "Age not specified or unknown")


def person(**known: object) -> dict[str, object]:
    """One made-up person in the publisher's columns; what is not given is blank."""
    blank = dict.fromkeys((*FORMS, *FLAGS))
    facts = {"yearOfRegistration": 2019.0, "Datasource": "Case Management", "gender": "Female",
             "ageBroad": "9--17", "citizenship": "NA", "CountryOfExploitation": "NA"}  # fmt: skip
    return {**facts, **blank, **known}


def write_persons(path: Path, persons: Sequence[dict[str, object]]) -> Path:
    frame = pd.DataFrame(persons)
    floats = ["yearOfRegistration", *FORMS, *FLAGS]
    frame[floats] = frame[floats].astype(float)
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_feather(path)
    return path


def persons() -> list[dict[str, object]]:
    """Twelve assisted in Namibia, four elsewhere (too few to show), fifteen from a hotline."""
    agriculture = {"isForcedLabour": 1, "typeOfLabourAgriculture": 1}
    assisted = [person(**agriculture)] * 12
    few = [person(**agriculture, CountryOfExploitation="FR", citizenship="MD")] * 4
    called = [person(Datasource="Hotline", CountryOfExploitation="US", citizenship=None,
                     isSexualExploit=1, isOtherExploit=0)] * 15  # fmt: skip
    return [*assisted, *few, *called]


def glotip_row(code: str, year: int, value: str, **other: str) -> list[str]:
    words = {"Iso3_code": code, "Country": f"Country {code}", "Indicator": DETECTED,
             "Dimension": "Total", "Category": "Total", "Sex": "Total", "Age": "Total",
             "Year": str(year), "txtVALUE": value, "Unit of measurement": "Counts"}  # fmt: skip
    words |= other
    return [words.get(name, "") for name in GLOTIP_HEADER]


def glotip_rows() -> list[list[str]]:
    by_form = {"Dimension": "by form of exploitation", "Category": "Forced labour"}
    twice = glotip_row("AFG", 2018, "12", Indicator=CONVICTED)
    return [
        glotip_row("NAM", 2018, "1,234"),
        glotip_row("NAM", 2018, "<5", **by_form),
        glotip_row("AFG", 2018, "7", Sex="Female", Age="0 to 17 years"),
        twice,
        twice,
        glotip_row("ALB", 2018, "<5", Indicator=CONVICTED),
        glotip_row("ALB", 2018, "20", Indicator=CONVICTED),
        glotip_row("CAR", 2018, "900", Country=""),
        glotip_row("AFG", 2018, "3000", Indicator=OFFENCES),
        glotip_row("AFG", 2018, "8", Dimension="by citizenship", Category="Nepal"),
    ]


def write_workbook(path: Path, rows: Rows, sheet: str) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def write_glotip(path: Path, rows: Rows, header: Sequence[str] = GLOTIP_HEADER) -> Path:
    return write_workbook(path, [["UNODC"], ["30/05/2023"], header, *rows], "data_glotip")


GSI_2018_HEADER = ("Country ", "Population \n(from a model)", "Region",
                   "Est. prevalence of population in modern slavery (victims per 1,000 population)",
                   "Est. number of people in modern slavery")  # fmt: skip
GSI_2018_ROWS = (
    ("Eritrea", 4847000, "Africa", 93.02943343158101, 451000),
    ("Iceland ", 330000, "Europe and Central Asia", 2.1, "<1,000"),
    ("Tuvalu", None, "Asia and the Pacific", None, None),
)


def write_gsi_2018(path: Path, rows: Rows, header: Sequence[str] = GSI_2018_HEADER) -> Path:
    groups = [None, None, "REGION", "PREVALENCE"]
    return write_workbook(path, [[None], groups, header, *rows], "Global prev, vuln, govt table")


def write_csv(path: Path, rows: Rows) -> Path:
    """A table as CSV, packed where its name says so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def referrals() -> list[list[object]]:
    """2020 has four quarters, 2021 only one; overseas 1, UK 2, so each total is 3."""
    rows: list[list[object]] = [
        ["Year", "Quarter", "Age at exploitation", "Location of exploitation", "NRM referrals"]
    ]
    for year, quarter in [*((2020, f"Q{q}") for q in range(1, 5)), (2021, "Q1")]:
        for age in AGES:
            for place, number in (("Overseas", 1), ("UK", 2), ("Total", 3)):
                rows.append([year, quarter, age, place, number])
    return rows


def grounds(words: str) -> list[list[object]]:
    outcomes = [f"{a} - {o}" for a in AGES for o in (f"Negative {words}", f"Positive {words}",
                                                     "Total")]  # fmt: skip
    quarter = [4, 6, 10, 1, 2, 3, 0, 0, 0, 13]
    rows: list[list[object]] = [["Year", "Quarter", *outcomes, "Total"]]
    rows += [[2020, f"Q{q}", *quarter] for q in range(1, 5)]
    return [*rows, [2020, "Total", *(4 * n for n in quarter)]]


NOTIFICATIONS: Rows = (
    ("Year", "Quarter", "Total"),
    (2019, "Total", 65),
    (2019, "Q4", 65),
    (2020, "Total", 10),
    *((2020, f"Q{q}", q) for q in range(1, 5)),
)
CONSENT = "Ratification, Acceptance(A), Approval(AA), Accession(a), Succession(d)"
TABLES: dict[str, Rows] = {
    GSI_2023: (
        ("  Country ", "Population", "Region",
         "Estimated prevalence of modern slavery per 1,000 population",
         "Estimated number of people in modern slavery"),
        ("Afghanistan", "  38,928,000 ", "Asia", "13.0", "505,000"),
        ("Maldives", "500,000", "Asia", "-", "-"),
    ),
    TREATIES: (
        ("Participant", "Signature", CONSENT),
        ("Albania", "12 Dec 2000", "21 Aug 2002"),
        ("Cambodia", "", "2 Jul 2007 a"),
        ("European Union", "12 Dec 2000", "6 Sep 2006 AA"),
        ("Uganda", "12 Dec 2000", ""),
    ),
    POPULATION: (
        ("Country Name", "Country Code", "Year", "Value"),
        ("Arab World", "ARB", 2020, 449228296),
        ("Namibia", "NAM", 1999, 1780000),
        ("Namibia", "NAM", 2020, 2540905),
    ),
    NOTIFIED: NOTIFICATIONS,
    REFERRALS: referrals(),
    REASONABLE: grounds("reasonable grounds"),
    CONCLUSIVE: grounds("conclusive grounds"),
    FACTS: (
        ("topic", "ref_year", "area", "measure", "value", "unit", "note", "source_url"),
        ("A topic", 2013, "Haiti", "a measure", 7, "count", "", "https://example.org/page"),
    ),
    SPEECH: (
        ("claim_id", "claim", "year", "value", "unit", "subject"),
        ("S1", "More than seven", 2014, 7, "persons", "a subject"),
    ),
    **dict.fromkeys((FIVE_LISTS, SIX_LISTS), (
        ("A", "B", "C", "count"),
        (1, 0, 0, 60), (0, 1, 0, 50), (0, 0, 1, 40),
        (1, 1, 0, 20), (1, 0, 1, 16), (0, 1, 1, 14), (1, 1, 1, 6),
    )),
    COUNTRIES: (
        ("name", "alpha-2", "alpha-3", "country-code", "region", "sub-region"),
        ("Namibia", "NA", "NAM", "516", "Africa", "Sub-Saharan Africa"),
        ("Moldova, Republic of", "MD", "MDA", "498", "Europe", "Eastern Europe"),
    ),
}  # fmt: skip


# Name, year, level, and the level that is carried on where the first column has ended.
CODED: Rows = (
    ("Albania", 2011, 0.0, 0.0),
    ("Albania", 2012, 1.0, 1.0),
    ("Cambodia", 2010, 1.0, 1.0),
    ("Cambodia", 2011, 2.0, 1.0),
    ("Cambodia", 2012, None, 2.0),
    ("Uganda", 2011, None, None),
    ("Uganda", 2012, None, None),
)


def write_coding(path: Path, rows: Rows) -> Path:
    names = ["name", "year", "crimlevel", "adjbicrimlevel"]
    path.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(list(rows), columns=names).to_stata(path, write_index=False)
    return path


CROSSED_HEADER = ("First responder type", "First responder", "Exploitation type",
                  "Age at exploitation", "Gender", "Nationality", "People")  # fmt: skip


def crossed() -> list[list[object]]:
    """Two agencies with 2 and 3 persons, their total, and the police with a total only."""
    total, agency = ["Total"] * 4, "Government agency"
    rows: list[list[object]] = [list(CROSSED_HEADER)]
    forms = (("Agency A", ["Labour", "Labour & Criminal"]), ("Agency B", ["Sexual", "Sexual"]))
    for place, (name, kinds) in enumerate(forms):
        for at, kind in enumerate(kinds):
            who = [AGES[at], "Female", "Albanian"]
            rows.append([agency, name, kind, *who, 1 + place * at])
        rows.append([agency, name, *total, 2 + place])
    return [*rows, [agency, "Government agency total", *total, 5],
            ["Police", "Police total", *total, 7]]  # fmt: skip


BOAT_ROWS: Rows = (
    (
        "Date",
        "Year",
        "Quarter",
        "NRM referral",
        "Nationality",
        "Region",
        "Sex",
        "Age Group",
        "Referrals",
    ),
    ("2020-03-31", 2020, 1, "No NRM referral raised", "Albania", "Europe", "Male", "18 to 24", 9),
    ("2020-03-31", 2020, 1, "NRM referral raised", "Albania", "Europe", "Female", "18 to 24", 3),
)
BOAT_OUTCOME_ROWS: Rows = (
    (
        "Date",
        "Year",
        "Quarter",
        "Nationality",
        "Region",
        "Sex",
        "Age Group",
        "NRM Case Outcome",
        "NRM Case Outcome Group",
        "Referrals",
    ),
    (
        "2020-03-31",
        2020,
        1,
        "Albania",
        "Europe",
        "Female",
        "18 to 24",
        "Negative",
        "Reasonable grounds decision",
        3,
    ),
)


def make_raw(folder: Path) -> Path:
    """Every raw file that a refresh reads."""
    write_persons(folder / CTDC, persons())
    write_glotip(folder / GLOTIP, glotip_rows())
    write_gsi_2018(folder / GSI_2018, GSI_2018_ROWS)
    write_coding(folder / CODING, CODED)
    for name, rows in TABLES.items():
        write_csv(folder / name, rows)
    write_csv(folder / BOATS, BOAT_ROWS)
    write_csv(folder / BOAT_OUTCOMES, BOAT_OUTCOME_ROWS)
    for name in CROSSED:
        write_csv(folder / name, crossed())
    return folder

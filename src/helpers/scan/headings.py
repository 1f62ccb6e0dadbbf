"""Headings of tables: which name a person, which say something about one, and which count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_IDENTITY: Final = re.compile(
    r"((first|last|given|family|full|middle|maiden|mother s|father s) names?( of .*)?|surnames?|"
    r"forenames?|(victim|client|person|patient|survivor|beneficiary)s? names?|nom de famille|"
    r"prenoms?|nom( et)? prenoms?|nombres? (completo|y apellidos)|apellidos?|nombres? del? "
    r"(cliente|victima|persona|beneficiari[oa])|passport.*|pasaporte.*|passeport.*|(n[or]|numero|no)"
    r" d[eu] (pasaporte|passeport)|ssn|social security.*|national id.*|id card.*|cedula|dni|nie|"
    r"curp|nir|(home|mobile|cell)? ?(tele)?phones?( (no|nr|number|numbers))?|mobile( number)?|"
    r"telefono( .*)?|movil|celular|tel|whatsapp( .*)?|e ?mails?( address(es)?)?|"
    r"correo( electronico)?|courriel|home address|address of .*|domicilio|adresse (personnelle|du "
    r"domicile)|iban|mrz)"
)
_NAME: Final = re.compile(r"(names?|nom|nombre|address|adresse|direccion|alias|initials)")
_BIRTH: Final = re.compile(r".*\b(birth|born|birthdate|birthday|dob|naissance|nacimiento|nac)\b.*")
_NO_DATE: Final = re.compile(r".*\b(country|place|city|pays|lieu|pais|lugar|rate|year)\b.*")
_ID: Final = re.compile(
    r"(((unique |individual |anonymous )?(case|client|person|victim|survivor|beneficiary|"
    r"individual|participant|respondent|patient|migrant|persona|personne|victima|victime|usager|usuario|"
    r"beneficiari\w+|dossier|expediente|caso|cas|record|row|file) ?(ids?|no|nr|num|number|numero|"
    r"code|codigo|ref|reference|identifier|uuid|key|folio|identifiant))|(id|identifiant|numero|no|"
    r"nr|folio|codigo) (de |du |del |de la )?(la )?(case|cas|caso|dossier|expediente|persona|"
    r"personne|victima|victime|client|cliente)|expediente|identifiant|uuid|ids?|person|case id .*)"
)
_COUNT: Final = re.compile(
    r"(?!.*\b(child|children|kids|dependants|dependents|siblings|enfants|hijos|times|years)\b)"
    r"(.*\b(persons?|people|counts?|totals?|shares?|percent(age)?|pct|rates?|cases|victims|"
    r"population|frequency|freq|effectifs?|personas|personnes|casos|victimas|sum|mean|median|"
    r"minimum|maximum|lower|upper|estimates?|interval|proportion|number of|numbers?|nombre de|"
    r"numero de|value|values|p value|per \d+)\b.*|n|min|max|std|of|(19|20)\d\d)"
)
_GROUPS: Final = {
    "sex": re.compile(r"sex|gender|sexo|sexe|genero|genre"),
    "age": re.compile(r"ages?( .*)?|edad( .*)?|majority status.*|.*\bminor\b.*"),
    "citizenship": re.compile(r"(country of )?(citizenship|nationality|nationalite|nacionalidad|"
                              r"ciudadania|origin)"),
    "marital": re.compile(r"(marital|civil) status|estado civil|etat civil|marital.*"),
    "religion": re.compile(r"religion|ethnicity|ethnic group|etnia|ethnie|languages?|idioma|"
                           r"langue"),
    "education": re.compile(r"education.*|schooling|escolaridad|niveau d etudes|profession|"
                            r"occupation|ocupacion"),
    "health": re.compile(r".*\b(pregnant|disability|hiv|injur\w+|diagnosis|embarazada|"
                         r"enceinte)\b.*"),
    "children": re.compile(r".*\b(children|dependants|dependents|enfants|hijos)\b.*"),
    "form": re.compile(r"(forms?|types?) of (exploitation|labour|labor|sex)( .*)?|"
                       r"type of exploit.*|form (labour|sexual|other|marriage|slavery "
                       r"like|domestic|criminal|begging|organ removal)|"
                       r"is (forced|sexual|other|organ|slavery).*"),
    "means": re.compile(r"means( .*)?|debt bondage|threats|withholds? .*|psychological abuse|"
                        r"physical abuse|sexual abuse|restricts? .*"),
    "sector": re.compile(r"sector( .*)?|type of (labour|sex) .*"),
    "recruiter": re.compile(r"recruiter( .*)?|trafficker( .*)?"),
    "date": re.compile(r"(date|day|fecha|datum|year)( d[eu])? ?(of )?(registered|registration|"
                       r"interview|intake|referral|identification|entry|arrival|exploitation|"
                       r"ingreso|registro|entree|enregistrement)|registered( on)?|interview date|"
                       r"registration date|date registered"),
}  # fmt: skip
_SCHEMA: Final = re.compile(r"(form|means|sector)_[a-z_]+")
_SEXES: Final = frozenset(
    ("f", "m", "w", "male", "female", "woman", "man", "women", "men", "femme", "homme", "feminin",
     "masculin", "hombre", "mujer", "femenino", "masculino", "girl", "boy", "fille", "garcon",
     "nina", "nino")
)  # fmt: skip
_NOTHING: Final = frozenset(("", "-", "na", "n/a", "nan", "none", "null", "unknown", "<na>", "-99"))


@lru_cache(maxsize=4096)
def fold(heading: str) -> str:
    """A heading in lower case, without accents, its words apart.

    Args:
        heading: As it stands.

    Example:
        >>> fold("isForcedLabour"), fold("Prénom(s)")
        ('is forced labour', 'prenom s')
    """
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", heading[:200])
    plain = unicodedata.normalize("NFKD", apart).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", " ", plain.lower()).strip()


@lru_cache(maxsize=4096)
def classify(heading: str) -> str:
    """What a column is by its heading.

    Args:
        heading: As it stands.

    Returns:
        identity, name, birth, id, count, or the group of an attribute; empty for anything else.

    Example:
        >>> [classify(h) for h in ("Prénom", "Case ID", "gender", "persons", "country")]
        ['identity', 'id', 'sex', 'count', '']
    """
    text = fold(heading)
    if _BIRTH.fullmatch(text) and not _NO_DATE.fullmatch(text):
        return "birth"
    for kind, pattern in (("identity", _IDENTITY), ("name", _NAME), ("id", _ID)):
        if pattern.fullmatch(text):
            return kind
    for group, pattern in _GROUPS.items():
        if pattern.fullmatch(text):
            return group
    return "count" if _COUNT.fullmatch(text) else ""


def is_schema(heading: str) -> bool:
    """Whether a heading is one of the flags of a canonical table of cases."""
    return bool(_SCHEMA.fullmatch(heading))


def is_nothing(cell: str) -> bool:
    """Whether a cell says nothing."""
    return cell.strip().lower() in _NOTHING


def is_sex(cell: str) -> bool:
    """Whether a cell is a word for a sex."""
    return fold(cell) in _SEXES

"""``read``: any file that we know, into canonical tables with provenance and ledger."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from helpers.errors import CaselightError
from helpers.sources.described import check_description
from helpers.sources.keep import FOLDER, keep_reading, recall_reading
from helpers.sources.kinds.encoding import WORDS
from helpers.sources.kinds.formulas import count_formulas
from helpers.sources.layouts import Layout, all_layouts, find_layout
from helpers.sources.peek import Peek, peek
from helpers.sources.reading import Reading
from helpers.sources.stamps import recall_digests, recall_parts, take_digests
from helpers.tables.schemas import SCHEMAS, check_table, make_empty


def read(path: Path | str) -> Reading:
    """Read a file whose layout is known, whatever its name.

    An unchanged file is read once: the tables are kept beside it, for this reader only.

    Args:
        path: A publisher's file, an organisation's case file with its mapping, or the mapping.

    Returns:
        Canonical tables, provenance with the file's sha256, and the data-quality ledger.

    Raises:
        CaselightError: The file is damaged, has no layout that we know, or breaks its rules.
    """
    path = Path(path)
    folder = path.parent / FOLDER
    parts = recall_parts(path, folder)
    # A file left alone is not opened: even a first look at a workbook unpacks all of it.
    if parts is not None and (known := recall_digests((path, *parts), folder)):
        kept = recall_reading(path, known)
        if kept is not None:
            return kept
    return _read_anew(path, folder)


def _read_anew(path: Path, folder: Path) -> Reading:
    look = peek(path)
    layout = require_layout(look)
    files = (path, *layout.parts(look))
    was_kept = folder.is_dir()
    known = recall_digests(files, folder)
    with ThreadPoolExecutor(2) as pool:
        # The checks of tables take a while to load, and are wanted only after the reading.
        pool.submit(check_table, "population", make_empty("population"), "")
        # A file that was never kept is hashed while it is read.
        taken = pool.submit(take_digests, files, folder) if known is None else None
        if taken is not None and was_kept:
            known = taken.result()
        kept = recall_reading(path, known) if known else None
        if kept is not None:
            return kept
        described = [file for file in files if check_description(file)]
        found = layout.read(look)
        digest = known or (taken.result() if taken else "")
    for name, table in found.tables.items():
        if name in SCHEMAS:
            check_table(name, table, path.name)
    reading = replace(
        found,
        provenance=replace(found.provenance, sha256=digest),
        notes=(*found.notes, *_notes_on_file(look), *map(_note_described, described)),
    )
    keep_reading(path, digest, reading)
    return reading


def require_layout(look: Peek) -> Layout:
    """The layout of a file.

    Args:
        look: The first look at it.

    Raises:
        CaselightError: It has none that we know.
    """
    layout = find_layout(look)
    if layout is None:
        known = "; ".join(layout.title for layout in all_layouts())
        raise CaselightError(
            "A file has the columns of a layout that Caselight knows, or a mapping file beside it.",
            f"{look.path.name}: a {look.kind} file with other columns",
            "For your own case file type 'caselight inspect FILE --draft-mapping'. "
            f"Known are: {known}.",
        )
    return layout


def _note_described(path: Path) -> str:
    return f"{path.name} was held against the datapackage.json beside it and fits."


def _notes_on_file(look: Peek) -> list[str]:
    """What a reader should know of how the file is written."""
    notes = []
    if look.dialect is not None and look.dialect.guessed:
        name = WORDS[look.dialect.encoding]
        notes.append(
            f"The text is not UTF-8 and names no encoding; it was read as {name}. Look whether "
            "accented letters are right."
        )
    formulas = count_formulas(look.path).cells if look.kind == "workbook" else 0
    if formulas:
        notes.append(f"{formulas:,} cells hold formulas; the values last computed were read.")
    return notes

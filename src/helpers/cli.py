"""The command line: ``caselight run``, ``audit``, ``check``, ``inspect``, ``refresh``, ``sources``.

Exit status: 0 done; 1 done, with findings or failed reports; 2 the request cannot be met.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from helpers import __version__
from helpers.errors import CaselightError

if TYPE_CHECKING:
    from helpers.batch.runs import Run

DONE, FAILED_REPORTS, FOUND, WRONG_REQUEST, INTERRUPTED = 0, 1, 1, 2, 130

_EXAMPLES = """examples:
  caselight run                                  every report of reports.toml, into site/
  caselight run --only prosecution_trends/PHL    one report
  caselight run --output /srv/reports --jobs 4
  caselight audit site                           what a site gives away, read as an attacker does
  caselight audit site --against site-october    together with what an earlier release told
  caselight refresh --from raw                   derive the shipped figures again
  caselight inspect data/raw/FILE                what a file is, and what is wrong with it
  caselight inspect NEW --against OLD            what a new edition changed
  caselight inspect FILE --period 2022-Q3        the quarter of a file that does not say it
  caselight inspect FILE --draft-mapping         a first mapping of your own case file
  caselight check site                           is anything in it that must not leave?
  caselight sources                              what ships, with editions and citations
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: Words after the command's name; those of the process when None.

    Returns:
        The exit status.
    """
    asked = _parser().parse_args(arguments)
    try:
        with _stoppable():
            status = int(asked.act(asked))
            sys.stdout.flush()
            return status
    except CaselightError as error:
        print(f"caselight: {error}", file=sys.stderr)
    except BrokenPipeError:  # whoever read the output has left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        # A full disk or a lost folder is nothing that a traceback explains.
        rule = "Caselight reads and writes files on this machine."
        found = error.strerror or type(error).__name__
        problem = CaselightError(rule, found, "Make room, or mend the rights, and start again.")
        print(f"caselight: {problem}", file=sys.stderr)
    except KeyboardInterrupt:
        print("caselight: interrupted; nothing was published", file=sys.stderr)
        return INTERRUPTED
    return WRONG_REQUEST


@contextmanager
def _stoppable() -> Iterator[None]:
    """Take a request to end (systemd's, a closed terminal's) as Ctrl-C is taken: clean up first."""
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    before = {number: signal.getsignal(number) for number in numbers}
    before = {n: handler for n, handler in before.items() if handler is signal.SIG_DFL}
    for number in before:  # what is ignored already stays ignored: nohup
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="caselight",
        description="Figures on trafficking in persons that can be defended and safely shared.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"caselight {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="make the reports of a manifest and publish them")
    run.add_argument("--manifest", type=Path, default=Path("reports.toml"), metavar="FILE")
    run.add_argument("--output", type=Path, metavar="FOLDER", help="instead of the manifest's")
    run.add_argument("--jobs", type=_positive, metavar="N", help="reports at a time (all cores)")
    run.add_argument("--only", nargs="+", default=[], metavar="QUESTION[/COUNTRY]")
    run.add_argument("--json", action="store_true", help="print a summary for a scheduler")
    trust = "run notebooks outside of the manifest's folder"
    run.add_argument("--trust-notebooks", action="store_true", help=trust)
    run.add_argument(
        "--first-release",
        action="store_true",
        help="say that nothing was published of your file before",
    )
    run.set_defaults(act=_run)
    audit = commands.add_parser("audit", help="attack a site: what can be worked out from it")
    audit.add_argument("site", type=Path, metavar="SITE")
    audit.add_argument("--against", type=Path, nargs="+", default=[], metavar="EARLIER_SITE")
    audit.add_argument("--witnesses", type=Path, metavar="FOLDER", help="private proofs of a run")
    audit.add_argument("--seconds", type=_positive, default=600, metavar="N", help="time (600)")
    audit.add_argument("--json", action="store_true", help="for a scheduler")
    audit.set_defaults(act=_audit)
    refresh = commands.add_parser("refresh", help="derive the shipped figures from raw files")
    refresh.add_argument("--from", dest="raw", type=Path, required=True, metavar="DIR")
    refresh.add_argument("--to", dest="out", type=Path, metavar="DIR")
    refresh.set_defaults(act=_refresh)
    inspect = commands.add_parser("inspect", help="say what a file is, and what is wrong with it")
    inspect.add_argument("file", type=Path, metavar="FILE")
    inspect.add_argument("--against", type=Path, metavar="OLD", help="an earlier edition of it")
    inspect.add_argument("--draft-mapping", action="store_true", help="for your own case file")
    inspect.add_argument("--period", default="", metavar="2022-Q3", help="a quarter it lacks")
    inspect.add_argument("--json", action="store_true", help="for a program")
    inspect.set_defaults(act=_inspect)
    check = commands.add_parser("check", help="look for what must not leave in files and folders")
    check.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    check.add_argument("--canary", type=Path, metavar="FILE", help="planted values, one a line")
    check.add_argument("--json", action="store_true", help="for a program")
    check.set_defaults(act=_check)
    sources = commands.add_parser("sources", help="list the shipped figures and their sources")
    sources.set_defaults(act=_sources)
    return parser


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError("a whole number from 1")
    return number


def _run(asked: argparse.Namespace) -> int:
    # Imported here so that --help and --version load neither papermill nor pandas.
    from helpers.running import Asked, run_manifest

    wanted = Asked(
        asked.manifest,
        asked.only,
        asked.output,
        asked.jobs,
        asked.first_release,
        asked.trust_notebooks,
    )
    return _tell(*run_manifest(wanted), asked.json)


def _tell(runs: list[Run], output: Path, as_json: bool) -> int:
    failed = {run.report: run.trouble for run in runs if not run.is_done}
    for run in runs:
        if run.unsafe:  # it was told as done while it ran
            print(f"caselight: {run.report} {run.trouble}", file=sys.stderr)
    if as_json:
        left_out = {run.report: list(run.left_out) for run in runs if run.left_out}
        summary = {"reports": len(runs), "failed": failed, "left_out": left_out}
        print(json.dumps(summary | {"site": str(output)}))
    else:
        print(f"{len(runs) - len(failed)} of {len(runs)} reports are in {output}/index.html")
    return FAILED_REPORTS if failed else DONE


def _audit(asked: argparse.Namespace) -> int:
    from helpers.audit.site import audit_site, to_json, to_lines

    found = audit_site(asked.site, asked.against, witnesses=asked.witnesses, seconds=asked.seconds)
    if asked.json:
        print(json.dumps(to_json(found), ensure_ascii=False))
    else:
        print("\n".join(to_lines(found)))
    return DONE if found.is_clean else FOUND


def _refresh(asked: argparse.Namespace) -> int:
    from helpers.refresh import refresh
    from helpers.sources.reference import reference_folder

    for line in refresh(asked.raw, asked.out or reference_folder()):
        print(line)
    return DONE


def _inspect(asked: argparse.Namespace) -> int:
    from helpers.sources.inspect import inspect_file

    if asked.draft_mapping:
        from helpers.sources.own.draft import draft_mapping

        print(draft_mapping(asked.file), end="")
        return DONE
    found = inspect_file(asked.file, asked.period)
    if asked.against:
        from helpers.sources.editions import compare_editions

        old = inspect_file(asked.against, asked.period)
        changes = compare_editions(found.reading, old.reading)
        print("\n".join(changes.to_lines()))
    elif asked.json:
        print(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    else:
        print("\n".join(found.to_lines()))
    return DONE


def _check(asked: argparse.Namespace) -> int:
    from helpers.scan.command import run_check

    return FAILED_REPORTS if run_check(asked.paths, asked.canary, asked.json) else DONE


def _sources(asked: argparse.Namespace) -> int:
    from helpers.sources.reference import read_descriptor, reference_folder

    for resource in read_descriptor(reference_folder())["resources"]:
        print(f"{resource['name']}: {resource['title']}")
        print(f"  {resource['publisher']}, edition {resource['edition']}")
        print(f"  {resource['citation']}")
    return DONE

"""What a person, or a log, sees while reports run."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self, TextIO

from helpers.batch.runs import Run


class Lines:
    """One plain line a report: for logs, and where standard error is no terminal.

    Args:
        total: How many reports there are.
        stream: Where to write.
    """

    def __init__(self, total: int, stream: TextIO) -> None:
        self._total, self._stream, self._count = total, stream, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        return None

    def say(self, text: str) -> None:
        """Say what is done now.

        Args:
            text: A line.
        """
        print(text, file=self._stream, flush=True)

    def show(self, run: Run) -> None:
        """Say that a report has ended.

        Args:
            run: What came of it.
        """
        self._count += 1
        words = [f"{run.seconds:.1f} s" if run.is_done else run.trouble, run.remark]
        said = "; ".join(filter(None, words))
        line = f"[{self._count}/{self._total}] {run.status} {run.report}: {said}"
        print(line, file=self._stream, flush=True)


class Bar(Lines):
    """A bar with the time left: for a terminal. Failures stay readable above it.

    Args:
        total: How many reports there are.
        stream: Where to write; a terminal.
    """

    def __init__(self, total: int, stream: TextIO) -> None:
        super().__init__(total, stream)
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeRemainingColumn as TimeLeft

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeLeft())
        self._bar = Progress(*columns, console=Console(file=stream), transient=True)
        self._task = self._bar.add_task("Making reports", total=total)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def say(self, text: str) -> None:
        """Say what is done now, beside the bar.

        Args:
            text: A line.
        """
        self._bar.update(self._task, description=text)

    def show(self, run: Run) -> None:
        """Move the bar, and name a report that failed or lacks something.

        Args:
            run: What came of it.
        """
        self._bar.update(self._task, advance=1, description=run.report)
        if said := "; ".join(filter(None, (run.trouble, run.remark))):
            self._bar.print(f"{run.report}: {said}", markup=False, highlight=False)


def start_progress(total: int, stream: TextIO | None = None) -> Lines:
    """A bar on a terminal, plain lines elsewhere.

    Args:
        total: How many reports there are.
        stream: Where to write; standard error by default.
    """
    out = sys.stderr if stream is None else stream
    return Bar(total, out) if out.isatty() else Lines(total, out)

"""Where kernels live during a run: settings, runtime files and working folders in one place.

A report must not depend on the IPython profile, history or Jupyter settings of its runner, must
leave nothing behind in them, and must not ask a network for anything.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import helpers

PRIVATE: Final = "private"
"""Folder of a run for what nobody else may read: the counts that its reports ask for."""

_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ARROW_IO_THREADS")
_NOWHERE: Final = "http://127.0.0.1:9"

# Read by IPython as its configuration, before the first cell. An audit hook cannot be taken out
# again, so a notebook cannot reach a network through Python's own sockets by accident.
_CONFIGURATION: Final = """
import sys

_EVENTS = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0}

def _stay_offline(event, args):
    if event in _EVENTS:
        address = args[_EVENTS[event]]
        host = address[0] if isinstance(address, tuple) else address
        if isinstance(address, tuple) or event == "socket.getaddrinfo":
            if host not in (None, "", "localhost", "127.0.0.1", "::1", b"localhost", b"127.0.0.1"):
                raise PermissionError("Reports are made without a network.")

sys.addaudithook(_stay_offline)
c = get_config()
c.HistoryManager.enabled = False
c.HistoryAccessor.enabled = False
"""


def make_home(scratch: Path) -> None:
    """Lay out the folders that kernels use.

    Args:
        scratch: An empty folder that is removed after the run.
    """
    profile = scratch / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_kernel_config.py").write_text(_CONFIGURATION, encoding="utf-8")
    for name in ("runtime", "settings", "data", "work", "runs", "temporary"):
        (scratch / name).mkdir()
    (scratch / PRIVATE).mkdir()
    for name in ("runtime", PRIVATE):
        (scratch / name).chmod(0o700)


def kernel_environment(scratch: Path) -> dict[str, str]:
    """Environment variables for kernels, to lay over those of the run.

    Args:
        scratch: What ``make_home`` has laid out.
    """
    ours = str(Path(helpers.__file__).parent.parent)
    others = [p for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p]
    return {
        **dict.fromkeys(_THREADS, "1"),
        **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), _NOWHERE),
        # Absolute, since kernels start in a folder of their own; first, since another distribution
        # has a package called helpers as well.
        "PYTHONPATH": os.pathsep.join([ours, *map(os.path.abspath, others)]),
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
        "JUPYTER_CONFIG_DIR": str(scratch / "settings"),
        "JUPYTER_DATA_DIR": str(scratch / "data"),
        "TMPDIR": str(scratch / "temporary"),  # connection files too, with the kernels' keys
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_PATH": "",
    }

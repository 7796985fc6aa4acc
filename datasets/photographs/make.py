#!/usr/bin/env python3
"""Copy the two photographs from the Python package that they come in.

    pip download --no-deps scikit-learn==1.9.1 && unzip scikit_learn-*.whl && python3 make.py .

Copies china.jpg and flower.jpg unchanged and writes SHA256SUMS beside this script. Needs nothing but Python 3.
"""

import hashlib
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    lines = []
    for name in ("china.jpg", "flower.jpg"):
        shutil.copyfile(Path(sys.argv[1]) / "sklearn" / "datasets" / "images" / name, HERE / name)
        lines.append(f"{hashlib.sha256((HERE / name).read_bytes()).hexdigest()}  {name}\n")
    (HERE / "SHA256SUMS").write_text("".join(lines))


if __name__ == "__main__":
    main()

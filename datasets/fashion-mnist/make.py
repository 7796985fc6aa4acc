#!/usr/bin/env python3
"""Cut the subset of Fashion-MNIST that lies in this folder.

    python3 make.py DIR

DIR holds the four files of the full set (`./lungo data fetch fashion-mnist`). From each part an
equal number of images a class is drawn, seeded; they keep the order that they have in the full set.
Writes the four IDX files and SHA256SUMS beside this script. Needs nothing but Python 3.
"""

import gzip
import hashlib
import random
import struct
import sys
from pathlib import Path

SEED = 2017
PER_CLASS = {"train": 1000, "t10k": 200}
CLASSES = 10
HERE = Path(__file__).resolve().parent


def read(path: Path, dimensions: int) -> tuple[tuple[int, ...], bytes]:
    data = gzip.decompress(path.read_bytes())
    magic = 0x0800 | dimensions
    if struct.unpack_from(">I", data)[0] != magic:
        sys.exit(f"{path}: not an IDX file of bytes with {dimensions} dimensions")
    shape = struct.unpack_from(f">{dimensions}I", data, 4)
    return shape, data[4 + 4 * dimensions :]


def write(path: Path, shape: tuple[int, ...], values: bytes) -> None:
    header = struct.pack(f">{1 + len(shape)}I", 0x0800 | len(shape), *shape)
    # No name and no time in the header: the same bytes each time.
    path.write_bytes(gzip.compress(header + values, compresslevel=9, mtime=0))


def cut(full: Path, part: str) -> None:
    (count, rows, columns), pixels = read(full / f"{part}-images-idx3-ubyte.gz", 3)
    (labelled,), labels = read(full / f"{part}-labels-idx1-ubyte.gz", 1)
    if count != labelled:
        sys.exit(f"{part}: {count} images but {labelled} labels")
    rng = random.Random(f"{SEED} {part}")
    chosen: list[int] = []
    for label in range(CLASSES):
        chosen += rng.sample([i for i in range(count) if labels[i] == label], PER_CLASS[part])
    chosen.sort()
    size = rows * columns
    picked = b"".join(pixels[i * size : (i + 1) * size] for i in chosen)
    write(HERE / f"{part}-images-idx3-ubyte.gz", (len(chosen), rows, columns), picked)
    write(HERE / f"{part}-labels-idx1-ubyte.gz", (len(chosen),), bytes(labels[i] for i in chosen))


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for part in PER_CLASS:
        cut(Path(sys.argv[1]), part)
    files = sorted([*HERE.glob("*-ubyte.gz"), HERE / "labels.txt"])
    sums = [f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.name}\n" for f in files]
    (HERE / "SHA256SUMS").write_text("".join(sums))


if __name__ == "__main__":
    main()

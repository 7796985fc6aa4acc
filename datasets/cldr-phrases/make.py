#!/usr/bin/env python3
"""Make en.txt, fr.txt and zh.txt from the npm package they come in.

    npm pack cldr-annotations-full@48.2.0 && tar xzf cldr-annotations-full-48.2.0.tgz && python3 make.py package

Takes the name ("tts") of each character that has one in all three languages, a line each, in the
package's order; nothing is changed. Writes the files and SHA256SUMS beside this script. Needs
nothing but Python 3.
"""

import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LANGUAGES = ["en", "fr", "zh"]


def names(package: Path, language: str) -> dict:
    file = package / "annotations" / language / "annotations.json"
    entries = json.loads(file.read_text(encoding="utf-8"))["annotations"]["annotations"]
    return {character: entry["tts"][0] for character, entry in entries.items() if "tts" in entry}


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    tables = [names(Path(sys.argv[1]), language) for language in LANGUAGES]
    characters = [c for c in tables[0] if all(c in table for table in tables)]
    sums = []
    for language, table in zip(LANGUAGES, tables):
        text = "".join(table[c] + "\n" for c in characters).encode("utf-8")
        (HERE / f"{language}.txt").write_bytes(text)
        sums.append(f"{hashlib.sha256(text).hexdigest()}  {language}.txt\n")
    (HERE / "SHA256SUMS").write_text("".join(sums))


if __name__ == "__main__":
    main()

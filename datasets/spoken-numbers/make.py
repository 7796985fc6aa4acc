#!/usr/bin/env python3
"""Make the folders en, es, fr, it and ru from the Debian packages they come in.

    apt-get download asterisk-core-sounds-{en,es,fr,it,ru}-wav
    for p in asterisk-core-sounds-*.deb; do dpkg-deb -x "$p" unpacked; done
    python3 make.py unpacked

Takes the numbers 0 to 20 and the tens to 90 of each language; no byte is changed. Writes the files,
LICENSE and SHA256SUMS beside this script. Needs nothing but Python 3.
"""

import hashlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDERS = {
    "en": "en_US_f_Allison",
    "es": "es_MX_f_Allison",
    "fr": "fr_CA_f_June",
    "it": "it_IT_m_Carlo",
    "ru": "ru_RU_f_IvrvoiceRU",
}
NUMBERS = [*range(21), *range(30, 100, 10)]


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    unpacked = Path(sys.argv[1])
    sums = []
    for language, folder in FOLDERS.items():
        (HERE / language).mkdir(exist_ok=True)
        for number in NUMBERS:
            sound = unpacked / "usr/share/asterisk/sounds" / folder / "digits" / f"{number}.wav"
            name = f"{language}/{number}.wav"
            (HERE / name).write_bytes(sound.read_bytes())
            sums.append(f"{hashlib.sha256(sound.read_bytes()).hexdigest()}  {name}\n")
    notice = unpacked / "usr/share/doc/asterisk-core-sounds-en-wav/copyright"
    (HERE / "LICENSE").write_bytes(notice.read_bytes())
    (HERE / "SHA256SUMS").write_text("".join(sums))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Make the spoken words of this folder with eSpeak NG.

    apt-get install espeak-ng=1.51+dfsg-10+deb12u2 python3-scipy && python3 make.py

Each of 60 voices (a variant of eSpeak NG with an accent, a pitch and a speed that follow from its
number) says ten words. Silence at both ends is cut off, 22,050 Hz become 8,000 Hz, 16 bits become the 8
of G.711 (mu-law). Writes WORD/VOICE.wav, the lists of voices that are held out, and SHA256SUMS
beside this script.
"""

import hashlib
import io
import shutil
import struct
import subprocess
import wave
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

HERE = Path(__file__).resolve().parent
WORDS = "zero one two three four five six seven eight nine".split()
ACCENTS = ["en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan", "en-029"]
VOICES = """
    Alex Alicia Andrea Andy Annie Denis Diogo Gene Gene2 Henrique Hugo Jacky Lee Marco Mario Michael
    Mike Mr Nguyen Storm Tweaky adam anika antonio aunty belinda benjamin boris caleb david ed edward
    edward2 f1 f2 f3 f4 f5 grandma grandpa gustave iven iven2 iven3 iven4 john kaukovalta linda m1 m2
    m3 m4 m5 m6 m7 m8 marcelo max michel miguel
""".split()
RATE = 8000
QUIET = 0.02


def speak(word: str, voice: str, number: int) -> np.ndarray:
    """The word in [-1, 1] at 8,000 Hz."""
    accent = ACCENTS[number % len(ACCENTS)]
    pitch = 25 + 7 * (number * 5 % 9)
    speed = 125 + 9 * (number * 7 % 8)
    command = ["espeak-ng", "-v", f"{accent}+{voice}", "-p", str(pitch), "-s", str(speed), "--stdout", word]
    made = subprocess.run(command, check=True, capture_output=True).stdout
    # The length in the header is that of a stream without end.
    with wave.open(io.BytesIO(made)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 22050)
    values = np.frombuffer(made[44 : 44 + (len(made) - 44) // 2 * 2], "<i2") / 32768
    values = resample_poly(values, 160, 441)
    values = 0.7 * values / np.abs(values).max()
    heard = np.flatnonzero(np.abs(values) > QUIET)
    return values[max(0, heard[0] - RATE // 50) : heard[-1] + RATE // 50]


def mu_law(values: np.ndarray) -> bytes:
    """ITU-T G.711: sign, three bits of exponent, four of mantissa, all turned over."""
    linear = np.round(values * 32768).astype(np.int64)
    size = np.minimum(np.abs(linear), 32635) + 132
    exponent = np.floor(np.log2(size)).astype(np.int64) - 7
    mantissa = (size >> (exponent + 3)) & 15
    code = ~(np.where(linear < 0, 128, 0) | (exponent << 4) | mantissa) & 255
    return code.astype(np.uint8).tobytes()


def wav(data: bytes) -> bytes:
    form = struct.pack("<HHIIHHH", 7, 1, RATE, RATE, 1, 8, 0)
    chunks = b"fmt " + struct.pack("<I", len(form)) + form
    chunks += b"data" + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def main() -> None:
    sums = []
    lists = {"testing_list.txt": [], "validation_list.txt": []}
    for word in WORDS:
        shutil.rmtree(HERE / word, ignore_errors=True)
        (HERE / word).mkdir()
        for number, voice in enumerate(VOICES):
            name = f"{word}/{voice.lower()}.wav"
            content = wav(mu_law(speak(word, voice, number)))
            (HERE / name).write_bytes(content)
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
            if number % 5 == 4:
                lists["testing_list.txt"].append(name + "\n")
            elif number % 10 == 2:
                lists["validation_list.txt"].append(name + "\n")
    for name, lines in lists.items():
        content = "".join(lines).encode()
        (HERE / name).write_bytes(content)
        sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
    (HERE / "SHA256SUMS").write_text("".join(sums))


if __name__ == "__main__":
    main()

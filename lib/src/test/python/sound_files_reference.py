#!/usr/bin/env python3
"""Make the FLAC and Ogg Vorbis files that SoundFilesTest reads, and what libsndfile makes of them as WAV.

    pip install soundfile numpy && python3 sound_files_reference.py

The speech is of datasets/spoken-words (Apache-2.0). Writes src/test/resources/lungo/audio/files.
"""

from pathlib import Path

import numpy as np
import soundfile

OUT = Path(__file__).resolve().parent.parent / "resources" / "lungo" / "audio" / "files"
WORDS = Path(__file__).resolve().parents[4] / "datasets" / "spoken-words"
CASES = {8: "PCM_S8", 16: "PCM_16", 24: "PCM_24"}


def word(name: str) -> np.ndarray:
    values, _ = soundfile.read(WORDS / f"{name}.wav", dtype="int16")
    return values[:3301]


def flac(name: str, values: np.ndarray, rate: int, bits: int) -> None:
    """Values are whole numbers of so many bits."""
    high = values.astype(np.int64) << (32 - bits)
    high = high.astype(np.int32)
    soundfile.write(OUT / f"{name}.flac", high, rate, subtype=CASES[bits])
    back, _ = soundfile.read(OUT / f"{name}.flac", dtype="int32")
    assert (back == high).all()
    soundfile.write(OUT / f"{name}.flac.wav", high, rate, subtype="PCM_U8" if bits == 8 else CASES[bits])


def vorbis(name: str, values: np.ndarray, rate: int) -> None:
    soundfile.write(OUT / f"{name}.ogg", values, rate, format="OGG", subtype="VORBIS")
    decoded, _ = soundfile.read(OUT / f"{name}.ogg", dtype="float32")
    soundfile.write(OUT / f"{name}.ogg.wav", decoded, rate, subtype="FLOAT")


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(1)
    seven, five = word("seven/adam"), word("five/alex")
    flac("mono-16", seven, 8000, 16)
    flac("mono-8", seven[:3000] >> 8, 11_025, 8)
    two = np.stack([seven[:3000], seven[:3000] // 2 + five[:3000] // 4], axis=1)
    flac("stereo-24", two.astype(np.int32) * 256 + random.integers(-128, 128, two.shape), 44_100, 24)
    flac("wasted-24", two.astype(np.int32) * 256, 48_000, 24)
    still = np.stack([np.full(900, -3), random.integers(-32_768, 32_768, 900)], axis=1)
    flac("constant-and-noise-16", still, 16_000, 16)
    vorbis("mono", seven, 8000)
    vorbis("stereo", two, 22_050)
    soundfile.write(OUT / "opus.ogg", seven, 8000, format="OGG", subtype="OPUS")


if __name__ == "__main__":
    main()

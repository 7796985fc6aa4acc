"""Reference values for AudioTest, from torchaudio and Python's audioop.

    pip install torch==2.7.1 torchaudio==2.7.1 && python audio_reference.py

The sound follows from a formula that the test knows too. Writes
src/test/resources/lungo/audio/features.json.
"""

import audioop  # up to Python 3.12
import json
import struct
from collections.abc import Callable
from pathlib import Path

import torch
import torchaudio
from resnet_reference import uniform
from torchaudio import functional, transforms

RESOURCES = Path(__file__).resolve().parent.parent / "resources" / "lungo" / "audio"
RATE = 8000


def sound() -> torch.Tensor:
    """A rising tone with some noise, 1,000 values."""
    t = torch.arange(1000, dtype=torch.float64) / RATE
    tone = 0.5 * torch.sin(2 * torch.pi * (300 * t + 6000 * t * t))
    return (tone + 0.05 * uniform(1000, 5).double()).float()


def rounded(values: torch.Tensor) -> list:
    return [float(f"{v:.7g}") for v in values.flatten().tolist()]


def mel(**options) -> torch.nn.Module:
    return transforms.MelSpectrogram(
        RATE, n_fft=256, win_length=200, hop_length=80, n_mels=20, **options
    )


def mfcc(scale: str, norm: str | None) -> torch.nn.Module:
    options = {"n_fft": 256, "win_length": 200, "hop_length": 80, "n_mels": 20}
    options |= {"mel_scale": scale, "norm": norm, "f_min": 60.0, "f_max": 3800.0}
    return transforms.MFCC(RATE, n_mfcc=12, melkwargs=options)


def g711(decode: Callable) -> list:
    """What each of the 256 codes stands for."""
    return list(struct.unpack("<256h", decode(bytes(range(256)), 2)))


def main() -> None:
    assert torchaudio.__version__.startswith("2.7.1")
    x = sound()
    power = transforms.Spectrogram(n_fft=256, win_length=200, hop_length=80)
    plain = mel()(x)
    made = {
        "power": rounded(power(x)),
        "mel": rounded(plain),
        "mel_slaney": rounded(mel(mel_scale="slaney", norm="slaney", f_min=60.0)(x)),
        "log_mel": rounded(torch.log(plain + 1e-6)),
        "decibels": rounded(transforms.AmplitudeToDB("power", 80.0)(plain[None])),
        "mfcc": rounded(mfcc("htk", None)(x)),
        "mfcc_slaney": rounded(mfcc("slaney", "slaney")(x)),
        "up": rounded(functional.resample(x[:200], 8000, 11025)),
        "down": rounded(functional.resample(x[:400], 8000, 5000)),
        "mu_law": g711(audioop.ulaw2lin),
        "a_law": g711(audioop.alaw2lin),
    }
    RESOURCES.mkdir(parents=True, exist_ok=True)
    (RESOURCES / "features.json").write_text(json.dumps(made, indent=0) + "\n")


if __name__ == "__main__":
    main()

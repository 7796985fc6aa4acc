"""The case of pictures of lungo.bench in torchvision: reads a number of epochs from a line, goes
through the folder so often with as many worker processes as it was told, and answers "ms" and the
processor time that a picture took, of all these processes together."""

import multiprocessing
import os
import sys

import torch
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import ImageFolder


def processor_seconds():
    """Of this process and of those that it started."""
    seconds = sum(os.times()[:4])
    for child in multiprocessing.active_children():
        with open(f"/proc/{child.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


def main(folder, size, batch, workers):
    torch.set_num_threads(1)
    torch.manual_seed(1)
    change = transforms.Compose(
        [
            transforms.RandomResizedCrop(size),
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ]
    )
    pictures = ImageFolder(folder, change)
    loader = DataLoader(
        pictures, batch, shuffle=True, drop_last=True, num_workers=workers, persistent_workers=True
    )
    for line in sys.stdin:
        began = processor_seconds()
        seen = 0
        for _ in range(int(line)):
            for inputs, _ in loader:
                seen += len(inputs)
        print(f"ms {1e3 * (processor_seconds() - began) / seen:.6f}", flush=True)


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))

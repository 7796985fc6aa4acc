#!/usr/bin/env python3
"""Writes lib/src/test/resources/lungo/weights/bfloat16.json: floats' bits, PyTorch's bfloat16 and float16.

Needs torch. Usage: python lib/src/test/python/bfloat16_reference.py
"""
import json
import pathlib

import torch

generator = torch.Generator().manual_seed(0)
bits = torch.randint(-(2**31), 2**31, (200,), generator=generator, dtype=torch.int64).to(torch.int32)
# Half-way between two bfloat16, with an even and an odd one below, both signs, and the largest float.
ties = [0x3F808000, 0x3F818000, 0xBF808000 - 2**32, 0xBF818000 - 2**32, 0x3F808001, 0x7F7FFFFF]
special = [0, -(2**31), 0x7F800000, 0xFF800000 - 2**32, 1, 0x00008000]
bits = torch.cat([bits, torch.tensor(ties + special, dtype=torch.int32)])
# Of the sizes that float16 has: its steps, halves of steps, and what lies below its smallest normal number.
scaled = torch.randn(200, generator=generator) * 10 ** torch.randint(-8, 4, (200,), generator=generator)
steps = torch.randint(-40, 41, (60,), generator=generator) * 2.0**-25
halves = 1 + torch.arange(-6, 7) * 2.0**-12
bits = torch.cat([bits, *(x.view(torch.int32) for x in (scaled, steps, halves))])
bits = bits[~bits.view(torch.float32).isnan()]
rounded = bits.view(torch.float32).to(torch.bfloat16).view(torch.int16)
out = pathlib.Path(__file__).resolve().parents[1] / "resources/lungo/weights/bfloat16.json"
halves = bits.view(torch.float32).to(torch.float16).view(torch.int16)
out.write_text(json.dumps({"floats": bits.tolist(), "bfloat16": rounded.tolist(), "float16": halves.tolist()}) + "\n")

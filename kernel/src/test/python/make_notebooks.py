"""Writes the notebooks that NotebookFileTest reads, with nbformat itself.

    pip install nbformat && python make_notebooks.py ../resources/lungo/kernel/notebook
"""

import pathlib
import sys

import nbformat
from nbformat import v4

out = pathlib.Path(sys.argv[1])

jupyter = v4.new_notebook(
    metadata={
        "kernelspec": {"display_name": "Java (Lungo)", "language": "java", "name": "java"},
        "zoom": {"z": 1, "a": [1.0, 1e-05, None, True]},
    },
    cells=[
        v4.new_markdown_cell("# Title\n\nTwo ünïcode lines & <b>bold</b>", id="prose"),
        v4.new_code_cell("", id="empty"),
        v4.new_code_cell(
            'var x = 1;\nSystem.out.println("\\t</script> \u2028");\n',
            id="code",
            execution_count=3,
            metadata={"tags": ["parameters"], "collapsed": False},
            outputs=[
                v4.new_output("stream", name="stdout", text="10%\r20%\r\nend"),
                v4.new_output(
                    "display_data",
                    {"text/plain": "one\ntwo", "image/png": "iVBORw0KGgo=", "application/json": {"b": 1, "a": ["x"]}},
                    metadata={"image/png": {"width": 2}},
                ),
                v4.new_output("execute_result", {"text/plain": "1"}, execution_count=3),
                v4.new_output("error", ename="E", evalue="v", traceback=["\u001b[31mE\u001b[0m"]),
            ],
        ),
        v4.new_raw_cell("raw", id="raw"),
    ],
)
nbformat.write(jupyter, out / "jupyter.ipynb")

old = v4.new_notebook(cells=[v4.new_markdown_cell("same"), v4.new_markdown_cell("same"), v4.new_code_cell("1")])
for cell in old.cells:
    del cell["id"]
old.nbformat_minor = 4
nbformat.write(old, out / "format44.ipynb")

"""Checks an executed notebook: valid by nbformat's schema, every cell ran, none failed.

usage: check_executed.py NOTEBOOK.ipynb [LEAST_PNG_IMAGES]
"""
import sys

import nbformat

path = sys.argv[1]
least = int(sys.argv[2]) if len(sys.argv) > 2 else 1
notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
nbformat.validate(notebook)

code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
counts = [cell.execution_count for cell in code]
assert counts == list(range(1, len(code) + 1)), f"{path}: executed as {counts}"
outputs = [output for cell in code for output in cell.outputs]
errors = [f"{o.ename}: {o.evalue}" for o in outputs if o.output_type == "error"]
assert not errors, f"{path}: {errors}"
images = sum("image/png" in output.get("data", {}) for output in outputs)
assert images >= least, f"{path}: {images} PNG images, expected at least {least}"
print(f"{path}: valid nbformat {notebook.nbformat}.{notebook.nbformat_minor}, "
      f"{len(code)} cells executed, {images} PNG images, no error")

/**
 * Notebook files: .ipynb as records, read and written as Jupyter does, run without Jupyter,
 * exported to one HTML page. Uses the interpreter; knows nothing of Jupyter's messages, of sockets
 * or of the command line.
 */
@NullMarked
package lungo.kernel.notebook;

import org.jspecify.annotations.NullMarked;

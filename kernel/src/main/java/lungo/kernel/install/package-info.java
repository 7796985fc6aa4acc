/**
 * Makes Jupyter know the kernel: how a kernel process is started, and fast; where Jupyter looks for
 * kernels; a private JupyterLab. Does not know the interpreter.
 */
@NullMarked
package lungo.kernel.install;

import org.jspecify.annotations.NullMarked;

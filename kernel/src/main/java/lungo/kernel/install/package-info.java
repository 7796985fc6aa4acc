/**
 * Makes Jupyter know the kernel: how a kernel process is started, where Jupyter looks for kernels,
 * and a private JupyterLab. Knows neither the interpreter nor Jupyter's messages.
 */
@NullMarked
package lungo.kernel.install;

import org.jspecify.annotations.NullMarked;

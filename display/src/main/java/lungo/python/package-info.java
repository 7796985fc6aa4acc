/**
 * Private Python environments, for what only Python has: JupyterLab, and PyTorch to compare with.
 * Kernel and library share it; it depends on nothing but the JDK.
 */
@NullMarked
package lungo.python;

import org.jspecify.annotations.NullMarked;

/**
 * Runs cells: splits them, evaluates them, stops them, completes, inspects and reports errors that
 * point into the cell. JShell is the reference. Knows nothing of Jupyter's messages or of files.
 */
@NullMarked
package lungo.kernel.execution;

import org.jspecify.annotations.NullMarked;

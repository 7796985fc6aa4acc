/**
 * Compiles a whole cell in one pass of javac: splits it, writes one class around it, keeps what the
 * session has declared, and says what must be left to JShell. Knows neither the kernel's outputs
 * nor its threads.
 */
@NullMarked
package lungo.kernel.execution.cell;

import org.jspecify.annotations.NullMarked;

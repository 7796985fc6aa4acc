/**
 * Compiles a whole cell in one pass of javac: splits it, writes one class around it, keeps what the
 * session has declared, and says what must be left to JShell. Knows neither the kernel's outputs
 * nor its threads.
 *
 * <p>JShell's semantics are the reference, but for a few differences on purpose, each held by
 * {@code DeliberateDifferenceTest}: a variable that is declared again with its type stays the same
 * variable, a redefined type resets only what held it, and a declaration that does not compile
 * leaves what it would have replaced.
 */
@NullMarked
package lungo.kernel.execution.cell;

import org.jspecify.annotations.NullMarked;

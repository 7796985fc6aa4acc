/**
 * The cells that ran, in this session and in earlier ones: a file of JSON lines that all kernels of
 * a user share. What the user typed as an answer is not in it.
 */
@NullMarked
package lungo.kernel.history;

import org.jspecify.annotations.NullMarked;

/**
 * Jupyter's messages as records, one sealed type a conversation; the one JSON codec, the signatures
 * and the connection file's format. Text and bytes in, text and bytes out: no I/O, no threads, no
 * interpreter.
 */
@NullMarked
package lungo.kernel.protocol;

import org.jspecify.annotations.NullMarked;

/**
 * IJava's contract, so that its notebooks run unchanged: its environment variables, and the bridge
 * between its renderers and magics and ours. The classes that notebooks name stand in {@code
 * io.github.spencerpark.ijava} and do nothing but call these.
 */
@NullMarked
package lungo.kernel.ijava;

import org.jspecify.annotations.NullMarked;

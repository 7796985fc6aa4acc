/**
 * The kernel's side of comms: the open ones and the targets. Knows the comm messages and nothing of
 * sockets, threads or cells; the notebook's side is {@link lungo.display.comm}.
 */
@NullMarked
package lungo.kernel.comm;

import org.jspecify.annotations.NullMarked;

/**
 * Comms: channels of their own between Java objects and what shows them in the front end, by
 * target. Knows the comm messages and nothing of sockets, threads or cells.
 */
@NullMarked
package lungo.kernel.comm;

import org.jspecify.annotations.NullMarked;

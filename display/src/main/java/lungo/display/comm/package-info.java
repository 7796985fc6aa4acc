/**
 * Comms: channels of a notebook's own between Java and what shows it in the front end, such as
 * widgets. The kernel attaches a {@link lungo.display.comm.CommHub}; without one nobody listens.
 */
@NullMarked
package lungo.display.comm;

import org.jspecify.annotations.NullMarked;

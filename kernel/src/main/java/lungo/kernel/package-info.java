/**
 * The kernel's heart: takes a request from a channel, has it carried out, replies on the same
 * channel. No JSON, no ZeroMQ and no JShell in here; those live in the packages below.
 */
@NullMarked
package lungo.kernel;

import org.jspecify.annotations.NullMarked;

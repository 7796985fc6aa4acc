/**
 * The five Jupyter channels, and the only place that knows ZeroMQ. All sockets belong to one
 * thread, which waits in one place for what comes in and for what other threads put into the
 * queues. No JSON and no interpreter in here.
 */
@NullMarked
package lungo.kernel.channels;

import org.jspecify.annotations.NullMarked;

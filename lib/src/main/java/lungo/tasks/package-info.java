/**
 * Pieces of work that may be done elsewhere: what a task is, and who runs it. Knows nothing of what
 * the work is about, nor of any cluster.
 */
@NullMarked
package lungo.tasks;

import org.jspecify.annotations.NullMarked;

/**
 * Training: the loop from batches to weights, optimizers, schedules, what is recorded on the way
 * and what may listen to it. Draws nothing; reads arrays back from a device only to show them.
 */
@NullMarked
package lungo.training;

import org.jspecify.annotations.NullMarked;

/**
 * Data for training: where examples come from, how they are cut into parts and batches, and how
 * they are changed on the way. Knows arrays, but neither models nor training.
 */
@NullMarked
package lungo.data;

import org.jspecify.annotations.NullMarked;

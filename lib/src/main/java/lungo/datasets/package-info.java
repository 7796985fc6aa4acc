/**
 * Data sets that are too large for the repository: where they come from, how they are fetched,
 * unpacked and checked, and the command {@code lungo data}. Does not know how they are learned
 * from.
 */
@NullMarked
package lungo.datasets;

import org.jspecify.annotations.NullMarked;

/**
 * Data sets that are too large for the repository: where they come from, how they are fetched and
 * checked, and the command {@code lungo data}. Knows how files are checked, not what is in them.
 */
@NullMarked
package lungo.datasets;

import org.jspecify.annotations.NullMarked;

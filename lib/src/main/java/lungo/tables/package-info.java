/**
 * Tablesaw tables in, batches out: columns as numbers and categories that are fitted on the
 * training part alone, and series in time as windows. Knows neither models nor training.
 */
@NullMarked
package lungo.tables;

import org.jspecify.annotations.NullMarked;

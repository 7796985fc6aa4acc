/**
 * How plain Java values show in a notebook: collections, maps, records, optionals, exceptions.
 * Finds its way in as services of {@code lungo.display}; knows nothing of cells, messages or
 * JShell.
 */
@NullMarked
package lungo.kernel.rendering;

import org.jspecify.annotations.NullMarked;

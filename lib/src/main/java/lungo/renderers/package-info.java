/**
 * How values of DJL, Tablesaw, XChart, the JDK's images and this library look in a notebook. Found
 * by {@link java.util.ServiceLoader}; finding them initialises nothing of DJL. Nothing else may
 * depend on this package.
 */
@NullMarked
package lungo.renderers;

import org.jspecify.annotations.NullMarked;

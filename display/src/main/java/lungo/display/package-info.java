/**
 * What a value looks like in a notebook: bundles of MIME types, renderers found by {@link
 * java.util.ServiceLoader}, display with update by id, progress bars, HTML with escaping. Knows
 * neither the kernel nor the library and depends on nothing but the JDK.
 */
@NullMarked
package lungo.display;

import org.jspecify.annotations.NullMarked;

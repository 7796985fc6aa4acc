/**
 * How plain Java values look that {@code toString} shows badly: long collections are cut and say
 * so, maps and records in collections become tables. Knows {@code lungo.display} and the JDK only.
 */
@NullMarked
package lungo.kernel.rendering;

import org.jspecify.annotations.NullMarked;

/** Tests of {@link lungo.plots}. */
@NullMarked
package lungo.plots;

import org.jspecify.annotations.NullMarked;

/** Tests of {@link lungo.explain}. */
@NullMarked
package lungo.explain;

import org.jspecify.annotations.NullMarked;

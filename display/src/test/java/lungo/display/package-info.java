/** Tests of {@link lungo.display}. */
@NullMarked
package lungo.display;

import org.jspecify.annotations.NullMarked;

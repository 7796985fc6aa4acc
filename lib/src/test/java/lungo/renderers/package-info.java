/** Tests of {@link lungo.renderers}. */
@NullMarked
package lungo.renderers;

import org.jspecify.annotations.NullMarked;

/** Tests of {@link lungo.experiment}. */
@NullMarked
package lungo.experiment;

import org.jspecify.annotations.NullMarked;

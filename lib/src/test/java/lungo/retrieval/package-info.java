/** Tests of {@link lungo.retrieval}. */
@NullMarked
package lungo.retrieval;

import org.jspecify.annotations.NullMarked;

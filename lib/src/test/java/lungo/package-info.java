/** Tests of the library as a whole. */
@NullMarked
package lungo;

import org.jspecify.annotations.NullMarked;

/** Tests of how plain Java values show. */
@NullMarked
package lungo.kernel.rendering;

import org.jspecify.annotations.NullMarked;

@NullMarked
package lungo.python;

import org.jspecify.annotations.NullMarked;

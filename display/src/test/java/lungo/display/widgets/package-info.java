@NullMarked
package lungo.display.widgets;

import org.jspecify.annotations.NullMarked;

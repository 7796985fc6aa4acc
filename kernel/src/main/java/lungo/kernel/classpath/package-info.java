/**
 * What the jars of the process's class path hold, without opening them where an installation says
 * it. Knows nothing of cells, compilers or front ends.
 */
@NullMarked
package lungo.kernel.classpath;

import org.jspecify.annotations.NullMarked;

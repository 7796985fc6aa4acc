/** Tests of Spark in notebooks, with the real kernel and real executors. */
@NullMarked
package lungo.spark;

import org.jspecify.annotations.NullMarked;

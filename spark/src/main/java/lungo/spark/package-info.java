/**
 * Apache Spark in a notebook: its session and embedded cluster, code of cells on executors,
 * DataFrames as tables, jobs as progress bars. Knows Spark, the library and displays, not the
 * kernel.
 */
@NullMarked
package lungo.spark;

import org.jspecify.annotations.NullMarked;

/**
 * The command line: {@code lungo run}, {@code lab}, {@code install}, {@code doctor}, and the
 * commands that libraries add as tool providers. The only place that knows picocli and the
 * process's own streams.
 */
@NullMarked
package lungo.kernel.cli;

import org.jspecify.annotations.NullMarked;

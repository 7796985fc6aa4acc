/**
 * How good predictions are: accuracy, precision, recall, F1, confusion. Plain numbers in, plain
 * numbers out; knows neither models nor how anything is drawn.
 */
@NullMarked
package lungo.metrics;

import org.jspecify.annotations.NullMarked;

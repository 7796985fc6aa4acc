/**
 * Experiments: runs that keep what they were made from and what came out, each in a folder of its
 * own; tables and comparisons of them, and sweeps over settings. Knows training and plots, shows
 * nothing itself.
 */
@NullMarked
package lungo.experiment;

import org.jspecify.annotations.NullMarked;

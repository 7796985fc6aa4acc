/**
 * Figures for deep learning on XChart: learning curves that update while training runs, confusion
 * matrices, schedules, histograms, grids of images. Everything here can be painted and saved as an
 * XChart chart is; it computes nothing that a metric should.
 */
@NullMarked
package lungo.plots;

import org.jspecify.annotations.NullMarked;

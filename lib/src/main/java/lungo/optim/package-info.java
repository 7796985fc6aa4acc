/**
 * Rules that turn gradients into new weights, with PyTorch's formulas: one native call a step, the
 * weights in groups by their names. Knows nothing of data, of models or of the training loop.
 */
@NullMarked
package lungo.optim;

import org.jspecify.annotations.NullMarked;

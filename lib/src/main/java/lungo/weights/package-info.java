/**
 * Weights outside a running model: state dicts by PyTorch's names, and safetensors files. Knows
 * blocks and arrays, but no architecture, no data and no training.
 */
@NullMarked
package lungo.weights;

import org.jspecify.annotations.NullMarked;

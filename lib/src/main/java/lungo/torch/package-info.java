/**
 * Any operator of libtorch from Java, with autograd: TorchScript source text becomes callable
 * functions, and the losses, gradients and optimizer steps that training needs are such functions.
 * The only package that touches {@code ai.djl.pytorch}; knows nothing of models or loops.
 */
@NullMarked
package lungo.torch;

import org.jspecify.annotations.NullMarked;

/**
 * Architectures with the structure and the parameter names of their PyTorch originals, and what can
 * be said of them without running them. Blocks of DJL; knows neither data nor training.
 */
@NullMarked
package lungo.models;

import org.jspecify.annotations.NullMarked;

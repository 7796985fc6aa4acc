/**
 * The command {@code lungo bench}: how long steps of training take, here and in PyTorch, in turn on
 * the same machine. Measures what the library's users call, and nothing calls it.
 */
@NullMarked
package lungo.bench;

import org.jspecify.annotations.NullMarked;

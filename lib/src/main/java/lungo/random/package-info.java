/**
 * The one seed of a process and the random streams that follow from it. Everything that draws
 * random numbers (weights, shuffling, augmentation, dropout) takes them from here, so that a
 * notebook gives the same result each time. Depends on nothing else of the library.
 */
@NullMarked
package lungo.random;

import org.jspecify.annotations.NullMarked;

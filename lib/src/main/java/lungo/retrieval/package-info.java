/**
 * Finding what is alike: pictures as vectors, and the nearest of many vectors. Uses models and
 * learners as they are and leaves them so; knows no data set and does not train.
 */
@NullMarked
package lungo.retrieval;

import org.jspecify.annotations.NullMarked;

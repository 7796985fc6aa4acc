/**
 * Text as numbers and back: tokenizers, texts in batches, n-grams, and writing with a language
 * model. Knows models, not how they are trained.
 */
@NullMarked
package lungo.text;

import org.jspecify.annotations.NullMarked;

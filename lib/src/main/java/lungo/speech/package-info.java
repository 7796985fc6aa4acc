/**
 * Speech to text: sounds with their texts in batches, decoding of what a network gives at each time
 * (connectionist temporal classification), transcripts. Knows sounds and texts, but not training.
 */
@NullMarked
package lungo.speech;

import org.jspecify.annotations.NullMarked;

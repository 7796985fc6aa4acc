/**
 * Sound as data: WAV files, resampling, spectrograms and what speech recognition makes of them, and
 * sets of words and sentences in batches. Knows arrays and texts, but neither models nor training.
 */
@NullMarked
package lungo.audio;

import org.jspecify.annotations.NullMarked;

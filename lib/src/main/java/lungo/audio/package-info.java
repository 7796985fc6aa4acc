/**
 * Sound as data: WAV, FLAC and Vorbis files, resampling, spectrograms and what speech recognition
 * makes of them, augmentation, and folders of sounds in batches. Knows arrays, but neither models
 * nor training.
 */
@NullMarked
package lungo.audio;

import org.jspecify.annotations.NullMarked;

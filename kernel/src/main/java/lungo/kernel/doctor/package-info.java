/**
 * Examines what Lungo needs on this machine, and says what to do about each fault. Every check
 * looks at one thing and changes nothing. Knows the library by a class's name only.
 */
@NullMarked
package lungo.kernel.doctor;

import org.jspecify.annotations.NullMarked;

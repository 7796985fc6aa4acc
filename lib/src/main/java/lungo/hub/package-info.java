/**
 * Models by name from Hugging Face's hub, or a mirror of it, into the cache that its Python library
 * shares. Knows files, and nothing of what they hold.
 */
@NullMarked
package lungo.hub;

import org.jspecify.annotations.NullMarked;

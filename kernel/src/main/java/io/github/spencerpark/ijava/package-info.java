/**
 * The names of IJava that its notebooks call. Thin: each call ends in {@link lungo.kernel.ijava} or
 * {@link lungo.kernel.magics}.
 */
@NullMarked
package io.github.spencerpark.ijava;

import org.jspecify.annotations.NullMarked;

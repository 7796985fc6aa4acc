/**
 * The functions that IJava's notebooks call without a class: display, render, updateDisplay, eval,
 * lineMagic, cellMagic, printf, getKernelInstance. Every notebook imports them statically.
 */
@NullMarked
package io.github.spencerpark.ijava.runtime;

import org.jspecify.annotations.NullMarked;

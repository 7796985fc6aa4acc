/**
 * Names that javac asks the class path for, and that nobody has. No code of Lungo's may be here.
 */
@NullMarked
package com.sun.tools.javac.resources.spi;

import org.jspecify.annotations.NullMarked;

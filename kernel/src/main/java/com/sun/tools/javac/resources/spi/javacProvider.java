package com.sun.tools.javac.resources.spi;

/** Nothing, like {@link compilerProvider}, for the texts of javac's options. */
final class javacProvider {

  private javacProvider() {}
}

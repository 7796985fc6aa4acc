package com.sun.tools.javac.resources.spi;

/**
 * Nothing. {@code java.util.ResourceBundle} looks for a class of this name to learn whether there
 * is a service that provides javac's messages; there never is one, and to know it every jar of the
 * class path is opened, which costs a kernel's start fifty milliseconds and its memory five
 * megabytes. What is found and is no {@code ResourceBundleProvider} counts as none.
 */
final class compilerProvider {

  private compilerProvider() {}
}

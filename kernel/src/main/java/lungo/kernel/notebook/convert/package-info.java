/**
 * Notebooks in other forms: HTML pages, Markdown, scripts of JShell, Maven projects. Reads
 * notebooks and compiles what it writes; runs nothing.
 */
@NullMarked
package lungo.kernel.notebook.convert;

import org.jspecify.annotations.NullMarked;

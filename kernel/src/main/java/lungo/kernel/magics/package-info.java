/**
 * A notebook's cell as its user writes it: Java with magics between. Takes a cell apart, runs its
 * Java on the interpreter and its magics here, and answers completion for both. The magics
 * themselves are services, those of the kernel in the package below; no protocol and no files here.
 */
@NullMarked
package lungo.kernel.magics;

import org.jspecify.annotations.NullMarked;

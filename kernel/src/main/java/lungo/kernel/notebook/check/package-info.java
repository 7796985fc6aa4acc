/**
 * Whether a notebook that ran afresh shows what is stored in it: the comparison, its settings in
 * the metadata, and the differences in words. Runs nothing and knows no command line.
 */
@NullMarked
package lungo.kernel.notebook.check;

import org.jspecify.annotations.NullMarked;

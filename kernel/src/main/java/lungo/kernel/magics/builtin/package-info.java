/**
 * The kernel's own magics, IJava's among them; one class each, found as services. They know cells
 * only through {@link lungo.kernel.magics.CellRun} and {@link lungo.kernel.magics.CellRunner}.
 */
@NullMarked
package lungo.kernel.magics.builtin;

import org.jspecify.annotations.NullMarked;

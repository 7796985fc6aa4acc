/**
 * Why a model says what it says: attributions to pixels, tokens and columns, and scores that judge
 * them. Looks into models as they are used and leaves them as they were; how results are shown is
 * in {@code lungo.renderers}.
 */
@NullMarked
package lungo.explain;

import org.jspecify.annotations.NullMarked;

/**
 * Jupyter's standard widgets (ipywidgets 8, widget protocol 2.1): sliders, buttons, boxes, whose
 * state the front end and Java share. Outside a notebook they hold their values and show nothing.
 */
@NullMarked
package lungo.display.widgets;

import org.jspecify.annotations.NullMarked;

/**
 * Maven's artifacts for a notebook: coordinates, POM files and their fragments become jars, with
 * the user's settings.xml, through MIMA and Maven Resolver. What is on the class path already is
 * kept. Knows nothing of cells or of JShell; nothing of Maven is loaded before the first
 * resolution.
 */
@NullMarked
package lungo.kernel.dependencies;

import org.jspecify.annotations.NullMarked;

package lungo.kernel.execution;

import org.jspecify.annotations.Nullable;

/**
 * A variable of the session.
 *
 * @param name its name
 * @param type its declared or inferred type, as source code writes it
 * @param value what it holds
 */
public record Variable(String name, String type, @Nullable Object value) {}

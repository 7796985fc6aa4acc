package lungo.kernel.execution;

/**
 * What is known of the name at the cursor.
 *
 * @param text signatures and documentation as plain text
 * @param html the same as an HTML fragment
 */
public record Inspection(String text, String html) {}

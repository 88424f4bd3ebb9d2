package dev.scaleproof.sim.text;

/** Text inside JSON strings, escaped as little as the format allows, as pydantic does. */
public final class JsonText {
  private static final String HEX = "0123456789abcdef";

  private JsonText() {}

  /** {@code text} as it stands between the quotes of a JSON string. */
  public static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    escape(text, out);
    return out.toString();
  }

  /** Appends {@link #escape(String)}. */
  public static void escape(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
          } else {
            out.append(c);
          }
        }
      }
    }
  }

  /** The text as a JSON string, quotes included. */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8).append('"');
    escape(text, out);
    return out.append('"').toString();
  }
}

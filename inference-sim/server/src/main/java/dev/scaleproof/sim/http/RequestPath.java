package dev.scaleproof.sim.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The path that a request line asks for, as uvicorn hands it on. */
final class RequestPath {
  private RequestPath() {}

  /** Without scheme, host, query and fragment, and with what was encoded decoded. */
  static String of(String uri) {
    int start = 0;
    if (uri.startsWith("http://") || uri.startsWith("https://")) {
      start = uri.indexOf('/', uri.indexOf("://") + 3);
      if (start < 0) {
        return "/";
      }
    }
    int end = start;
    while (end < uri.length() && uri.charAt(end) != '?' && uri.charAt(end) != '#') {
      end++;
    }
    String path = uri.substring(start, end);
    return path.indexOf('%') < 0 ? path : decode(path);
  }

  /** Like Python's {@code unquote}: what is no encoding stays as it is. */
  private static String decode(String path) {
    byte[] raw = path.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
      if (low < 0) {
        decoded.write(raw[i]);
      } else {
        decoded.write(high * 16 + low);
        i += 2;
      }
    }
    return decoded.toString(StandardCharsets.UTF_8);
  }
}

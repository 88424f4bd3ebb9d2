package dev.scaleproof.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The steps that must not be torn apart, each a Lua script beside this class. */
enum Script {
  SUBMIT,
  TAKE,
  START,
  FINISH,
  RENEW,
  PROGRESS,
  DEPTH,
  RETRY,
  LEAVE;

  private final String text;
  private final String digest;

  Script() {
    text = resource("prelude") + "\n" + resource(name().toLowerCase(Locale.ROOT));
    digest = sha1(text);
  }

  String text() {
    return text;
  }

  /** By which Redis knows the script once it has seen it. */
  String digest() {
    return digest;
  }

  private static String resource(String name) {
    String file = name + ".lua";
    try (InputStream in = Script.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha1(String text) {
    try {
      byte[] bytes =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

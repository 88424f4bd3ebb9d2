package dev.scaleproof.demo.manifest;

import java.io.Serial;

/** A manifest that cannot be used; the message is one line: file, field and what is wrong. */
public final class ManifestException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  public ManifestException(String message) {
    super(message);
  }
}

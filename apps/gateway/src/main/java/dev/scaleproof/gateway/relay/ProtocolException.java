package dev.scaleproof.gateway.relay;

/** A replica's answer is not HTTP/1.1 as this gateway can relay it. */
final class ProtocolException extends Exception {

  private static final long serialVersionUID = 1L;

  ProtocolException(String message) {
    super(message, null, false, false);
  }
}

package dev.scaleproof.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code kubectl port-forward} to a free port of loopback; closing it ends it. */
record PortForward(Process process, URI address) implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Forwarding from 127\\.0\\.0\\.1:(\\d+) .*");

  /** Waits until a started kubectl says that it forwards. */
  static PortForward of(Process process) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    Matcher ready = READY.matcher(String.valueOf(line));
    if (!ready.matches()) {
      process.destroy();
      throw new IOException("kubectl port-forward said: " + line);
    }
    // It goes on to say a line a connection, which somebody has to read.
    Thread.ofVirtual().start(() -> output.lines().forEach(said -> {}));
    return new PortForward(process, URI.create("http://127.0.0.1:" + ready.group(1)));
  }

  @Override
  public void close() {
    process.destroy();
  }
}

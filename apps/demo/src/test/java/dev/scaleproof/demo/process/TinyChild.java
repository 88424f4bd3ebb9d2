package dev.scaleproof.demo.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A child program for tests; its first argument says how it behaves. */
public final class TinyChild {
  private TinyChild() {}

  /** Runs for a minute at most, so that a failing test leaves nothing for long. */
  private static final long LIFETIME_MILLIS = 60_000;

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "serve" -> {
        System.out.println("a line before");
        System.out.println("ready http://127.0.0.1:4242");
        Thread.sleep(LIFETIME_MILLIS);
      }
      case "fail" -> {
        System.err.println("port 8000 is taken");
        System.exit(3);
      }
      case "silent" -> Thread.sleep(LIFETIME_MILLIS);
      case "parent" -> becomeParent(Path.of(args[1]));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  /** Starts a child of its own and says its process id. */
  private static void becomeParent(Path logs) throws IOException, InterruptedException {
    try (Children children = new Children(logs)) {
      Child child = children.start("grandchild", program(), List.of("serve"));
      child.awaitReady(Duration.ofSeconds(30));
      System.out.println("ready http://127.0.0.1/" + child.pid());
      Thread.sleep(LIFETIME_MILLIS);
    } catch (ChildException failed) {
      throw new IOException(failed);
    }
  }

  static Program program() {
    return new Program(System.getProperty("java.class.path"), TinyChild.class.getName());
  }
}

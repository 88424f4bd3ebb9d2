package dev.scaleproof.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scaleproof.e2e.Command.Outcome;
import dev.scaleproof.e2e.Command.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A simulator and the gateway before it, as the quickstart starts them and talks to them; needs no
 * cluster. Only their ports are others: 8000 and 8080 may be somebody's.
 */
@Tag("core")
final class QuickstartTest {
  private static final String PAGE = "docs/quickstart.mdx";
  private static final List<String> SECTIONS =
      List.of("2. Talk to a simulator", "3. Put the gateway before it, and load on it");
  private static final Pattern IN_FOREGROUND =
      Pattern.compile("make (?:sim|gateway) PORT=(\\d+).*");
  private static final Duration STARTED = Duration.ofMinutes(2);

  private final Shell shell = new Shell(Map.of());

  /** Whether it is this test that runs a command. */
  static boolean runs(PageCommand command) {
    return command.page().equals(PAGE) && SECTIONS.contains(command.section());
  }

  @Test
  void everyCommandAnswers() throws IOException {
    String simulator = freePort();
    String gateway = freePort();
    Deque<Running> foreground = new ArrayDeque<>();
    try {
      for (PageCommand command : PageCommand.in(PAGE)) {
        if (runs(command)) {
          String line = command.text().replace("8000", simulator).replace("8080", gateway);
          Matcher program = IN_FOREGROUND.matcher(line);
          if (program.matches()) {
            foreground.push(shell.start(line));
            await().atMost(STARTED).until(() -> listens(Integer.parseInt(program.group(1))));
          } else {
            Outcome outcome = shell.run(line);
            assertThat(outcome.status()).as("%s: %s", command, outcome).isZero();
            assertThat(outcome.output()).as(command.toString()).isNotBlank();
          }
        }
      }
      assertThat(foreground).hasSize(2);
    } finally {
      for (Running running : foreground) {
        // make is between us and the program.
        running.process().descendants().forEach(ProcessHandle::destroy);
        running.close();
      }
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return String.valueOf(socket.getLocalPort());
    }
  }
}

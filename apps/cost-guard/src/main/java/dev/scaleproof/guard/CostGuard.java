package dev.scaleproof.guard;

import dev.scaleproof.guard.config.GuardCommand;
import dev.scaleproof.guard.config.Settings;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micronaut.http.server.exceptions.ServerStartupException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program: flags in, a ready line out, an orderly end on SIGTERM; or one sweep. */
public final class CostGuard {
  private static final int WRONG_FLAGS = 2;
  private static final int FAILED = 1;

  private CostGuard() {}

  /** Runs until the process is told to stop, or one sweep long. */
  public static void main(String[] arguments) {
    GuardCommand command = new GuardCommand();
    CommandLine commandLine = new CommandLine(command);
    Settings settings;
    boolean sweep;
    try {
      ParseResult parsed = commandLine.parseArgs(arguments);
      if (CommandLine.printHelpIfRequested(parsed)) {
        return;
      }
      sweep = command.sweep();
      settings = command.settings();
    } catch (ParameterException wrong) {
      fail(WRONG_FLAGS, wrong.getMessage());
      return;
    }
    if (sweep) {
      sweep(settings);
    } else {
      serve(settings);
    }
  }

  private static void sweep(Settings settings) {
    try {
      if (!Sweep.once(settings)) {
        fail(FAILED, "something could not be done, see above; the next sweep tries again");
      }
    } catch (KubernetesClientException | IllegalStateException unreachable) {
      fail(FAILED, "cannot look: " + unreachable.getMessage());
    }
  }

  private static void serve(Settings settings) {
    try {
      RunningGuard guard = RunningGuard.start(settings);
      Runtime.getRuntime().addShutdownHook(new Thread(guard::close, "guard-end"));
      System.out.println("ready " + guard.uri());
    } catch (ServerStartupException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      // The native transport says "bind(..) failed with error(-98): Address already in use".
      String reason = String.valueOf(cause.getMessage()).replaceFirst("^bind.*: ", "");
      fail(FAILED, "cannot listen on " + settings.host() + ":" + settings.port() + ": " + reason);
    }
  }

  private static void fail(int code, @Nullable String message) {
    System.err.println("cost-guard: " + String.valueOf(message).lines().findFirst().orElse(""));
    System.exit(code);
  }
}

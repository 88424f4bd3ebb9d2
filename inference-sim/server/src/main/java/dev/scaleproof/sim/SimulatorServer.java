package dev.scaleproof.sim;

import dev.scaleproof.sim.profile.FitProfile;
import dev.scaleproof.sim.time.ScaledClock;
import java.net.BindException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The simulator as a program. Exit codes: 0 after SIGTERM or SIGINT and when its engine has died, 1
 * if it cannot run, 2 for wrong flags.
 */
public final class SimulatorServer {
  private static final int CANNOT_RUN = 1;
  private static final int WRONG_FLAGS = 2;

  private SimulatorServer() {}

  /** Runs until the process is told to end. */
  public static void main(String[] arguments) {
    // Netty's default allocator keeps much more memory than a small heap affords.
    defaultProperty("io.netty.allocator.type", "pooled");
    defaultProperty("io.netty.leakDetection.level", "disabled");
    int code =
        arguments.length > 0 && arguments[0].equals("fit-profile")
            ? FitProfile.run(Arrays.copyOfRange(arguments, 1, arguments.length))
            : run(arguments);
    if (code >= 0) {
      System.exit(code);
    }
  }

  private static void defaultProperty(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  /** Starts; returns an exit code, or -1 while the server runs on. */
  private static int run(String[] arguments) {
    ServerOptions options = new ServerOptions();
    try {
      CommandLine commandLine = options.parser(System.getenv());
      ParseResult result = commandLine.parseArgs(arguments);
      if (CommandLine.printHelpIfRequested(result)) {
        return 0;
      }
      Simulation simulation = Simulation.of(options);
      Flags.check(options);
      return serve(options, simulation);
    } catch (ParameterException mistake) {
      return fail(WRONG_FLAGS, mistake.getMessage());
    }
  }

  private static int serve(ServerOptions options, Simulation simulation) {
    RunningServer server;
    try {
      server = RunningServer.start(options, simulation, new ScaledClock(options.speed));
    } catch (RuntimeException failure) {
      return fail(CANNOT_RUN, reason(options, failure));
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server), "shutdown"));
    String host = options.host.equals("0.0.0.0") ? "127.0.0.1" : options.host;
    System.out.println("ready http://" + host + ":" + server.port());
    System.out.flush();
    // As vLLM, whose process ends with 0 when its engine has died (vllm-project/vllm#48966).
    server.engineDeath().join();
    return 0;
  }

  /** In place of the JVM's 143: vLLM exits with 0 when it is told to end. */
  private static void end(RunningServer server) {
    try {
      server.shutDown();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }

  private static String reason(ServerOptions options, Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException || String.valueOf(cause.getMessage()).contains("bind(")) {
        return "cannot listen on %s:%d: the address is in use or not this machine's"
            .formatted(options.host, options.port);
      }
    }
    return "cannot start: " + failure.getMessage();
  }

  private static int fail(int code, @Nullable String message) {
    String line = String.valueOf(message).lines().findFirst().orElse("unknown");
    System.err.println("inference-sim-server: " + line);
    return code;
  }
}

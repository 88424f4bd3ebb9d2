package dev.scaleproof.gateway;

import dev.scaleproof.gateway.config.GatewayCommand;
import dev.scaleproof.gateway.config.Settings;
import dev.scaleproof.gateway.pool.PoolDirectory;
import dev.scaleproof.gateway.pool.PoolFileException;
import io.micronaut.http.server.exceptions.ServerStartupException;
import java.security.Security;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program: flags in, a ready line out, an orderly end on SIGTERM. */
public final class Gateway {

  private static final int WRONG_FLAGS = 2;
  private static final int CANNOT_START = 1;

  private Gateway() {}

  /** Runs until the process is told to stop. */
  public static void main(String[] arguments) {
    GatewayCommand command = new GatewayCommand();
    CommandLine commandLine = new CommandLine(command);
    Settings settings;
    PoolDirectory directory;
    try {
      ParseResult parsed = commandLine.parseArgs(arguments);
      if (CommandLine.printHelpIfRequested(parsed)) {
        return;
      }
      settings = command.settings();
      // Names are looked up as often as --dns-refresh says; the JDK would keep them longer.
      Security.setProperty("networkaddress.cache.ttl", "0");
      Security.setProperty("networkaddress.cache.negative.ttl", "0");
      directory = PoolDirectory.of(settings);
      directory.load();
    } catch (ParameterException wrong) {
      fail(WRONG_FLAGS, wrong.getMessage());
      return;
    } catch (PoolFileException refused) {
      fail(WRONG_FLAGS, "--pools: " + refused.getMessage());
      return;
    }
    try {
      RunningGateway gateway = RunningGateway.start(settings, directory);
      Runtime.getRuntime().addShutdownHook(new Thread(gateway::stop, "gateway-drain"));
      System.out.println("ready " + gateway.uri());
    } catch (ServerStartupException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      // The native transport says "bind(..) failed with error(-98): Address already in use".
      String reason = String.valueOf(cause.getMessage()).replaceFirst("^bind.*: ", "");
      fail(
          CANNOT_START,
          "cannot listen on " + settings.host() + ":" + settings.port() + ": " + reason);
    }
  }

  private static void fail(int code, @Nullable String message) {
    System.err.println("gateway: " + String.valueOf(message).lines().findFirst().orElse(""));
    System.exit(code);
  }
}

package dev.scaleproof.bench.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a program is called.
 *
 * @param command the program and its arguments
 * @param environment variables besides those of this process
 */
public record Invocation(List<String> command, Map<String, String> environment) {
  public Invocation {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  public static Invocation of(List<String> command) {
    return new Invocation(command, Map.of());
  }

  /** A main class on the class path of this very program. */
  public static Invocation ofClass(Class<?> main, String... arguments) {
    // Absolute: children have folders of their own.
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        java("--enable-native-access=ALL-UNNAMED", "-cp", classPath, main.getName());
    command.addAll(List.of(arguments));
    return of(command);
  }

  /** The same, of a command made by {@link #java}, with these first. */
  public Invocation withJvmOptions(List<String> options) {
    List<String> all = new ArrayList<>(command);
    all.addAll(1, options);
    return new Invocation(all, environment);
  }

  /** The JVM that runs this program, called with these arguments. */
  public static List<String> java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of(arguments));
    return command;
  }
}

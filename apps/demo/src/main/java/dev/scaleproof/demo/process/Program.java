package dev.scaleproof.demo.process;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * A Java program that can be started as a child: its class path and main class. The one place that
 * knows the JVM's flags for children.
 *
 * @param classPath jars or folders, in order
 * @param mainClass public class with a {@code public static void main(String[])}
 * @param heapMegabytes the most that its heap may take
 * @param nativeMegabytes what it takes beside what every JVM does
 * @param environment variables that it gets beside those of this process
 */
public record Program(
    String classPath,
    String mainClass,
    int heapMegabytes,
    int nativeMegabytes,
    Map<String, String> environment) {
  private static final int HEAP_MEGABYTES = 128;

  /** What a JVM takes beside its heap: code, direct memory, threads, classes. */
  private static final long JVM_MEGABYTES = 128;

  /** Small heaps and one collector thread: ten replicas share a laptop with its owner's browser. */
  private static final List<String> JVM_FLAGS =
      List.of(
          "-Xms24m",
          "-Xss512k",
          "-XX:+UseSerialGC",
          "-XX:ReservedCodeCacheSize=48m",
          "-XX:MaxDirectMemorySize=64m",
          "-XX:-UsePerfData",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  public Program {
    environment = Map.copyOf(environment);
  }

  /** A program that needs a small heap and nothing else. */
  public Program(String classPath, String mainClass) {
    this(classPath, mainClass, HEAP_MEGABYTES, 0, Map.of());
  }

  /** The same with more memory, see there. */
  public Program needing(int moreHeapMegabytes, int moreNativeMegabytes) {
    return new Program(classPath, mainClass, moreHeapMegabytes, moreNativeMegabytes, environment);
  }

  /** The same with these variables alone. */
  public Program with(Map<String, String> variables) {
    return new Program(classPath, mainClass, heapMegabytes, nativeMegabytes, variables);
  }

  /** What its process takes at most. */
  long maximumBytes() {
    return (heapMegabytes + nativeMegabytes + JVM_MEGABYTES) << 20;
  }

  /**
   * The program in the only runnable jar of a Maven module.
   *
   * @throws IOException when it has not been built
   */
  public static Program ofModule(Path module, String artifact) throws IOException {
    Path target = module.resolve("target");
    if (Files.isDirectory(target)) {
      try (DirectoryStream<Path> jars =
          Files.newDirectoryStream(target, artifact + "-[0-9]*.jar")) {
        for (Path jar : jars) {
          return ofJar(jar);
        }
      }
    }
    throw new IOException(
        "no %s-*.jar in %s: run from the repository's root, after `make build`"
            .formatted(artifact, target));
  }

  /**
   * The program in a jar, with the class path and main class that the jar's manifest names.
   *
   * @throws IOException when it cannot be read or names no main class
   */
  static Program ofJar(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      String mainClass =
          file.getManifest() == null
              ? null
              : file.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
      if (mainClass == null) {
        throw new IOException(jar + " names no Main-Class");
      }
      return new Program(jar.toAbsolutePath().toString(), mainClass);
    }
  }

  /** The command line of a child that runs this program with {@code arguments}. */
  List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heapMegabytes + "m");
    command.addAll(JVM_FLAGS);
    command.add("-cp");
    command.add(classPath + File.pathSeparator + ownClassPath());
    command.add(ExitWithParent.class.getName());
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  /** The jar or folder that {@link ExitWithParent} was loaded from. */
  private static String ownClassPath() {
    try {
      return Path.of(
              ExitWithParent.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

package dev.scaleproof.demo.process;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * A Java program that can be started as a child: its class path and main class. The one place that
 * knows the JVM's flags for children.
 *
 * @param classPath jars or folders, in order
 * @param mainClass public class with a {@code public static void main(String[])}
 */
public record Program(String classPath, String mainClass) {
  /**
   * Small heaps and one collector thread: ten replicas share a laptop with its owner's browser. The
   * young space is a third of the heap, enough for tokens and chunks, which die at once.
   */
  private static final List<String> JVM_FLAGS =
      List.of(
          "-Xmx128m",
          "-Xms24m",
          "-Xss512k",
          "-XX:+UseSerialGC",
          "-XX:ReservedCodeCacheSize=48m",
          "-XX:MaxDirectMemorySize=64m",
          "-XX:-UsePerfData",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /**
   * The program in a jar, with the class path and main class that the jar's manifest names.
   *
   * @throws IOException when there is no such jar, or it names no main class
   */
  public static Program ofJar(Path jar) throws IOException {
    if (!Files.isRegularFile(jar)) {
      throw new IOException(jar + " is missing: build it first with `make build`");
    }
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

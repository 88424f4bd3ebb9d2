package dev.scaleproof.load;

/** The command line. */
public final class LoadGenerator {
  private LoadGenerator() {}

  public static void main(String[] arguments) {
    System.err.println("load-generator: no flags yet");
    System.exit(2);
  }
}

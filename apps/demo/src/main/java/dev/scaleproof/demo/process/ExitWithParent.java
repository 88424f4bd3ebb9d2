package dev.scaleproof.demo.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/**
 * The main class of every child: runs the program named by its first argument, and ends the process
 * when its standard input ends.
 *
 * <p>Standard input is a pipe whose other end only the parent holds. The kernel closes it however
 * the parent dies, {@code kill -9} included, when no shutdown hook runs. Neither the simulator nor
 * the gateway has to know about it.
 */
public final class ExitWithParent {
  /** Exit status of a child whose parent went away. */
  static final int ORPHANED = 70;

  private ExitWithParent() {}

  public static void main(String[] args) throws Throwable {
    Thread watcher = new Thread(ExitWithParent::haltAtEndOfInput, "exit-with-parent");
    watcher.setDaemon(true);
    watcher.start();
    Class<?> program = Class.forName(args[0]);
    String[] rest = Arrays.copyOfRange(args, 1, args.length);
    MethodHandles.publicLookup()
        .findStatic(program, "main", MethodType.methodType(void.class, String[].class))
        .invokeExact(rest);
  }

  private static void haltAtEndOfInput() {
    InputStream in = System.in;
    try {
      while (in.read() >= 0) {
        // What a parent might write means nothing; only the end of it does.
      }
    } catch (IOException closed) {
      // The same as the end of input: the pipe is gone.
    }
    Runtime.getRuntime().halt(ORPHANED);
  }
}

package dev.scaleproof.rag;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The wish that the process end. Taken from the JVM, which would answer with its shutdown hooks,
 * all at once: that of ONNX Runtime frees what a running job, or a model that is being loaded,
 * still uses, and the process crashes. Thread-safe.
 */
final class StopSignal {
  /** With their POSIX numbers. */
  private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

  /** What a shell adds to a signal's number, and the JVM with it. */
  private static final int KILLED = 128;

  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

  private StopSignal() {}

  /**
   * From now on signals end nothing by themselves. Those that were ignored, as {@code nohup} does,
   * stay so.
   */
  static StopSignal taken() {
    StopSignal stop = new StopSignal();
    SIGNALS.forEach((name, number) -> take(name, () -> stop.exitCode.complete(KILLED + number)));
    return stop;
  }

  /** By name, since javac warns of this class wherever it is written, and no annotation helps. */
  private static void take(String name, Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle run =
          MethodHandles.lookup().bind(task, "run", MethodType.methodType(void.class));
      Object handling =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run, 0, signal));
      Object named = signal.getConstructor(String.class).newInstance(name);
      var unused = signal.getMethod("handle", signal, handler).invoke(null, named, handling);
    } catch (ReflectiveOperationException e) {
      // Not a signal of this system, or the JVM was told to leave signals alone (-Xrs).
    }
  }

  /** Whether one has come. */
  boolean came() {
    return exitCode.isDone();
  }

  /** Waits for the first one; later ones change nothing. Returns the process's exit code. */
  int await() {
    return exitCode.join();
  }
}

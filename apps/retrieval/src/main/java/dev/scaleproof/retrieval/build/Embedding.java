package dev.scaleproof.retrieval.build;

import dev.scaleproof.retrieval.embed.Embedder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Embeds many texts on so many threads and no more. Used by one thread. */
public final class Embedding implements AutoCloseable {
  private final Embedder embedder;
  private final ExecutorService threads;

  public Embedding(Embedder embedder, int threads) {
    this.embedder = embedder;
    this.threads =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("embed-", 1).factory());
  }

  /** The vector of each text. */
  Map<String, float[]> vectors(List<String> texts) throws InterruptedException {
    List<Callable<float[]>> tasks = new ArrayList<>();
    texts.forEach(text -> tasks.add(() -> embedder.embed(text)));
    List<Future<float[]>> results = threads.invokeAll(tasks);
    Map<String, float[]> vectors = new HashMap<>();
    for (int i = 0; i < results.size(); i++) {
      try {
        vectors.put(texts.get(i), results.get(i).get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("a text could not be embedded: " + e.getCause(), e);
      }
    }
    return vectors;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

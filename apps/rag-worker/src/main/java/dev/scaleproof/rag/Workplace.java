package dev.scaleproof.rag;

import dev.scaleproof.rag.config.Settings;
import dev.scaleproof.rag.model.ChatModel;
import dev.scaleproof.retrieval.Retriever;
import dev.scaleproof.retrieval.embed.MiniLm;
import dev.scaleproof.retrieval.index.IndexRefusedException;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What a worker works with: embedding model, index, chat model and endpoints.
 *
 * @param context the beans, of which {@code server} is one
 */
record Workplace(
    ApplicationContext context,
    EmbeddedServer server,
    MiniLm embedder,
    Retriever retriever,
    ChatModel model)
    implements AutoCloseable {

  /**
   * Opens all of it, or nothing. The embedding model is never left half loaded.
   *
   * @param beans sees the beans' classes
   * @throws IndexRefusedException if there is no index that fits
   * @throws IllegalStateException if the embedding model does not load
   * @throws ServerStartupException if the port cannot be taken
   */
  static Workplace open(Settings settings, ClassLoader beans) throws IndexRefusedException {
    // The two slow parts of a start know nothing of each other.
    CompletableFuture<MiniLm> loading = CompletableFuture.supplyAsync(() -> load(settings));
    try {
      ApplicationContext context = context(settings, beans);
      try {
        return open(settings, context, loaded(loading));
      } catch (IndexRefusedException | RuntimeException e) {
        context.close();
        throw e;
      }
    } catch (IndexRefusedException | RuntimeException e) {
      forget(loading);
      throw e;
    }
  }

  private static Workplace open(Settings settings, ApplicationContext context, MiniLm embedder)
      throws IndexRefusedException {
    Retriever retriever = Retriever.open(settings.index(), embedder);
    try {
      EmbeddedServer server = context.getBean(EmbeddedServer.class);
      server.start();
      ChatModel model = new ChatModel(settings.model(), Clock.systemUTC());
      return new Workplace(context, server, embedder, retriever, model);
    } catch (RuntimeException e) {
      close(retriever);
      throw e;
    }
  }

  private static MiniLm load(Settings settings) {
    return settings.embedding().map(MiniLm::load).orElseGet(MiniLm::load);
  }

  private static MiniLm loaded(CompletableFuture<MiniLm> loading) {
    try {
      return loading.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IllegalStateException known ? known : e;
    }
  }

  private static void forget(CompletableFuture<MiniLm> loading) {
    try {
      loading.join().close();
    } catch (CompletionException e) {
      // Then nothing was loaded.
    }
  }

  private static ApplicationContext context(Settings settings, ClassLoader beans) {
    return ApplicationContext.builder(beans)
        .properties(
            Map.of(
                "micronaut.server.host",
                settings.host(),
                "micronaut.server.port",
                settings.port() == 0 ? -1 : settings.port()))
        .banner(false)
        .deduceEnvironment(false)
        .start();
  }

  private static void close(Retriever retriever) {
    try {
      retriever.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the index does not close", e);
    }
  }

  /** Waits for what still uses the embedding model. */
  @Override
  public void close() {
    try {
      model.close();
      context.close();
      close(retriever);
    } finally {
      embedder.close();
    }
  }
}

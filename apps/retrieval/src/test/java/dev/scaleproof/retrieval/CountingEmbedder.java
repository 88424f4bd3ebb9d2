package dev.scaleproof.retrieval;

import dev.scaleproof.retrieval.embed.Embedder;
import java.util.concurrent.atomic.AtomicInteger;

/** The real model, with a count of what it is asked, and under another name if need be. */
public final class CountingEmbedder implements Embedder {
  private final Embedder model;
  private final String identity;
  private final AtomicInteger texts = new AtomicInteger();

  public CountingEmbedder(Embedder model, String identity) {
    this.model = model;
    this.identity = identity;
  }

  /** Texts since the last call. */
  public int taken() {
    return texts.getAndSet(0);
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public int dimensions() {
    return model.dimensions();
  }

  @Override
  public int maxTokens() {
    return model.maxTokens();
  }

  @Override
  public int tokens(String text) {
    return model.tokens(text);
  }

  @Override
  public float[] embed(String text) {
    texts.incrementAndGet();
    return model.embed(text);
  }
}

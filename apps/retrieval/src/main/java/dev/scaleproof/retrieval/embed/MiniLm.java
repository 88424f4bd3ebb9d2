package dev.scaleproof.retrieval.embed;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * all-MiniLM-L6-v2 with 8-bit weights on ONNX Runtime, offline. Mean over the tokens' vectors, then
 * scaled to length 1, as in sentence-transformers.
 *
 * <p>One text at a time: the runtime quantizes activations over the whole input, so a text's vector
 * would depend on its neighbours in a batch, and on a CPU a batch is no faster. Each call computes
 * on the caller's thread and no other: whoever wants two cores calls from two threads.
 */
public final class MiniLm implements Embedder, AutoCloseable {
  private static final int DIMENSIONS = 384;

  /** What the model was trained with; longer inputs only dilute the mean. */
  private static final int MAX_TOKENS = 256;

  /**
   * The SHA-256 of weights and tokenizer, one after the other, and what is done with them. Written
   * here, since hashing 23 MB at every start would cost more than the rest of it; a test compares.
   */
  private static final String IDENTITY =
      "all-MiniLM-L6-v2-q/6ea94d8f890e7e0ec326cd8e75eacdcbed9611a0c3d7cbff4e5eac08969213a8/mean-"
          + MAX_TOKENS;

  private static final long WEIGHTS_BYTES = 22_972_370;
  private static final long TOKENIZER_BYTES = 711_661;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final WordPiece tokenizer;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  private MiniLm(OrtEnvironment environment, OrtSession session, WordPiece tokenizer) {
    this.environment = environment;
    this.session = session;
    this.tokenizer = tokenizer;
  }

  /**
   * Loads the model, some 50 MiB outside the heap.
   *
   * @throws IllegalStateException if the native runtime does not load: it needs glibc on Linux,
   *     macOS or Windows, on x86-64 or 64-bit ARM
   */
  public static MiniLm load() {
    byte[] weights = ModelFiles.read(ModelFiles.WEIGHTS);
    return load(
        (environment, options) -> environment.createSession(weights, options),
        ModelFiles.read(ModelFiles.TOKENIZER));
  }

  /**
   * The same from files that were unpacked from the model's jar, which takes less time and no heap.
   *
   * @throws IllegalStateException also if they are not there, or not those of this version
   */
  public static MiniLm load(Path folder) {
    String weights = ModelFiles.checked(folder, ModelFiles.WEIGHTS, WEIGHTS_BYTES).toString();
    Path tokenizer = ModelFiles.checked(folder, ModelFiles.TOKENIZER, TOKENIZER_BYTES);
    return load(
        (environment, options) -> environment.createSession(weights, options),
        ModelFiles.read(tokenizer));
  }

  private static MiniLm load(Opening opening, byte[] tokenizer) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      return new MiniLm(
          environment,
          opening.open(environment, options),
          new WordPiece(ModelFiles.vocabulary(tokenizer)));
    } catch (OrtException | UnsatisfiedLinkError | ExceptionInInitializerError e) {
      throw new IllegalStateException("ONNX Runtime does not start here: " + e.getMessage(), e);
    }
  }

  /** Of the weights, wherever they are. */
  private interface Opening {
    OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options)
        throws OrtException;
  }

  @Override
  public String identity() {
    return IDENTITY;
  }

  @Override
  public int dimensions() {
    return DIMENSIONS;
  }

  @Override
  public int maxTokens() {
    return MAX_TOKENS;
  }

  @Override
  public int tokens(String text) {
    return tokenizer.encode(text, Integer.MAX_VALUE).length;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if it has been closed
   */
  @Override
  public float[] embed(String text) {
    int[] ids = tokenizer.encode(text, MAX_TOKENS);
    // Closed under a running call, native memory would be read after it was freed.
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the embedding model has been closed");
      }
      return run(ids);
    } catch (OrtException e) {
      throw new IllegalStateException("the model failed: " + e.getMessage(), e);
    } finally {
      use.readLock().unlock();
    }
  }

  private float[] run(int[] ids) throws OrtException {
    long[] input = Arrays.stream(ids).asLongStream().toArray();
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    long[] shape = {1, ids.length};
    try (OnnxTensor tokens = tensor(input, shape);
        OnnxTensor mask = tensor(ones, shape);
        OnnxTensor types = tensor(new long[ids.length], shape);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", tokens, "attention_mask", mask, "token_type_ids", types))) {
      return pooled(((OnnxTensor) result.get(0)).getFloatBuffer(), ids.length);
    }
  }

  private OnnxTensor tensor(long[] values, long[] shape) throws OrtException {
    return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
  }

  private static float[] pooled(FloatBuffer states, int tokens) {
    float[] all = new float[tokens * DIMENSIONS];
    states.get(all);
    float[] sum = new float[DIMENSIONS];
    for (int token = 0; token < tokens; token++) {
      int from = token * DIMENSIONS;
      for (int i = 0; i < DIMENSIONS; i++) {
        sum[i] += all[from + i];
      }
    }
    double square = 0;
    for (float value : sum) {
      square += (double) value * value;
    }
    float scale = (float) (1 / Math.sqrt(square));
    for (int i = 0; i < DIMENSIONS; i++) {
      sum[i] *= scale;
    }
    return sum;
  }

  /** Waits for the calls that run; a second time does nothing. */
  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException("the model does not close", e);
    } finally {
      use.writeLock().unlock();
    }
  }
}

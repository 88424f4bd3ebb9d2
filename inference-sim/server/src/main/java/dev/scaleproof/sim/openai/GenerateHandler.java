package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.engine.Sequence;
import dev.scaleproof.sim.http.Exchange;
import dev.scaleproof.sim.metrics.AdmissionRejections;
import dev.scaleproof.sim.run.EngineLoop;
import dev.scaleproof.sim.run.GenerationRequest;
import dev.scaleproof.sim.run.Outbox;
import dev.scaleproof.sim.text.AnswerScript;
import dev.scaleproof.sim.text.OutputLength;
import dev.scaleproof.sim.text.Sentences;
import dev.scaleproof.sim.text.Vocabulary;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Serves the endpoints that generate text: from the request's bytes to sequences in the engine. */
public final class GenerateHandler {
  /** Larger bodies are read away from the event loop, which others' tokens are waiting for. */
  private static final int QUICKLY_READ = 32 * 1024;

  private static final byte[] CHAT_TAIL = StreamedChoice.commonTail(new ChatFormat());
  private static final byte[] COMPLETION_TAIL = StreamedChoice.commonTail(new CompletionFormat());

  /** What the answers are made from, and how many may queue. */
  public record Settings(
      ServedModel model, long seed, OutputLength outputLength, int maxQueuedRequests) {}

  private interface Reading {
    Job read(byte[] body, @Nullable String contentType) throws ApiError.Thrown;
  }

  private final Settings settings;
  private final Vocabulary vocabulary;
  private final Sentences sentences;
  private final EngineLoop loop;
  private final AdmissionRejections rejections;
  private final Executor readers;
  private final JobReader reader;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Map<EventLoop, Outbox> outboxes = new ConcurrentHashMap<>();

  public GenerateHandler(
      Settings settings,
      Vocabulary vocabulary,
      EngineLoop loop,
      AdmissionRejections rejections,
      Executor readers) {
    this.settings = settings;
    this.vocabulary = vocabulary;
    this.sentences = new Sentences(vocabulary);
    this.loop = loop;
    this.rejections = rejections;
    this.readers = readers;
    this.reader = new JobReader(settings.model(), vocabulary);
  }

  /** {@code POST /v1/chat/completions}. */
  public void chat(Exchange exchange) {
    handle(exchange, reader::chat);
  }

  /** {@code POST /v1/completions}. */
  public void completion(Exchange exchange) {
    handle(exchange, reader::completion);
  }

  /** Requests that are being answered: vLLM's {@code server_load}. */
  public int inFlight() {
    return inFlight.get();
  }

  private void handle(Exchange exchange, Reading reading) {
    byte[] body = exchange.body();
    String contentType = exchange.header("content-type");
    if (body.length <= QUICKLY_READ) {
      read(exchange, reading, body, contentType).run();
    } else {
      readers.execute(
          () -> {
            Runnable next = read(exchange, reading, body, contentType);
            exchange.eventLoop().execute(next);
          });
    }
  }

  /** What to do on the event loop with the outcome of reading. */
  private Runnable read(
      Exchange exchange, Reading reading, byte[] body, @Nullable String contentType) {
    try {
      Job job = reading.read(body, contentType);
      return () -> start(exchange, job);
    } catch (ApiError.Thrown wrong) {
      return () -> exchange.respond(wrong.error().response());
    }
  }

  private void start(Exchange exchange, Job job) {
    if (!exchange.isOpen()) {
      return;
    }
    if (loop.queued() >= settings.maxQueuedRequests()) {
      rejections.queueFull();
      exchange.respond(ApiError.busy().response());
      return;
    }
    String id = JobReader.requestId(exchange, job.parameters());
    AnswerHead head =
        new AnswerHead(
            job.format().idPrefix() + id,
            System.currentTimeMillis() / 1000,
            settings.model().name(),
            settings.model().fingerprint());
    Answer answer =
        new Answer(exchange, job, head, settings.model(), vocabulary, inFlight::decrementAndGet);
    List<Sequence> sequences = sequences(exchange, answer, head.id());
    inFlight.incrementAndGet();
    exchange.whenGone(
        () -> {
          inFlight.decrementAndGet();
          loop.cancel(sequences);
        });
    if (loop.submit(sequences)) {
      answer.open();
    } else {
      inFlight.decrementAndGet();
      exchange.respond(
          (loop.isDead() ? ApiError.engineDead() : ApiError.shuttingDown()).response());
    }
  }

  private List<Sequence> sequences(Exchange exchange, Answer answer, String id) {
    Job job = answer.job();
    Parameters parameters = job.parameters();
    Outbox outbox = outboxes.computeIfAbsent(exchange.eventLoop(), loop::outbox);
    int answers = Math.toIntExact(parameters.n());
    int minTokens = (int) Math.min(Integer.MAX_VALUE - 1, parameters.minTokens());
    Set<Integer> stopTokens =
        Arrays.stream(parameters.stopTokenIds()).boxed().collect(Collectors.toSet());
    List<Sequence> sequences = new ArrayList<>(job.choices());
    for (Prompt prompt : job.prompts()) {
      int maxTokens = job.maxTokens(prompt);
      GenerationRequest request = new GenerationRequest(answers);
      for (int i = 0; i < answers; i++) {
        int index = sequences.size();
        AnswerScript script =
            new AnswerScript(
                sentences,
                seed(parameters, prompt, i),
                settings.outputLength(),
                minTokens,
                parameters.ignoreEnd(),
                stopTokens);
        ChoiceGeneration choice =
            parameters.stream()
                ? new StreamedChoice(
                    answer,
                    index,
                    prompt.echo(),
                    outbox,
                    request,
                    script,
                    job.format() instanceof ChatFormat ? CHAT_TAIL : COMPLETION_TAIL)
                : new CollectedChoice(answer, index, prompt.echo(), outbox, request, script);
        sequences.add(
            Sequence.of(id, prompt.tokens())
                .maxTokens(maxTokens)
                .minTokens(minTokens)
                .ignoreEndOfSequence(parameters.ignoreEnd())
                .stopTokenIds(parameters.stopTokenIds())
                .attachment(choice)
                .build());
      }
    }
    return sequences;
  }

  /** The same server seed, request seed and prompt give the same answer. */
  private long seed(Parameters parameters, Prompt prompt, int answer) {
    long seed = settings.seed();
    if (parameters.seed() != null) {
      seed = seed * 31 + parameters.seed();
    }
    seed = seed * 31 + Arrays.hashCode(prompt.tokens());
    return seed * 31 + answer;
  }
}

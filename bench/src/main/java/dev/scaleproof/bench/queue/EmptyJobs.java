package dev.scaleproof.bench.queue;

import dev.scaleproof.bench.measure.Figure;
import dev.scaleproof.bench.measure.MeasurementException;
import dev.scaleproof.bench.measure.Scenario;
import dev.scaleproof.bench.measure.Target;
import dev.scaleproof.bench.process.Child;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Jobs that do nothing, from the first that is handed in to the last that is done. The CPU time is
 * that of whoever hands in and works, and Redis' own.
 */
public final class EmptyJobs implements Scenario {
  private static final int JOBS = 2000;
  private static final int WARM_UP_STEP = 1000;
  private static final int MOST_WARM_UP_JOBS = 32_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Child redis;
  private final int atOnce;

  public EmptyJobs(Child redis, int atOnce) {
    this.redis = redis;
    this.atOnce = atOnce;
  }

  @Override
  public String key() {
    return "empty-jobs";
  }

  @Override
  public String title() {
    return "%,d empty jobs, each result stored, %d at once".formatted(JOBS, atOnce);
  }

  @Override
  public List<Figure> figures() {
    return List.of(Figure.CPU_PER_10K_JOBS, Figure.REDIS_CPU_PER_10K_JOBS, Figure.JOBS_PER_SECOND);
  }

  /**
   * Jobs that do not count, for as long as {@code time} or as many as a JVM needs to have compiled
   * what it runs.
   */
  public void warmUp(Target target, Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (int jobs = 0; jobs < MOST_WARM_UP_JOBS && System.nanoTime() < end; jobs += WARM_UP_STEP) {
      var unused = run(target, WARM_UP_STEP);
    }
  }

  @Override
  public Map<Figure, Double> measure(Target target, double effort) throws InterruptedException {
    int jobs = (int) Math.max(100, JOBS * effort);
    double redisBefore = redis.cpuSeconds();
    double before = target.process().cpuSeconds();
    double seconds = run(target, jobs);
    double spent = target.process().cpuSeconds() - before;
    double redisSpent = redis.cpuSeconds() - redisBefore;
    return Map.of(
        Figure.CPU_PER_10K_JOBS,
        (spent + redisSpent) * 1e4 / jobs,
        Figure.REDIS_CPU_PER_10K_JOBS,
        redisSpent * 1e4 / jobs,
        Figure.JOBS_PER_SECOND,
        jobs / seconds);
  }

  private double run(Target target, int jobs) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(target.uri().resolve("/run/" + jobs)).timeout(PATIENCE).build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      String body = answer.body();
      int space = body.indexOf(' ');
      if (answer.statusCode() != 200 || space < 0) {
        throw new MeasurementException(target.name() + " answered: " + body);
      }
      return Double.parseDouble(body.substring(0, space));
    } catch (IOException e) {
      throw new MeasurementException(target.name() + " does not answer: " + e.getMessage());
    }
  }
}

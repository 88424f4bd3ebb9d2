package dev.scaleproof.gateway.relay;

import dev.scaleproof.gateway.config.Units;
import dev.scaleproof.gateway.error.ApiError;
import dev.scaleproof.gateway.jobs.JobRequests;
import dev.scaleproof.gateway.metrics.Route;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which request about jobs is answered how. */
final class JobRoutes {

  private static final String KEY = "idempotency-key";
  private static final String LAST_EVENT_ID = "last-event-id";
  private static final String EVENT_STREAM = "text/event-stream";
  private static final String WAIT = "wait";
  private static final byte[] WRONG_METHOD =
      "{\"detail\":\"Method Not Allowed\"}".getBytes(StandardCharsets.US_ASCII);

  private JobRoutes() {}

  /** Answers a complete request, or begins to. */
  static void answer(
      ClientConnection client, Loop loop, Route route, HttpRequest head, byte[] body) {
    JobRequests jobs = loop.context().jobs();
    HttpMethod method =
        route == Route.JOBS || route == Route.CHAT ? HttpMethod.POST : HttpMethod.GET;
    if (jobs == null) {
      client.answerHere(
          ApiError.notConfigured(
              "This gateway has no job queue; start it with REDIS_URL to have one."));
    } else if (!method.equals(head.method())) {
      client.answerHere(405, WRONG_METHOD, "allow: " + method + "\r\n");
    } else if (jobs.enter()) {
      begin(new JobExchange(client, loop, route, jobs), jobs, route, head, body);
    } else {
      client.answerHere(
          ApiError.tooMany("Too many requests about jobs are under way. Please try again later."));
    }
  }

  private static void begin(
      JobExchange exchange, JobRequests jobs, Route route, HttpRequest head, byte[] body) {
    String key = head.headers().get(KEY);
    switch (route) {
      case JOBS -> exchange.start(then -> jobs.submit(body, key, then));
      case CHAT -> {
        try {
          Duration wait = wait(head.uri());
          exchange.start(then -> jobs.chat(body, key, wait, then));
        } catch (IllegalArgumentException mistake) {
          exchange.refuse(ApiError.badRequest(String.valueOf(mistake.getMessage()), WAIT));
        }
      }
      default -> {
        String id = id(route, head.uri());
        if (route == Route.JOB_EVENTS || acceptsEvents(head)) {
          exchange.watch(id, head.headers().get(LAST_EVENT_ID));
        } else {
          exchange.start(then -> jobs.find(id, then));
        }
      }
    }
  }

  /** What stands between {@code /v1/jobs/} and {@code /events}, or the end. */
  private static String id(Route route, String target) {
    String path = target.split("\\?", 2)[0];
    int end = path.length() - (route == Route.JOB_EVENTS ? "/events".length() : 0);
    int begin = "/v1/jobs/".length();
    return begin < end ? path.substring(begin, end) : "";
  }

  private static boolean acceptsEvents(HttpRequest head) {
    List<String> accepted = head.headers().getAll(HttpHeaderNames.ACCEPT);
    return accepted.stream().anyMatch(type -> type.toLowerCase(Locale.ROOT).contains(EVENT_STREAM));
  }

  /**
   * What a question's target says about waiting; null for nothing.
   *
   * @throws IllegalArgumentException if it says something else
   */
  private static @Nullable Duration wait(String target) {
    Map<String, List<String>> parameters = new QueryStringDecoder(target).parameters();
    for (String name : parameters.keySet()) {
      if (!name.equals(WAIT)) {
        throw new IllegalArgumentException(
            "Unknown parameter `" + name + "`; known is `wait`, as in /chat?wait=30s.");
      }
    }
    List<String> values = parameters.get(WAIT);
    if (values == null) {
      return null;
    }
    Duration wait = Units.duration(values.getFirst());
    if (wait.isZero()) {
      throw new IllegalArgumentException("`wait` must be more than 0.");
    }
    return wait;
  }
}

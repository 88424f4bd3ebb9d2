package dev.scaleproof.demo.scrape;

import dev.scaleproof.demo.clock.EventLoop;
import dev.scaleproof.twin.promql.SampleStore;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The part of a Prometheus server that decisions depend on: targets come and go, and each is
 * scraped every interval at its own offset. What differs from the real one: a target is known at
 * once, where service discovery takes up to 5 s.
 *
 * <p>Belongs to the event loop's thread.
 */
public final class Prometheus {
  /** Prometheus' default {@code scrape_timeout} is 10 s of a 15 s interval; real time at least. */
  private static final Duration MINIMUM_TIMEOUT = Duration.ofSeconds(1);

  /** Gets to know of every scrape. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A scrape has ended.
     *
     * @param text null when it failed
     * @param error null when it did not
     */
    void scraped(Duration at, String pod, @Nullable String text, @Nullable String error);
  }

  private final EventLoop loop;
  private final MetricsClient client;
  private final SampleStore store;
  private final Duration interval;
  private final Map<String, String> commonLabels;
  private final Listener listener;
  private final Map<String, Map<String, String>> targets = new HashMap<>();

  /**
   * A server without targets.
   *
   * @param commonLabels that every target gets, such as {@code namespace} and {@code job}
   */
  public Prometheus(
      EventLoop loop,
      MetricsClient client,
      SampleStore store,
      Duration interval,
      Map<String, String> commonLabels,
      Listener listener) {
    this.loop = loop;
    this.client = client;
    this.store = store;
    this.interval = interval;
    this.commonLabels = Map.copyOf(commonLabels);
    this.listener = listener;
  }

  /** Scrapes a pod from now on. */
  public void add(String pod, URI base) {
    Map<String, String> labels = new HashMap<>(commonLabels);
    labels.put("pod", pod);
    labels.put("instance", base.getHost() + ":" + base.getPort());
    targets.put(pod, labels);
    scrapeAt(Spread.next(pod, interval, loop.now()), pod, labels, base);
  }

  /** Takes in a scrape that someone else made just now. */
  public void scraped(String pod, String text) {
    Map<String, String> labels = targets.get(pod);
    if (labels != null) {
      take(loop.now(), pod, labels, text, null);
    }
  }

  /** Forgets a pod: its series become stale at once. */
  public void remove(String pod) {
    Map<String, String> labels = targets.remove(pod);
    if (labels != null) {
      store.targetGone(labels, loop.now());
    }
  }

  private void scrapeAt(Duration time, String pod, Map<String, String> labels, URI base) {
    loop.at(
        time,
        () -> {
          if (targets.get(pod) == labels) {
            scrape(time, pod, labels, base);
          }
        });
  }

  private void scrape(Duration planned, String pod, Map<String, String> labels, URI base) {
    // Prometheus stamps samples with the scrape's start.
    Duration started = loop.now();
    Duration timeout = loop.clock().toWall(interval.multipliedBy(2).dividedBy(3));
    var _ =
        client
            .get(
                base,
                "/metrics",
                timeout.compareTo(MINIMUM_TIMEOUT) < 0 ? MINIMUM_TIMEOUT : timeout)
            .whenComplete(
                (text, failure) ->
                    loop.execute(
                        () -> {
                          if (targets.get(pod) == labels) {
                            take(started, pod, labels, text, failure);
                            Duration next = planned.plus(interval);
                            scrapeAt(
                                next.compareTo(loop.now()) < 0
                                    ? Spread.next(pod, interval, loop.now())
                                    : next,
                                pod,
                                labels,
                                base);
                          }
                        }));
  }

  private void take(
      Duration started,
      String pod,
      Map<String, String> labels,
      @Nullable String text,
      @Nullable Throwable failure) {
    String error = failure == null ? null : Objects.toString(failure.getMessage(), "no answer");
    if (text != null && error == null) {
      try {
        store.scrape(labels, started, text);
        listener.scraped(started, pod, text, null);
        return;
      } catch (IllegalArgumentException malformed) {
        error = malformed.getMessage();
      }
    }
    store.scrapeFailed(labels, started);
    listener.scraped(started, pod, null, error);
  }
}

package dev.scaleproof.jobs;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All watches of a client on one subscribed connection. An event only says that the hash has to be
 * read; all are read from time to time too, since events that fall into a broken connection are
 * gone. One thread waits for Redis here, so that no caller does.
 */
final class Watches implements AutoCloseable {
  private final RedisLink link;
  private final Map<String, Set<Watch>> byChannel = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("job-watches").daemon().factory());
  private @Nullable StatefulRedisPubSubConnection<String, String> subscribed;

  Watches(RedisLink link) {
    this.link = link;
    long millis = link.timeout().toMillis();
    var unused =
        thread.scheduleWithFixedDelay(this::lookAgain, millis, millis, TimeUnit.MILLISECONDS);
  }

  JobWatch open(String id, JobListener listener) {
    Watch watch = new Watch(id, listener, link, this::execute);
    execute(() -> add(watch));
    return () -> {
      watch.stop();
      execute(() -> remove(watch));
    };
  }

  private void add(Watch watch) {
    if (watch.stopped()) {
      return;
    }
    String channel = Names.events(watch.id());
    Set<Watch> others = byChannel.computeIfAbsent(channel, unused -> ConcurrentHashMap.newKeySet());
    others.add(watch);
    try {
      var unused = subscriptions().async().subscribe(channel).thenRun(() -> read(watch));
    } catch (QueueException e) {
      watch.failed(e);
    }
    watch.read();
  }

  private void remove(Watch watch) {
    String channel = Names.events(watch.id());
    Set<Watch> left = byChannel.get(channel);
    if (left == null || !left.remove(watch) || !left.isEmpty()) {
      return;
    }
    byChannel.remove(channel);
    if (subscribed != null) {
      var unused = subscribed.async().unsubscribe(channel);
    }
  }

  private void read(Watch watch) {
    execute(watch::read);
  }

  private void heard(String channel) {
    Set<Watch> watches = byChannel.get(channel);
    if (watches != null) {
      watches.forEach(this::read);
    }
  }

  /** Also speaks on the subscribed connection, so that a dead one is found out. */
  private void lookAgain() {
    if (byChannel.isEmpty()) {
      return;
    }
    try {
      if (subscribed == null) {
        var unused = subscriptions().async().subscribe(byChannel.keySet().toArray(String[]::new));
      } else {
        var unused = subscribed.async().ping();
      }
    } catch (QueueException e) {
      byChannel.values().forEach(watches -> watches.forEach(watch -> watch.failed(e)));
    }
    byChannel.values().forEach(watches -> watches.forEach(Watch::read));
  }

  private StatefulRedisPubSubConnection<String, String> subscriptions() {
    if (subscribed == null) {
      subscribed = link.subscriptions();
      subscribed.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
              heard(channel);
            }
          });
    }
    return subscribed;
  }

  private void execute(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      // The client was closed, and with it this watch.
    }
  }

  @Override
  public void close() {
    byChannel.values().forEach(watches -> watches.forEach(Watch::stop));
    thread.shutdownNow();
  }
}

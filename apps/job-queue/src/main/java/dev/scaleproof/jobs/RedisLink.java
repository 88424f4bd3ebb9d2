package dev.scaleproof.jobs;

import dev.scaleproof.jobs.QueueException.Trouble;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way to one Redis: a connection for short calls, shared by all threads and pipelined, and one
 * for calls that wait. Both are opened by the first call and again when they break; a call that was
 * under way then is sent again, so everything sent bears repetition. Thread-safe.
 */
final class RedisLink implements AutoCloseable {
  private static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  private final RedisSettings settings;
  private final ClientResources resources;
  private final RedisClient client;
  private final ReentrantLock connecting = new ReentrantLock();
  private volatile @Nullable StatefulRedisConnection<String, byte[]> shared;
  private volatile @Nullable StatefulRedisConnection<String, byte[]> waiting;

  /**
   * @param block the longest that Redis itself waits in a call
   */
  RedisLink(RedisSettings settings, Duration block) {
    this.settings = settings;
    Duration silence = settings.timeout().plus(block);
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(20), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
            .nettyCustomizer(
                new NettyCustomizer() {
                  @Override
                  public void afterChannelInitialized(Channel channel) {
                    channel.pipeline().addFirst(new SilenceGuard(silence));
                  }
                })
            .build();
    this.client = RedisClient.create(resources, settings.uri());
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(true)
            .socketOptions(
                SocketOptions.builder().connectTimeout(settings.timeout()).tcpNoDelay(true).build())
            .build());
  }

  /** Runs a script and waits for its answer. */
  List<Object> run(Script script, String[] keys, byte[]... arguments) {
    try {
      return call(
          redis ->
              redis.<List<Object>>evalsha(
                  script.digest(), ScriptOutputType.MULTI, keys, arguments));
    } catch (UnknownScript e) {
      return call(
          redis ->
              redis.<List<Object>>eval(script.text(), ScriptOutputType.MULTI, keys, arguments));
    }
  }

  /** Waits for the answer to a short call. */
  <T> T call(Function<RedisAsyncCommands<String, byte[]>, ? extends Future<T>> command) {
    var connection = connection(false);
    return await(connection, command.apply(connection.async()), settings.timeout());
  }

  /** As {@link #call}, for a call in which Redis waits up to {@code block}. */
  <T> T callWaiting(
      Duration block, Function<RedisAsyncCommands<String, byte[]>, ? extends Future<T>> command) {
    var connection = connection(true);
    return await(connection, command.apply(connection.async()), settings.timeout().plus(block));
  }

  /** Does not wait for the answer, but for the first connection. */
  <T> CompletionStage<T> send(
      Function<RedisAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
    return command.apply(connection(false).async());
  }

  /** A connection of its own for subscriptions; its owner closes it. */
  StatefulRedisPubSubConnection<String, String> subscriptions() {
    try {
      return client.connectPubSub(StringCodec.UTF8);
    } catch (RedisException e) {
      throw trouble(e);
    }
  }

  QueueException trouble(Throwable failure) {
    return Troubles.of(failure, settings.place());
  }

  Duration timeout() {
    return settings.timeout();
  }

  private <T> T await(
      StatefulRedisConnection<String, byte[]> connection, Future<T> answer, Duration timeout) {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof RedisNoScriptException) {
        throw new UnknownScript();
      }
      QueueException trouble = trouble(cause);
      if (trouble.trouble() == Trouble.READ_ONLY) {
        close(connection);
      }
      throw trouble;
    } catch (CancellationException e) {
      // Its connection was closed under it.
      throw trouble(e);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw Troubles.noAnswer(settings.place(), timeout.toMillis());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new QueueException(Trouble.UNREACHABLE, "interrupted while asking Redis", e);
    }
  }

  private StatefulRedisConnection<String, byte[]> connection(boolean forWaiting) {
    var open = forWaiting ? waiting : shared;
    if (open != null) {
      return open;
    }
    lockForConnecting();
    try {
      open = forWaiting ? waiting : shared;
      if (open == null) {
        open = client.connect(CODEC);
        if (forWaiting) {
          waiting = open;
        } else {
          shared = open;
        }
      }
      return open;
    } catch (RedisException | IllegalStateException e) {
      throw trouble(e);
    } finally {
      connecting.unlock();
    }
  }

  /** Who comes while another connects waits no longer than that one may need. */
  private void lockForConnecting() {
    try {
      if (!connecting.tryLock(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw Troubles.noAnswer(settings.place(), settings.timeout().toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueueException(Trouble.UNREACHABLE, "interrupted while connecting to Redis", e);
    }
  }

  /**
   * After a failover the name may lead to another server, which only a new connection finds. One
   * that another call has opened meanwhile stays.
   */
  private void close(StatefulRedisConnection<String, byte[]> connection) {
    connecting.lock();
    try {
      if (connection == shared) {
        shared = null;
      } else if (connection == waiting) {
        waiting = null;
      }
    } finally {
      connecting.unlock();
    }
    var unused = connection.closeAsync();
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3000);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] bytes(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  static String text(Object answer) {
    return new String((byte[]) answer, StandardCharsets.UTF_8);
  }

  /** Redis was restarted, or its scripts were flushed. */
  private static final class UnknownScript extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownScript() {
      super(null, null, false, false);
    }
  }
}

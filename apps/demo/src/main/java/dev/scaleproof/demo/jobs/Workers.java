package dev.scaleproof.demo.jobs;

import dev.scaleproof.demo.process.Child;
import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.demo.process.Children;
import dev.scaleproof.demo.process.Program;
import dev.scaleproof.demo.replica.Membership;
import dev.scaleproof.demo.replica.ProcessStarter;
import dev.scaleproof.demo.replica.Replica;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Starts the workers of one run, each behind a gate of its own, and opens the gates of those whose
 * pods have joined. Thread-safe.
 */
final class Workers implements ProcessStarter.Launch, Membership {
  private final Children children;
  private final Program program;
  private final Map<String, String> environment;
  private final RedisServer redis;
  private final String queue;
  private final Map<Child, RedisGate> gates = new ConcurrentHashMap<>();

  /**
   * The workers of a queue.
   *
   * @param environment all variables but the address of Redis, the queue and the worker's name
   */
  Workers(
      Children children,
      Program program,
      Map<String, String> environment,
      RedisServer redis,
      String queue) {
    this.children = children;
    this.program = program;
    this.environment = Map.copyOf(environment);
    this.redis = redis;
    this.queue = queue;
  }

  @Override
  public Child start(String name) throws ChildException {
    RedisGate gate;
    try {
      gate = new RedisGate(new InetSocketAddress(redis.host(), redis.port()), queue, room(name));
    } catch (IOException refused) {
      throw new ChildException("no port for " + name + ": " + refused.getMessage(), refused);
    }
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("REDIS_URL", redis.through(gate.port()));
    variables.put("QUEUE", queue);
    variables.put("HOSTNAME", name);
    variables.put("PORT", "0");
    Child child = children.start(queue + "-" + name, program.with(variables), List.of());
    gates.put(child, gate);
    var _ = child.exit().thenAccept(status -> closeGate(child));
    return child;
  }

  private void closeGate(Child child) {
    RedisGate gate = gates.remove(child);
    if (gate != null) {
      gate.close();
    }
  }

  /** The queue that a worker has to itself until its pod joins. */
  String room(Child child) {
    return room(child.name().substring(queue.length() + 1));
  }

  private String room(String name) {
    return queue + "." + name;
  }

  /** Has a worker look into its room at once. */
  void call(Child child) {
    RedisGate gate = gates.get(child);
    if (gate != null) {
      gate.call();
    }
  }

  @Override
  public void serving(List<Replica> serving) {
    for (Replica replica : serving) {
      Child process = replica.process();
      RedisGate gate = process == null ? null : gates.get(process);
      if (gate != null) {
        gate.open();
      }
    }
  }
}

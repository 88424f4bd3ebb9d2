package dev.scaleproof.gateway.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All pools, by the model that they serve. Thread-safe; readers see one whole version of the list.
 */
public final class Pools {

  /**
   * One version of the list.
   *
   * @param first the default pool
   * @param byModel pool by model and by its own name
   * @param models what to name when a model is unknown
   * @param anyModel the pool for models that no pool lists: the first that lists none, or null
   * @param defaultModel the first model of the default pool, or null
   * @param pools how many there are
   */
  private record Directory(
      Pool first,
      Map<String, Pool> byModel,
      SequencedSet<String> models,
      @Nullable Pool anyModel,
      @Nullable String defaultModel,
      int pools) {}

  private final Function<String, Pool> creator;
  private final Map<String, Pool> known = new LinkedHashMap<>();
  private final List<Consumer<Pool>> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable Directory directory;

  Pools(Function<String, Pool> creator) {
    this.creator = creator;
  }

  /**
   * Makes the pools be these. A pool that stays keeps its requests; one that comes back is the same
   * as before.
   *
   * @param replicasFromNames what the pools that come from names have now, by pool name
   */
  synchronized void update(List<PoolSpec> specs, Map<String, List<ReplicaSpec>> replicasFromNames) {
    Map<String, Pool> byModel = new LinkedHashMap<>();
    SequencedSet<String> models = new LinkedHashSet<>();
    Pool first = null;
    Pool anyModel = null;
    List<Pool> current = new ArrayList<>();
    for (PoolSpec spec : specs) {
      Pool pool = known.get(spec.name());
      if (pool == null) {
        pool = creator.apply(spec.name());
        known.put(spec.name(), pool);
        Pool created = pool;
        listeners.forEach(listener -> listener.accept(created));
      }
      current.add(pool);
      first = first == null ? pool : first;
      byModel.put(spec.name(), pool);
      for (String model : spec.models()) {
        byModel.put(model, pool);
      }
      models.addAll(spec.models().isEmpty() ? List.of(spec.name()) : spec.models());
      if (spec.models().isEmpty() && anyModel == null) {
        anyModel = pool;
      }
    }
    if (first == null) {
      throw new IllegalArgumentException("no pools");
    }
    for (PoolSpec spec : specs) {
      Pool pool = byModel.get(spec.name());
      if (pool != null) {
        pool.update(
            spec.dns() == null
                ? spec.replicas()
                : replicasFromNames.getOrDefault(spec.name(), List.of()));
      }
    }
    known.values().stream()
        .filter(pool -> !current.contains(pool))
        .forEach(pool -> pool.update(List.of()));
    List<String> defaults = specs.getFirst().models();
    String defaultModel = defaults.isEmpty() ? null : defaults.getFirst();
    directory =
        new Directory(first, Map.copyOf(byModel), models, anyModel, defaultModel, specs.size());
  }

  /**
   * The pool for a {@code model} value; the default one for null or empty; null for one that nobody
   * serves.
   */
  public @Nullable Pool forModel(@Nullable String model) {
    Directory now = now();
    if (model == null || model.isEmpty()) {
      return now.first();
    }
    Pool exact = now.byModel().get(model);
    return exact != null ? exact : now.anyModel();
  }

  /** The default pool. */
  public Pool first() {
    return now().first();
  }

  /**
   * Whether every request goes to one pool whatever its model, so that bodies need not be read for
   * it.
   */
  public boolean oneForAll() {
    Directory now = now();
    return now.pools() == 1 && now.anyModel() != null;
  }

  /** How many pools are listed. */
  public int count() {
    return now().pools();
  }

  /** The first model that the default pool lists, or null when it lists none. */
  public @Nullable String defaultModel() {
    return now().defaultModel();
  }

  /** The models that are listed, in order; a pool that lists none stands with its own name. */
  public SequencedSet<String> models() {
    return now().models();
  }

  /** Every pool that there is or was. */
  public synchronized Collection<Pool> all() {
    return List.copyOf(known.values());
  }

  /** Calls back for each pool, those there are and those that come. */
  public synchronized void onPool(Consumer<Pool> listener) {
    known.values().forEach(listener);
    listeners.add(listener);
  }

  private Directory now() {
    Directory now = directory;
    if (now == null) {
      throw new IllegalStateException("pools are not loaded yet");
    }
    return now;
  }
}

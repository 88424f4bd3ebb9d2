package dev.scaleproof.gateway.pool;

import dev.scaleproof.gateway.config.ReplicaUrl;
import dev.scaleproof.gateway.pool.PoolSpec.DnsName;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Strict reader of the pool file. Unknown fields are mistakes, so that a misspelt one is not
 * silently without effect.
 *
 * <pre>{@code
 * pools:
 *   - name: vllm-sim               # the first pool is the default
 *     models: [mistral-7b]         # the pool's own name also matches; no models: every model
 *     replicas:                    # may be empty: requests then wait
 *       - {name: vllm-sim-1, url: "http://127.0.0.1:40001"}
 *     # or dns: {host: vllm-sim.inference.svc, port: 8000}
 * }</pre>
 */
final class PoolFile {

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._:-]{0,126}[A-Za-z0-9])?");
  private static final int MOST_BYTES = 4 << 20;

  private PoolFile() {}

  /** The pools that the text lists, in its order; at least one. */
  static List<PoolSpec> parse(String text) throws PoolFileException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(20);
    options.setCodePointLimit(MOST_BYTES);
    Object root;
    try {
      root = new Yaml(new SafeConstructor(options)).load(text);
    } catch (YAMLException malformed) {
      throw new PoolFileException("not YAML: " + oneLine(malformed.getMessage()), malformed);
    }
    Map<?, ?> file = map(root, "the file", Set.of("pools"));
    List<?> entries = list(file.get("pools"), "pools");
    if (entries.isEmpty()) {
      throw new PoolFileException("pools: there must be at least one pool");
    }
    List<PoolSpec> pools = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      pools.add(pool(entries.get(i), "pools[" + i + "]"));
    }
    refuseAmbiguity(pools);
    return pools;
  }

  private static PoolSpec pool(@Nullable Object entry, String at) throws PoolFileException {
    Map<?, ?> fields = map(entry, at, Set.of("name", "models", "replicas", "dns"));
    String name = name(fields.get("name"), at + ".name");
    List<String> models = new ArrayList<>();
    if (fields.get("models") != null) {
      List<?> values = list(fields.get("models"), at + ".models");
      for (int i = 0; i < values.size(); i++) {
        models.add(text(values.get(i), at + ".models[" + i + "]"));
      }
    }
    boolean hasDns = fields.get("dns") != null;
    if (hasDns == fields.containsKey("replicas")) {
      throw new PoolFileException(at + ": give either replicas or dns");
    }
    if (hasDns) {
      Map<?, ?> dns = map(fields.get("dns"), at + ".dns", Set.of("host", "port"));
      DnsName target =
          new DnsName(
              text(dns.get("host"), at + ".dns.host"), port(dns.get("port"), at + ".dns.port"));
      return new PoolSpec(name, models, List.of(), target);
    }
    return new PoolSpec(name, models, replicas(fields.get("replicas"), at + ".replicas"), null);
  }

  private static List<ReplicaSpec> replicas(@Nullable Object value, String at)
      throws PoolFileException {
    List<ReplicaSpec> replicas = new ArrayList<>();
    if (value == null) {
      return replicas;
    }
    Set<String> names = new HashSet<>();
    List<?> entries = list(value, at);
    for (int i = 0; i < entries.size(); i++) {
      String here = at + "[" + i + "]";
      Map<?, ?> fields = map(entries.get(i), here, Set.of("name", "url"));
      String name = name(fields.get("name"), here + ".name");
      if (!names.add(name)) {
        throw new PoolFileException(here + ".name: '" + name + "' is there twice");
      }
      replicas.add(new ReplicaSpec(name, url(fields.get("url"), here + ".url")));
    }
    return replicas;
  }

  private static void refuseAmbiguity(List<PoolSpec> pools) throws PoolFileException {
    Map<String, String> owners = new HashMap<>();
    for (PoolSpec pool : pools) {
      if (owners.put(pool.name(), pool.name()) != null) {
        throw new PoolFileException("pools: the name '" + pool.name() + "' is there twice");
      }
    }
    for (PoolSpec pool : pools) {
      for (String model : pool.models()) {
        String other = owners.putIfAbsent(model, pool.name());
        if (other != null && !other.equals(pool.name())) {
          throw new PoolFileException(
              "pools: the model '"
                  + model
                  + "' is in both '"
                  + other
                  + "' and '"
                  + pool.name()
                  + "'");
        }
      }
    }
  }

  private static Map<?, ?> map(@Nullable Object value, String at, Set<String> known)
      throws PoolFileException {
    if (!(value instanceof Map<?, ?> fields)) {
      throw new PoolFileException(at + ": must have fields " + known.stream().sorted().toList());
    }
    for (Object key : fields.keySet()) {
      if (!(key instanceof String field) || !known.contains(field)) {
        throw new PoolFileException(
            at + ": unknown field '" + key + "'; known are " + known.stream().sorted().toList());
      }
    }
    return fields;
  }

  private static List<?> list(@Nullable Object value, String at) throws PoolFileException {
    if (value instanceof List<?> entries) {
      return entries;
    }
    throw new PoolFileException(at + ": must be a list");
  }

  private static String text(@Nullable Object value, String at) throws PoolFileException {
    if (value instanceof String text && !text.isBlank()) {
      return text;
    }
    throw new PoolFileException(
        at + ": must be text that is not empty" + (value == null ? "" : ", is " + value));
  }

  private static String name(@Nullable Object value, String at) throws PoolFileException {
    String name = text(value, at);
    if (!NAME.matcher(name).matches()) {
      throw new PoolFileException(
          at + ": '" + oneLine(name) + "' may have letters, digits and . _ : - only, 128 at most");
    }
    return name;
  }

  private static int port(@Nullable Object value, String at) throws PoolFileException {
    if (value instanceof Integer port && port > 0 && port <= 65_535) {
      return port;
    }
    throw new PoolFileException(at + ": must be a port from 1 to 65535, is " + value);
  }

  private static URI url(@Nullable Object value, String at) throws PoolFileException {
    try {
      return ReplicaUrl.parse(text(value, at));
    } catch (IllegalArgumentException notOne) {
      throw new PoolFileException(at + ": " + notOne.getMessage(), notOne);
    }
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "" : text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}

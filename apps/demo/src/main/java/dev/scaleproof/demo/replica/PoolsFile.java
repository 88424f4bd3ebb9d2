package dev.scaleproof.demo.replica;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The gateway's file of replicas, as the endpoints of a Service.
 *
 * @param file replaced as a whole at each change, so that nobody reads half of it
 * @param pool name of the only pool
 * @param model value of {@code model} that is routed to it
 */
public record PoolsFile(Path file, String pool, String model) implements Membership {
  /** Writes a pool without replicas. */
  public void writeEmpty() throws IOException {
    write(List.of());
  }

  /** Writes processes that no pod uses yet. */
  public void writeSpares(List<ProcessStarter.Healthy> spares) throws IOException {
    write(
        spares.stream().map(spare -> entry(spare.child().name(), spare.uri().toString())).toList());
  }

  @Override
  public void serving(List<Replica> serving) throws IOException {
    write(
        serving.stream().map(replica -> entry(replica.name(), replica.uri().toString())).toList());
  }

  private static Map<String, String> entry(String name, String url) {
    Map<String, String> entry = new LinkedHashMap<>();
    entry.put("name", name);
    entry.put("url", url);
    return entry;
  }

  private void write(List<Map<String, String>> replicas) throws IOException {
    Map<String, Object> only = new LinkedHashMap<>();
    only.put("name", pool);
    only.put("models", List.of(model));
    only.put("replicas", replicas);
    DumperOptions block = new DumperOptions();
    block.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, new Yaml(block).dump(Map.of("pools", List.of(only))));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}

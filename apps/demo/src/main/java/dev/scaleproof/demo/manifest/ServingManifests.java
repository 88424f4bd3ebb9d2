package dev.scaleproof.demo.manifest;

import dev.scaleproof.twin.spec.HorizontalPodAutoscaler;
import dev.scaleproof.twin.spec.ScaledObject;
import dev.scaleproof.twin.spec.SpecException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everything that the demo takes from manifests.
 *
 * @param cpuRequestMillicores the CPU request of raw-vllm, which the CPU HPA's target is a
 *     percentage of
 * @param scrapeInterval of the ServiceMonitor
 */
public record ServingManifests(
    SimulatorManifest simulator,
    Path scaledObjectFile,
    ScaledObject scaledObject,
    Path cpuAutoscalerFile,
    HorizontalPodAutoscaler cpuAutoscaler,
    int cpuRequestMillicores,
    Duration scrapeInterval) {
  private static final String CPU_REQUEST =
      "spec.template.spec.containers[0].resources.requests.cpu";
  private static final String INTERVAL = "spec.endpoints[0].interval";
  private static final Pattern CPU = Pattern.compile("(\\d+(?:\\.\\d+)?)(m?)");
  private static final Pattern SECONDS = Pattern.compile("(\\d+)(s|m)");

  /**
   * Reads all manifests.
   *
   * @param serving the folder {@code serving}
   * @param scaledObject path of the ScaledObject
   * @throws ManifestException for the first field that is wrong or not supported
   */
  public static ServingManifests read(Path serving, Path scaledObject) throws ManifestException {
    Path cpuAutoscaler = serving.resolve("vllm-sim/hpa-cpu.yaml");
    return new ServingManifests(
        SimulatorManifest.read(serving.resolve("vllm-sim/deployment.yaml")),
        scaledObject,
        scaledObject(scaledObject),
        cpuAutoscaler,
        autoscaler(cpuAutoscaler),
        cpuRequest(serving.resolve("raw-vllm/deployment.yaml")),
        scrapeInterval(serving.resolve("vllm-sim/servicemonitor.yaml")));
  }

  @FunctionalInterface
  private interface Parser<T> {
    T parse(String yaml);
  }

  private static <T> T parse(Path file, Parser<T> parser) throws ManifestException {
    String text = Manifest.text(file);
    try {
      return parser.parse(text);
    } catch (SpecException unsupported) {
      throw new ManifestException(file + ": " + unsupported.getMessage());
    }
  }

  /** Reads a ScaledObject. */
  public static ScaledObject scaledObject(Path file) throws ManifestException {
    return parse(file, ScaledObject::parse);
  }

  /** Reads a HorizontalPodAutoscaler. */
  public static HorizontalPodAutoscaler autoscaler(Path file) throws ManifestException {
    return parse(file, HorizontalPodAutoscaler::parse);
  }

  static int cpuRequest(Path deployment) throws ManifestException {
    Manifest manifest = Manifest.read(deployment);
    Matcher quantity = CPU.matcher(manifest.string(CPU_REQUEST));
    if (!quantity.matches()) {
      throw manifest.wrong(CPU_REQUEST, "not a CPU quantity such as 4 or 500m");
    }
    BigDecimal number = new BigDecimal(quantity.group(1));
    return (quantity.group(2).isEmpty() ? number.movePointRight(3) : number).intValue();
  }

  /** The interval of the first endpoint of a file's first ServiceMonitor. */
  public static Duration scrapeInterval(Path serviceMonitor) throws ManifestException {
    Manifest manifest = Manifest.read(serviceMonitor);
    Matcher interval = SECONDS.matcher(manifest.string(INTERVAL));
    if (!interval.matches() || interval.group(1).matches("0+")) {
      throw manifest.wrong(INTERVAL, "not a time such as 15s or 1m");
    }
    long number = Long.parseLong(interval.group(1));
    return interval.group(2).equals("m") ? Duration.ofMinutes(number) : Duration.ofSeconds(number);
  }
}

package dev.scaleproof.demo.manifest;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The simulator as {@code serving/vllm-sim/deployment.yaml} runs it.
 *
 * @param arguments its flags, without address, port and speed, which are the demo's to choose
 * @param replicas {@code spec.replicas}, or 1 as the API server defaults it
 */
public record SimulatorManifest(List<String> arguments, int replicas) {
  private static final String ARGUMENTS = "spec.template.spec.containers[0].args";

  public SimulatorManifest {
    arguments = List.copyOf(arguments);
  }

  /** Reads the Deployment. */
  public static SimulatorManifest read(Path deployment) throws ManifestException {
    Manifest manifest = Manifest.read(deployment);
    List<String> arguments = manifest.strings(ARGUMENTS);
    for (String argument : arguments) {
      if (!argument.matches("--[a-z0-9-]+(=.*)?")) {
        throw manifest.wrong(ARGUMENTS, "'%s' is not of the form --flag=value".formatted(argument));
      }
    }
    return new SimulatorManifest(
        arguments.stream().filter(argument -> !argument.matches("--(host|port|speed)=.*")).toList(),
        manifest.integer("spec.replicas", 1));
  }

  /** The value of a flag, if it is there. */
  public Optional<String> value(String flag) {
    String prefix = flag + "=";
    return arguments.stream()
        .filter(argument -> argument.startsWith(prefix))
        .map(argument -> argument.substring(prefix.length()))
        .findFirst();
  }
}

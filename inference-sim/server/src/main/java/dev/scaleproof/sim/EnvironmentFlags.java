package dev.scaleproof.sim;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Flags that come from the environment: {@code --max-num-seqs} from {@code
 * INFERENCE_SIM_MAX_NUM_SEQS}. An empty value is none.
 */
final class EnvironmentFlags implements IDefaultValueProvider {
  private static final String PREFIX = "INFERENCE_SIM_";

  /** What Kubernetes puts into {@code NAME_PORT} of every pod beside a Service of that name. */
  private static final String SERVICE_LINK = "tcp://";

  /** The one flag that vLLM itself also takes from a variable. */
  private static final String API_KEY = "API_KEY";

  private static final String VLLM_API_KEY = "VLLM_API_KEY";

  private final Map<String, String> environment;

  EnvironmentFlags(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec flag) {
    if (!(flag instanceof OptionSpec option)) {
      return null;
    }
    String name = option.longestName().substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    String value = environment.get(PREFIX + name);
    if ((value == null || value.isEmpty()) && name.equals(API_KEY)) {
      value = environment.get(VLLM_API_KEY);
    }
    return value == null || value.isEmpty() || value.startsWith(SERVICE_LINK) ? null : value;
  }
}

package dev.scaleproof.sim;

import java.util.Map;

/**
 * What vLLM has no flags for, only environment variables (vllm/envs.py): whole numbers, on unless
 * 0.
 *
 * @param developmentMode {@code VLLM_SERVER_DEV_MODE}: sleep and wake can be asked for
 * @param keepAliveOnEngineDeath {@code VLLM_KEEP_ALIVE_ON_ENGINE_DEATH}: the server outlives its
 *     engine
 */
record VllmEnvironment(boolean developmentMode, boolean keepAliveOnEngineDeath) {
  /**
   * Reads them.
   *
   * @throws IllegalArgumentException naming the variable that is not a number
   */
  static VllmEnvironment of(Map<String, String> environment) {
    return new VllmEnvironment(
        isOn(environment, "VLLM_SERVER_DEV_MODE"),
        isOn(environment, "VLLM_KEEP_ALIVE_ON_ENGINE_DEATH"));
  }

  private static boolean isOn(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "0").strip();
    try {
      return Integer.parseInt(value) != 0;
    } catch (NumberFormatException noNumber) {
      throw new IllegalArgumentException("%s must be 0 or 1, not '%s'".formatted(name, value));
    }
  }
}

package dev.scaleproof.sim;

import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * Flags of vLLM that people have in their manifests and that change nothing on a simulator: where
 * weights come from, how kernels run, what is logged. Their values are checked for their form, so
 * that what vLLM would refuse is not found out on a GPU. Flags that change answers or metrics are
 * not among them: without their effect they would lie.
 */
final class IgnoredFlags {
  private static final String DESCRIPTION = "vLLM's, without effect here.";

  private IgnoredFlags() {}

  /** Adds them to a parser's. */
  static void addTo(CommandSpec command) {
    command
        .addOption(oneOf("--dtype", "auto", "half", "float16", "bfloat16", "float", "float32"))
        .addOption(text("METHOD", "-q", "--quantization"))
        .addOption(text("FORMAT", "--load-format"))
        .addOption(text("FORMAT", "--config-format"))
        .addOption(text("DIRECTORY", "--download-dir"))
        .addOption(text("REVISION", "--revision"))
        .addOption(text("REVISION", "--code-revision"))
        .addOption(text("NAME", "--tokenizer"))
        .addOption(text("MODE", "--tokenizer-mode"))
        .addOption(text("REVISION", "--tokenizer-revision"))
        .addOption(onOff("--trust-remote-code"))
        .addOption(count("-tp", "--tensor-parallel-size"))
        .addOption(count("-pp", "--pipeline-parallel-size"))
        .addOption(text("NAME", "--distributed-executor-backend"))
        .addOption(onOff("--disable-custom-all-reduce"))
        // Without it vLLM has the endpoints all the same, and frees no memory of the GPU's.
        .addOption(onOff("--enable-sleep-mode"))
        .addOption(onOff("--enforce-eager"))
        .addOption(onOff("--enable-chunked-prefill"))
        .addOption(onOff("--async-scheduling"))
        .addOption(gibibytes("--swap-space"))
        .addOption(gibibytes("--cpu-offload-gb"))
        .addOption(onOff("--enable-log-requests"))
        .addOption(onOff("--disable-log-requests"))
        .addOption(onOff("--disable-log-stats"))
        .addOption(onOff("--disable-uvicorn-access-log"))
        .addOption(
            oneOf("--uvicorn-log-level", "critical", "error", "warning", "info", "debug", "trace"));
  }

  private static OptionSpec onOff(String name) {
    return OptionSpec.builder(name)
        .arity("0")
        .type(boolean.class)
        .negatable(true)
        .fallbackValue("true")
        .description(DESCRIPTION)
        .build();
  }

  private static OptionSpec text(String label, String... names) {
    return value(
        label,
        names,
        given -> {
          if (given.isBlank()) {
            throw new TypeConversionException("must not be empty");
          }
          return given;
        });
  }

  private static OptionSpec oneOf(String name, String... words) {
    return value(
        "WORD",
        new String[] {name},
        given -> {
          if (!List.of(words).contains(given)) {
            throw new TypeConversionException(
                "'%s' is none of %s".formatted(given, String.join(", ", words)));
          }
          return given;
        });
  }

  private static OptionSpec count(String... names) {
    return value("COUNT", names, given -> atLeast(1, Integer.valueOf(given)));
  }

  private static OptionSpec gibibytes(String name) {
    return value("GIB", new String[] {name}, given -> atLeast(0, Double.valueOf(given)));
  }

  private static Number atLeast(int least, Number given) {
    if (!(given.doubleValue() >= least) || Double.isInfinite(given.doubleValue())) {
      throw new TypeConversionException("must be at least %d, not %s".formatted(least, given));
    }
    return given;
  }

  private static OptionSpec value(String label, String[] names, ITypeConverter<?> form) {
    return OptionSpec.builder(names)
        .arity("1")
        .type(Object.class)
        .converters(form)
        .paramLabel(label)
        .description(DESCRIPTION)
        .build();
  }
}

package dev.scaleproof.sim.profile;

import dev.scaleproof.sim.engine.HardwareProfile;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fit-profile}: measured steps in, a profile and its error out. */
@Command(
    name = "fit-profile",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fits step times to measurements and writes a profile that --profile reads.",
      "The rows have a header and are separated by tabs, commas or semicolons: a batch size, a time,"
          + " and, where they were measured, the tokens that the step computed and the KV tokens that"
          + " it read."
    })
public final class FitProfile implements Callable<Integer> {
  private static final int CANNOT_RUN = 1;
  private static final int WRONG_INPUT = 2;

  @Parameters(paramLabel = "ROWS", description = "The file with the measured steps.")
  Path rows = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the profile is written. Default: only the report is printed.")
  @Nullable Path out;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The profile's name. Default: that of ROWS without its ending.")
  @Nullable String name;

  @Option(
      names = "--kv-cache-tokens",
      paramLabel = "TOKENS",
      description =
          "Tokens that fit into the KV cache: vLLM's log says 'GPU KV cache size'. Default: ${DEFAULT-VALUE}.")
  long kvCacheTokens = 100_000;

  @Option(
      names = "--batch-column",
      paramLabel = "NAME",
      description = "Sequences in the step. Default: batch, batch_size, num_seqs or sequences.")
  String batchColumn = "";

  @Option(
      names = "--tokens-column",
      paramLabel = "NAME",
      description =
          "Tokens that the step computed; what is more than one a sequence are prompts'. Default: tokens, num_tokens, scheduled_tokens or batched_tokens, else all steps only decode.")
  String tokensColumn = "";

  @Option(
      names = "--kv-tokens-column",
      paramLabel = "NAME",
      description = "Tokens in the KV cache that it read. Default: kv_tokens or context_tokens.")
  String kvTokensColumn = "";

  @Option(
      names = "--time-column",
      paramLabel = "NAME",
      description =
          "How long it took. Default: time_ms and the like, step_ms and the like, ITL_mean_ms(server) or wall_ms_per_step.")
  String timeColumn = "";

  @Option(
      names = "--time-unit",
      paramLabel = "UNIT",
      description = "s, ms, us or ns. Default: as the time column's name says.")
  String timeUnit = "";

  /**
   * Runs it with these arguments; returns its exit code: 0, 1 if it cannot write, 2 for wrong
   * input.
   */
  public static int run(String... arguments) {
    return new CommandLine(new FitProfile())
        .setParameterExceptionHandler((mistake, given) -> fail(WRONG_INPUT, mistake.getMessage()))
        .execute(arguments);
  }

  @Override
  public Integer call() {
    if (kvCacheTokens < 1) {
      return fail(WRONG_INPUT, "--kv-cache-tokens must be at least 1, not " + kvCacheTokens);
    }
    List<Step> steps;
    try {
      steps =
          StepTable.read(
              Files.readAllLines(rows),
              new StepTable.Columns(
                  batchColumn, tokensColumn, kvTokensColumn, timeColumn, timeUnit));
    } catch (StepTable.Unreadable wrong) {
      return fail(WRONG_INPUT, rows + ": " + wrong.getMessage());
    } catch (MalformedInputException binary) {
      return fail(WRONG_INPUT, rows + ": is not text");
    } catch (NoSuchFileException missing) {
      return fail(WRONG_INPUT, rows + ": no such file");
    } catch (IOException unreadable) {
      return fail(WRONG_INPUT, rows + ": cannot be read");
    }
    StepModel model = StepModel.fit(steps);
    if (model == null) {
      return fail(WRONG_INPUT, rows + ": the rows determine no step time");
    }
    System.out.print(FitReport.of(steps, model));
    return out == null ? 0 : write(out, model);
  }

  private int write(Path file, StepModel model) {
    HardwareProfile profile =
        new HardwareProfile(
            name == null ? withoutEnding(rows) : name,
            model.base(),
            model.perPrefillToken(),
            model.perSequence(),
            model.perKvToken(),
            kvCacheTokens);
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.writeString(part, ProfileFile.json(profile));
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unwritable) {
      return fail(CANNOT_RUN, file + ": cannot be written");
    }
    System.out.println();
    System.out.println("wrote " + file + ": --profile " + file);
    return 0;
  }

  private static String withoutEnding(Path file) {
    String all = String.valueOf(file.getFileName());
    int dot = all.lastIndexOf('.');
    return dot > 0 ? all.substring(0, dot) : all;
  }

  private static int fail(int code, @Nullable String message) {
    System.err.println(
        "fit-profile: " + String.valueOf(message).lines().findFirst().orElse("unknown"));
    return code;
  }
}

package dev.scaleproof.sim.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.scaleproof.sim.engine.HardwareProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitProfileTest {
  @TempDir Path folder;

  private record Outcome(int code, String out, String err) {}

  private static Outcome run(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
      int code = FitProfile.run(arguments);
      return new Outcome(
          code,
          printed.toString(StandardCharsets.UTF_8),
          complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private Path file(String... lines) {
    try {
      return Files.write(folder.resolve("rows.csv"), List.of(lines));
    } catch (IOException unwritable) {
      throw new java.io.UncheckedIOException(unwritable);
    }
  }

  @Test
  void findsTheCoefficientsThatMadeTheRows() throws Exception {
    Random random = new Random(3);
    List<String> rows = new ArrayList<>(List.of("batch,tokens,kv_tokens,time_us"));
    for (int i = 0; i < 400; i++) {
      int batch = 1 + random.nextInt(64);
      int prefill = random.nextInt(4) == 0 ? random.nextInt(2000) : 0;
      int kv = batch * (50 + random.nextInt(900));
      double micros = 9000 + 70.0 * prefill + 40.0 * batch + 0.08 * kv + random.nextGaussian() * 20;
      rows.add(String.format(Locale.ROOT, "%d,%d,%d,%.3f", batch, batch + prefill, kv, micros));
    }
    Path profile = folder.resolve("fitted.json");

    Outcome outcome =
        run(file(rows.toArray(String[]::new)).toString(), "--out=" + profile, "--name=mine");

    assertThat(outcome.code).describedAs(outcome.err).isZero();
    HardwareProfile fitted = ProfileFile.read(profile);
    assertThat(fitted.name()).isEqualTo("mine");
    assertThat(fitted.baseNanos()).isCloseTo(9e6, within(2e4));
    assertThat(fitted.perPrefillTokenNanos()).isCloseTo(70e3, within(100.0));
    assertThat(fitted.perSequenceNanos()).isCloseTo(40e3, within(500.0));
    assertThat(fitted.perKvTokenNanos()).isCloseTo(80, within(2.0));
    assertThat(outcome.out).contains("R² 1.0000");
  }

  /**
   * Recorded from vLLM on a CPU; the server's own inter-token latency grows by 0.16 ms a sequence.
   */
  @Test
  void fitsTheRecordedSteps() throws Exception {
    Path recorded = Path.of(FitProfileTest.class.getResource("/vllm/steptime.tsv").toURI());
    Path profile = folder.resolve("cpu.json");

    Outcome outcome = run(recorded.toString(), "--out=" + profile);

    assertThat(outcome.code).isZero();
    HardwareProfile fitted = ProfileFile.read(profile);
    assertThat(fitted.name()).isEqualTo("steptime");
    assertThat(fitted.baseNanos()).isCloseTo(4.03e6, within(0.1e6));
    assertThat(fitted.perSequenceNanos()).isCloseTo(0.167e6, within(0.02e6));
    assertThat(fitted.perPrefillTokenNanos()).isZero();
    assertThat(outcome.out)
        .containsPattern("10 rows {3}RMSE 0\\.\\d+ ms {3}largest error 0\\.\\d+ ms \\(line \\d+\\)")
        .containsPattern("held out, each batch size said from the others: RMSE 0\\.\\d+ ms")
        .containsPattern("(?m)^ {3}16 {6}2 ")
        .contains("the same in all rows: the data say nothing about it");
  }

  @Test
  void noCoefficientIsNegative() throws Exception {
    Path profile = folder.resolve("p.json");
    Outcome outcome =
        run(
            file("batch;time_ms", "1;12", "2;11", "4;10", "8;9").toString(),
            "--out",
            profile.toString());
    assertThat(outcome.code).isZero();
    assertThat(ProfileFile.read(profile).perSequenceNanos()).isZero();
    assertThat(ProfileFile.read(profile).baseNanos()).isEqualTo(10.5e6);
    assertThat(outcome.out).contains("no part of the time goes with it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "batch,time_ms/1,5/x,6          | line 3: batch must be a number of at least 1, not 'x'",
        "batch,time_ms/1,5/2            | line 3: 1 columns, but the header in line 1 has 2",
        "batch,time_ms/1,-5             | line 2: time_ms must be a number above 0, not '-5'",
        "batch,time_ms/1,NaN            | line 2: time_ms must be a number above 0, not 'NaN'",
        "batch,time_ms/0,5              | line 2: batch must be a number of at least 1, not '0'",
        "batch,tokens,time_ms/4,2,5     | line 2: tokens 2 is below batch 4: every sequence computes at least one token",
        "# note//batch,duration/1,5     | line 3: no column for the time: name it with --time-column, there are batch, duration",
        "size,time_ms/1,5               | line 1: no column for the batch: name it with --batch-column, there are size, time_ms",
        "batch,time/1,5                 | line 1: the unit of column 'time' is not known: --time-unit s, ms, us or ns",
        "batch,time_ms                  | there is no row below the header in line 1",
        "''                             | there is no header",
      })
  void aBadRowIsOneLineWithItsNumberAndWritesNothing(String rows, String message) {
    Path out = folder.resolve("out.json");
    Path file = file(rows.split("/", -1));
    Outcome outcome = run(file.toString(), "--out=" + out);
    assertThat(outcome.code).isEqualTo(2);
    assertThat(outcome.err).isEqualTo("fit-profile: " + file + ": " + message + "\n");
    assertThat(out).doesNotExist();
  }

  @Test
  void columnsAndUnitCanBeNamed() {
    Outcome outcome =
        run(
            file("n,t", "1,0.010", "2,0.011", "3,0.012").toString(),
            "--batch-column=n",
            "--time-column=t",
            "--time-unit=s");
    assertThat(outcome.code).isZero();
    assertThat(outcome.out).startsWith("step = 9.000 ms").contains("1000 us × sequences");
  }

  @Test
  void whatCannotBeReadOrWrittenSaysSo() {
    assertThat(run(folder.resolve("none.tsv").toString()).err).endsWith("none.tsv: no such file\n");
    Outcome unwritable =
        run(file("batch,time_ms", "1,5", "2,6").toString(), "--out=" + folder.resolve("no/p.json"));
    assertThat(unwritable.code).isEqualTo(1);
    assertThat(unwritable.err).endsWith("p.json: cannot be written\n");
    assertThat(run("--frob").code).isEqualTo(2);
    assertThat(run().err).startsWith("fit-profile: Missing required parameter");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                | is not JSON",
        "[]               | is not a profile",
        "{'nam':'x'}      | has an unknown field nam",
        "{'name':''}      | has no name",
        "{'name':'x'}     | needs a number baseNanos",
      })
  void aBrokenProfileIsToldInOneLine(String json, String message) throws Exception {
    Path file = Files.writeString(folder.resolve("p.json"), json.replace('\'', '"'));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProfileFile.read(file))
        .withMessageStartingWith(message);
  }
}

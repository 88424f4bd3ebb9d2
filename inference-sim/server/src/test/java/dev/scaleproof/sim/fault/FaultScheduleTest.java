package dev.scaleproof.sim.fault;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultScheduleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1]                                     | a schedule is an object with seed and faults",
        "{'faults':[]}                           | faults must be a list with at least one fault",
        "{'faults':[7]}                          | faults[0] must be an object",
        "{'faults':[{}]}                         | faults[0].kind must be a string",
        "{'fault':[{}]}                          | fault is unknown: there are faults, seed",
        "{'seed':1.5,'faults':[{}]}              | seed must be a whole number, not 1.5",
        "{'faults':[{'kind':'slow-start'}]}      | faults[0].seconds is missing",
        "{'faults':[{'kind':'drop','rate':1.1}]} | faults[0].rate must be a number from 0 to 1, not 1.1",
        "{'faults':[{'kind':'drop','at':-1}]}    | faults[0].at must be a number from 0 to 3000000000, not -1",
        "{'faults':[{'kind':'drop','rat':1}]}    | faults[0].rat is unknown: there are at, for, kind, rate",
        "{'faults':[{'kind':'cut','after':'x'}]} | faults[0].after must be a number from 0 to 100000000, not \"x\"",
        "{'faults':[{'kind':'cut','after':1.5}]} | faults[0].after must be a whole number, not 1.5",
        "{'faults':[{'kind':'latency'}]}         | faults[0] needs a factor above 1 or seconds above 0",
        "{'faults':[{'kind':'error','status':200}]} | faults[0].status must be a number from 400 to 599, not 200",
        "{'faults':[{'kind':'engine-death','rate':0.5}]} | faults[0].rate is unknown: there are at, for, kind",
      })
  void whatIsWrongIsNamed(String body, String message) {
    byte[] json = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    assertThatExceptionOfType(BadSchedule.class)
        .isThrownBy(() -> FaultSchedule.read(json, 0))
        .withMessage(message);
  }
}

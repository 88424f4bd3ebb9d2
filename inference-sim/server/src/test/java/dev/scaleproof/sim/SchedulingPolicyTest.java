package dev.scaleproof.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SchedulingPolicyTest {
  private static CompletableFuture<String> ask(VirtualServer server, int queued, long priority) {
    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(
            () ->
                server
                    .post(
                        "/v1/chat/completions",
                        """
                        {"messages": [{"role": "user", "content": "hi"}], "max_tokens": 10, "priority": %d}"""
                            .formatted(priority))
                    .body());
    server.awaitSequences(queued);
    return answer;
  }

  @Test
  void byPriorityTheMostUrgentOvertakesWhoCameBefore() throws Exception {
    try (VirtualServer server =
        new VirtualServer(Map.of(), "--max-num-seqs=1", "--scheduling-policy=priority")) {
      CompletableFuture<String> running = ask(server, 1, 0);
      server.advance(20);
      CompletableFuture<String> patient = ask(server, 2, 3);
      CompletableFuture<String> urgent = ask(server, 3, -3);
      server.advance(400);
      assertThat(running.get(10, TimeUnit.SECONDS)).contains("\"finish_reason\":\"length\"");
      assertThat(urgent.get(10, TimeUnit.SECONDS)).contains("\"finish_reason\":\"length\"");
      assertThat(patient).isNotDone();
      server.advance(200);
      assertThat(patient.get(10, TimeUnit.SECONDS)).contains("\"finish_reason\":\"length\"");
    }
  }

  @Test
  void byDefaultPrioritiesHaveNoEffect() throws Exception {
    try (VirtualServer server = new VirtualServer(Map.of(), "--max-num-seqs=1")) {
      CompletableFuture<String> patient = ask(server, 1, 3);
      CompletableFuture<String> urgent = ask(server, 2, -3);
      server.advance(220);
      assertThat(patient.get(10, TimeUnit.SECONDS)).contains("\"finish_reason\":\"length\"");
      assertThat(urgent).isNotDone();
    }
  }
}

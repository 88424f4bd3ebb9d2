package dev.scaleproof.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PromptTextTest {
  @Property(tries = 100)
  void hasTheLengthAndThePrefixesThatWereAskedFor(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 200) int tokens,
      @ForAll @IntRange(min = 1, max = 5) int prefixes) {
    int common = tokens / 2;
    PromptText text = new PromptText(new Prompts.Synthetic(tokens, prefixes, common), seed);
    Set<String> beginnings = new HashSet<>();
    for (int i = 0; i < 3 * prefixes; i++) {
      List<String> words = List.of(text.text(i, 0).split(" ", -1));
      assertThat(words).hasSize(tokens);
      beginnings.add(String.join(" ", words.subList(0, common)));
    }
    assertThat(beginnings).hasSizeLessThanOrEqualTo(prefixes);
    assertThat(text.text(1, 7).split(" ", -1)).hasSize(7);
  }

  @Test
  void withoutPrefixesPromptsDifferFromTheFirstWordsOn() {
    PromptText text = new PromptText(Prompts.Synthetic.of(50), 1);
    Set<String> beginnings = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      beginnings.add(text.text(i, 0).substring(0, 25));
    }
    assertThat(beginnings).hasSize(100);
  }

  @Test
  void givenTextsComeInTurn() {
    PromptText text = new PromptText(new Prompts.Texts(List.of("a", "b")), 1);
    assertThat(List.of(text.text(0, 0), text.text(1, 0), text.text(2, 0)))
        .containsExactly("a", "b", "a");
  }

  @Property(tries = 200)
  void anyPromptMakesAValidBody(@ForAll String prompt) throws IOException {
    LoadPlan plan =
        LoadPlan.to(URI.create("http://h"))
            .model("m\"")
            .workload(
                new Workload.Chat(new Prompts.Texts(List.of(prompt)), 3, true, " {\"n\": 1 } "))
            .requests(1)
            .build();
    byte[] request = new RequestWriter(plan).write(0, "id", new Due(0, 0, false, 0, 9));
    String text = new String(request, UTF_8);
    String body = text.substring(text.indexOf("\r\n\r\n") + 4);
    var json = new ObjectMapper().readTree(body);
    assertThat(json.at("/model").asText()).isEqualTo("m\"");
    assertThat(json.at("/max_tokens").asInt()).isEqualTo(9);
    assertThat(json.at("/n").asInt()).isEqualTo(1);
    assertThat(text).contains("content-length: " + body.getBytes(UTF_8).length);
  }
}

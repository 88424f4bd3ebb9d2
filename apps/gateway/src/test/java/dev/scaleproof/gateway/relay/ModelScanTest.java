package dev.scaleproof.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelScanTest {
  @Test
  void theTopLevelModelCounts() {
    assertThat(model("{\"messages\":[{\"model\":\"inner\"}],\"model\":\"outer\"}"))
        .isEqualTo("outer");
    assertThat(model("{\"metadata\":{\"model\":\"inner\"}}")).isNull();
  }

  @Test
  void ofSeveralTheLastCounts() {
    assertThat(model("{\"model\":\"first\",\"model\":\"last\"}")).isEqualTo("last");
    assertThat(model("{\"model\":\"first\",\"model\":null}")).isNull();
  }

  @Test
  void whatIsNotSuchJsonHasNone() {
    assertThat(model("")).isNull();
    assertThat(model("[\"model\"]")).isNull();
    assertThat(model("{\"model\":7}")).isNull();
    assertThat(model("{\"model\":\"m\",")).isNull();
  }

  @Test
  void theBodyIsLeftAsItWas() {
    ByteBuf body = Unpooled.copiedBuffer("{\"model\":\"m\"}", StandardCharsets.UTF_8);
    ModelScan.model(body);
    assertThat(body.readableBytes()).isEqualTo(13);
  }

  private static @Nullable String model(String json) {
    return ModelScan.model(Unpooled.copiedBuffer(json, StandardCharsets.UTF_8));
  }
}

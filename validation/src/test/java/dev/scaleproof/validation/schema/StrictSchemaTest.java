package dev.scaleproof.validation.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class StrictSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode closed(String schema) throws Exception {
    JsonNode tree = JSON.readTree(schema.replace('\'', '"'));
    StrictSchema.close(tree);
    return tree;
  }

  @Test
  void namedFieldsAreTheOnlyOnes() throws Exception {
    JsonNode schema =
        closed("{'properties':{'a':{'items':{'properties':{'b':{'type':'string'}}}}}}");
    assertThat(schema.at("/additionalProperties").isBoolean()).isTrue();
    assertThat(schema.at("/additionalProperties").asBoolean()).isFalse();
    assertThat(schema.at("/properties/a/items/additionalProperties").isBoolean()).isTrue();
  }

  @Test
  void mapsAndOpenObjectsStayOpen() throws Exception {
    assertThat(closed("{'additionalProperties':{'type':'string'},'properties':{}}"))
        .isEqualTo(closed("{'properties':{},'additionalProperties':{'type':'string'}}"));
    assertThat(
            closed("{'properties':{},'x-kubernetes-preserve-unknown-fields':true}")
                .has("additionalProperties"))
        .isFalse();
  }

  @Test
  void whatOnlyDemandsAFieldDoesNotForbidOthers() throws Exception {
    assertThat(
            closed("{'anyOf':[{'properties':{'a':{}},'required':['a']}]}")
                .at("/anyOf/0")
                .has("additionalProperties"))
        .isFalse();
  }

  @Test
  void aPortMayBeANumberOrAName() throws Exception {
    assertThat(closed("{'type':'string','format':'int-or-string'}"))
        .isEqualTo(JSON.readTree("{\"type\":[\"integer\",\"string\"]}"));
  }

  @Test
  void anExcludedBoundIsTheBound() throws Exception {
    assertThat(closed("{'minimum':0,'exclusiveMinimum':true,'maximum':9,'exclusiveMaximum':false}"))
        .isEqualTo(JSON.readTree("{\"exclusiveMinimum\":0,\"maximum\":9}"));
  }
}

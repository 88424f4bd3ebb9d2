package dev.scaleproof.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import org.junit.jupiter.api.Test;

class PrometheusApiTest {
  @Test
  void rawSamplesKeepTheirOwnTimes() throws IOException {
    PrometheusApi api =
        new PrometheusApi(
            path ->
                """
                {"status":"success","data":{"resultType":"matrix","result":[
                  {"metric":{"__name__":"vllm:num_requests_waiting","pod":"vllm-sim-a"},
                   "values":[[1763990426.391,"32"],[1763990436.389,"24"]]}]}}
                """);
    PrometheusApi.Series series = api.samples("x[30s]").getFirst();
    assertThat(series.label("pod")).isEqualTo("vllm-sim-a");
    assertThat(series.values())
        .containsEntry(1763990426.391, 32.0)
        .containsEntry(1763990436.389, 24.0);
  }

  @Test
  void aSecondWithoutAValueIsThereAndEmpty() throws IOException {
    List<String> paths = new ArrayList<>();
    PrometheusApi api =
        new PrometheusApi(
            path -> {
              paths.add(path);
              return """
              {"status":"success","data":{"resultType":"matrix","result":[
                {"metric":{},"values":[[100,"3"],[102,"4"]]}]}}
              """;
            });
    NavigableMap<Double, List<Double>> seconds =
        api.everySecond("sum(vllm:num_requests_waiting{namespace=\"inference\"})", 100, 103);
    assertThat(seconds)
        .hasSize(4)
        .containsEntry(100.0, List.of(3.0))
        .containsEntry(101.0, List.of())
        .containsEntry(102.0, List.of(4.0));
    assertThat(paths)
        .containsExactly(
            "/api/v1/query_range?query=sum%28vllm%3Anum_requests_waiting%7Bnamespace%3D%22inference%22%7D%29&start=100&end=103&step=1");
  }

  @Test
  void aScalarAndAVectorHaveValues() throws IOException {
    assertThat(
            new PrometheusApi(
                    path ->
                        """
                        {"status":"success","data":{"resultType":"scalar","result":[1763990426.4,"1763990426.4"]}}
                        """)
                .now())
        .isEqualTo(1763990426.4);
    assertThat(
            new PrometheusApi(
                    path ->
                        """
                        {"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"NaN"]}]}}
                        """)
                .instant("x"))
        .containsExactly(Double.NaN);
  }

  @Test
  void whatIsNoAnswerIsSaidInOneLine() {
    assertThatThrownBy(() -> new PrometheusApi(path -> "<html>\nlogin</html>").now())
        .isInstanceOf(IOException.class)
        .hasMessage("it does not answer like a Prometheus: <html>");
    assertThatThrownBy(
            () ->
                new PrometheusApi(
                        path ->
                            """
                            {"status":"error","errorType":"bad_data","error":"1:5: parse error"}
                            """)
                    .instant("sum("))
        .hasMessage("Prometheus refuses the query: 1:5: parse error");
  }
}

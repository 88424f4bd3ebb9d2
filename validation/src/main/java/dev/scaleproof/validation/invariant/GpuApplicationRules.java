package dev.scaleproof.validation.invariant;

import dev.scaleproof.validation.manifest.Field;
import dev.scaleproof.validation.manifest.Problem;
import java.util.stream.Stream;

/** Nothing but a person syncs an Application of GPUs, and a sync of it is the emergency stop. */
final class GpuApplicationRules {
  private static final String CONFIRMED = "Prune=confirm,Delete=confirm";

  private GpuApplicationRules() {}

  static Stream<Problem> check(Bundle bundle) {
    return Application.all(bundle)
        .filter(
            application ->
                application
                    .content(bundle)
                    .anyMatch(
                        each -> PodTemplate.of(each).filter(PodTemplate::wantsGpu).isPresent()))
        .flatMap(
            application ->
                Stream.of(
                        manual(application),
                        stops(application),
                        confirmed(application),
                        last(application, bundle))
                    .flatMap(problems -> problems));
  }

  private static Stream<Problem> manual(Application application) {
    return application.automated()
        ? Stream.of(
            application
                .field("spec", "syncPolicy", "automated")
                .problem("syncs what asks for a GPU; remove it, a person syncs that"))
        : Stream.empty();
  }

  /** What is ignored is not restored: neither the pause nor the 0 replicas. */
  private static Stream<Problem> stops(Application application) {
    return Stream.of(application.field("spec", "ignoreDifferences"))
        .filter(Field::exists)
        .map(
            ignored ->
                ignored.problem(
                    "keeps a sync from restoring what Git says; a sync is how a GPU is stopped, so"
                        + " ignore nothing"));
  }

  private static Stream<Problem> confirmed(Application application) {
    Field options = application.annotation("sync-options");
    return options.is(CONFIRMED)
        ? Stream.empty()
        : Stream.of(
            options.problem(
                "is not '%s'; its parent could remove it without a person's word"
                    .formatted(CONFIRMED)));
  }

  private static Stream<Problem> last(Application application, Bundle bundle) {
    Field wave = application.annotation("sync-wave");
    return Application.all(bundle)
            .filter(other -> !other.equals(application))
            .allMatch(other -> number(other.annotation("sync-wave")) < number(wave))
        ? Stream.empty()
        : Stream.of(wave.problem("is not the last wave; nothing may wait for a GPU"));
  }

  private static int number(Field wave) {
    return wave.text().matches("-?\\d+") ? Integer.parseInt(wave.text()) : 0;
  }
}

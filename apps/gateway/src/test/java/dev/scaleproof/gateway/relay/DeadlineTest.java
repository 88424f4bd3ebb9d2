package dev.scaleproof.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlineTest {

  private final Deadline.List deadlines = new Deadline.List();
  private final List<String> expired = new ArrayList<>();

  private class Named extends Deadline {
    private final String name;

    Named(String name, long at) {
      this.name = name;
      expiresAt = at;
    }

    @Override
    void expired(long now) {
      expired.add(name + "@" + now);
      expiresAt = NEVER;
    }
  }

  @Test
  void onlyWhatIsDueExpires() {
    deadlines.add(new Named("a", 10));
    deadlines.add(new Named("b", 20));
    deadlines.add(new Named("never", Deadline.NEVER));
    deadlines.sweep(9);
    assertThat(expired).isEmpty();
    deadlines.sweep(15);
    assertThat(expired).containsExactly("a@15");
    deadlines.sweep(20);
    assertThat(expired).containsExactly("a@15", "b@20");
  }

  @Test
  void movedDeadlineExpiresLater() {
    Named named = new Named("a", 10);
    deadlines.add(named);
    named.expiresAt = 30;
    deadlines.sweep(20);
    assertThat(expired).isEmpty();
    deadlines.sweep(30);
    assertThat(expired).containsExactly("a@30");
  }

  @Test
  void addingAndRemovingTwiceIsHarmless() {
    Named a = new Named("a", 1);
    Named b = new Named("b", 1);
    deadlines.add(a);
    deadlines.add(a);
    deadlines.add(b);
    deadlines.remove(a);
    deadlines.remove(a);
    deadlines.sweep(5);
    assertThat(expired).containsExactly("b@5");
    deadlines.remove(b);
    assertThat(deadlines.isEmpty()).isTrue();
  }

  @Test
  void oneThatExpiresMayRemoveItselfAndOthers() {
    Named victim = new Named("victim", 1);
    deadlines.add(victim);
    Named remover =
        new Named("remover", 1) {
          @Override
          void expired(long now) {
            super.expired(now);
            deadlines.remove(this);
            deadlines.remove(victim);
          }
        };
    deadlines.add(remover);
    deadlines.sweep(1);
    deadlines.sweep(2);
    assertThat(expired).containsExactly("remover@1");
    assertThat(deadlines.isEmpty()).isTrue();
  }
}

package dev.scaleproof.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PrefixCacheTest {
  @Test
  void findsWholeBlocksOfAnEarlierPrompt() {
    Simulation simulation = new Simulation(Simulation.roomy());
    int[] prompt = simulation.prompt(100);
    simulation.submit(prompt, 1);
    simulation.drain();
    Sequence again = simulation.submit(prompt, 1);
    simulation.drain();
    assertThat(again.cachedTokens()).isEqualTo(96);
    assertThat(simulation.steps.getLast().scheduledTokens()).isEqualTo(4);
  }

  @Test
  void alwaysComputesTheLastTokensBlock() {
    Simulation simulation = new Simulation(Simulation.roomy());
    int[] prompt = simulation.prompt(96);
    simulation.submit(prompt, 1);
    simulation.drain();
    assertThat(simulation.submit(prompt, 1).cachedTokens()).isZero();
    simulation.drain();
    assertThat(simulation.engine.state().prefixCacheHits()).isEqualTo(80);
  }

  @Test
  void comparesEverythingBeforeABlockNotJustTheBlock() {
    Simulation simulation = new Simulation(Simulation.roomy());
    int[] prompt = simulation.prompt(64);
    simulation.submit(prompt, 1);
    int[] other = prompt.clone();
    other[0]++;
    simulation.drain();
    simulation.submit(other, 1);
    simulation.drain();
    assertThat(simulation.engine.state().prefixCacheHits()).isZero();
  }

  @Test
  void sharesBlocksWithinOneStep() {
    Simulation simulation = new Simulation(Simulation.roomy());
    int[] prompt = simulation.prompt(33);
    simulation.submit(prompt, 5);
    Sequence second = simulation.submit(prompt, 5);
    simulation.step();
    assertThat(second.cachedTokens()).isEqualTo(32);
    assertThat(simulation.engine.state().usedBlocks()).isEqualTo(4); // two shared, one each
  }

  @Test
  void keepsASharedBlockUntilItsLastHolderIsGone() {
    Simulation simulation = new Simulation(Simulation.roomy());
    int[] prompt = simulation.prompt(33);
    Sequence first = simulation.submit(prompt, 5);
    Sequence second = simulation.submit(prompt, 5);
    simulation.step();
    simulation.engine.abort(first, simulation.now);
    assertThat(simulation.engine.state().usedBlocks()).isEqualTo(3);
    simulation.engine.abort(second, simulation.now);
    assertThat(simulation.engine.state().usedBlocks()).isZero();
  }

  @Test
  void findsAnswersInTheNextTurnOfAConversation() {
    Simulation simulation = new Simulation(Simulation.roomy());
    Sequence first = simulation.submit(20, 44);
    simulation.drain();
    int[] next = new int[80];
    Arrays.setAll(next, i -> i < 64 ? first.tokenAt(i) : i);
    Sequence second = simulation.submit(next, 1);
    simulation.drain();
    // The 64th token was said but never computed, so its block is not whole.
    assertThat(second.cachedTokens()).isEqualTo(48);
  }

  @Test
  void evictsWhatWasFreedFirstAndEndsBeforeBeginnings() {
    Simulation simulation = new Simulation(Simulation.blocks(6));
    int[] old = simulation.prompt(49);
    int[] recent = simulation.prompt(33);
    simulation.submit(old, 1); // 4 blocks, of which 3 whole
    simulation.drain();
    simulation.submit(recent, 1); // the 2 blocks never used, and the old one's last
    simulation.drain();
    simulation.submit(17, 1); // 2 blocks: the old one's third and second
    simulation.drain();
    Sequence oldAgain = simulation.submit(old, 1);
    simulation.step();
    assertThat(oldAgain.cachedTokens()).isEqualTo(16);
    Sequence recentAgain = simulation.submit(recent, 1);
    simulation.drain();
    assertThat(recentAgain.cachedTokens()).isZero();
  }

  @Test
  void countsAHitBlockThatNobodyHeldAsTakenFromTheFree() {
    Simulation simulation = new Simulation(Simulation.blocks(4));
    int[] prompt = simulation.prompt(33);
    simulation.submit(prompt, 1);
    simulation.drain();
    simulation.submit(20, 50); // holds 2 of 4
    simulation.step();
    simulation.submit(prompt, 1); // 2 cached blocks and 1 new one need 3 free
    assertThat(simulation.step().load()).isEqualTo("1/1");
  }

  @Test
  void countsQueriesWhenScheduledAndNotBefore() {
    Simulation simulation = new Simulation(Simulation.roomy().withMaxNumSeqs(1));
    simulation.submit(50, 5);
    simulation.submit(60, 5);
    assertThat(simulation.engine.state().prefixCacheQueries()).isZero();
    simulation.step();
    assertThat(simulation.engine.state().prefixCacheQueries()).isEqualTo(50);
    simulation.drain();
    assertThat(simulation.engine.state().prefixCacheQueries()).isEqualTo(110);
  }

  @Test
  void neitherFindsNorCountsWhenSwitchedOff() {
    Simulation simulation = new Simulation(Simulation.roomy().withPrefixCaching(false));
    int[] prompt = simulation.prompt(100);
    simulation.submit(prompt, 1);
    simulation.drain();
    simulation.submit(prompt, 1);
    simulation.drain();
    assertThat(simulation.engine.state().prefixCacheQueries()).isZero();
    assertThat(simulation.steps.getLast().scheduledTokens()).isEqualTo(100);
  }
}

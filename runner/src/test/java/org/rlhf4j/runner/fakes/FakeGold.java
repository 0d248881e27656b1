package org.rlhf4j.runner.fakes;

import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.RewardModelPlugin;
import org.rlhf4j.runner.fakes.Fakes.Simple;

/** Likes so many "a" and dislikes every one more or less. */
final class FakeGold extends Simple<RewardModel, FakeGold.Options>
    implements RewardModelPlugin<FakeGold.Options> {

  /** Options. */
  public record Options(@Option(value = "the best number of a", min = 0) int best) {}

  FakeGold() {
    super(
        "moderate",
        new Options(2),
        (o, c) ->
            responses -> {
              Mortal.tick();
              return responses.stream()
                  .mapToDouble(r -> -Math.abs(Fakes.as(r.answer().text()) - o.best()))
                  .toArray();
            });
  }
}

package org.rlhf4j.runner.run;

import com.google.gson.JsonObject;
import java.io.BufferedOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.RewardFit;
import org.rlhf4j.api.training.RewardTask;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainableRewardModel;
import org.rlhf4j.runner.checkpoint.Format;
import org.rlhf4j.runner.spec.FeedbackStage;
import org.rlhf4j.runner.spec.RewardStage;

/** Fits a reward model to preferences and tells how good it is. */
final class RewardFitting {
  private RewardFitting() {}

  /** On whose answers a reward is normalised: the spec's prompts, or else those of the pairs. */
  static List<Prompt> prompts(List<Prompt> prompts, List<Preference> preferences) {
    return prompts.isEmpty()
        ? preferences.stream().map(Preference::prompt).distinct().toList()
        : prompts;
  }

  static RewardFit fit(
      TrainableRewardModel reward,
      RewardStage stage,
      TrainablePolicy start,
      List<Preference> preferences,
      List<Prompt> prompts,
      Decoding decoding,
      RandomStream random,
      RunLog log) {
    List<Prompt> some = prompts.subList(0, Math.min(stage.referenceSamples(), prompts.size()));
    List<List<Completion>> answers =
        start.generate(some, 1, decoding, random.child("reference-samples"));
    List<Response> samples = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      samples.add(new Response(some.get(i), answers.get(i).get(0).answer()));
    }
    RewardFit fit =
        reward.fit(new RewardTask(start, preferences, samples, random.child("fit"), log));
    log.note(describe(fit));
    return fit;
  }

  /**
   * How a fit is kept; reading it makes the reward as it was.
   *
   * @param made told when it was read
   */
  static Format<RewardFit> format(
      TrainableRewardModel reward, TrainablePolicy start, RandomStream random, Runnable made) {
    return new Format<>() {
      @Override
      public void write(RewardFit fit, DataOutput out) throws IOException {
        reward.writeFit(out);
      }

      @Override
      public RewardFit read(DataInput in) throws IOException {
        RandomStream same = random.child("fit");
        RewardFit fit =
            reward.readFit(new RewardTask(start, List.of(), List.of(), same, RunLog.silent()), in);
        made.run();
        return fit;
      }
    };
  }

  /** What tells this fit from others: {@code sha256} of all that it comes to. */
  static JsonObject hash(TrainableRewardModel reward) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      OutputStream nowhere = OutputStream.nullOutputStream();
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(new DigestOutputStream(nowhere, digest)))) {
        reward.writeFit(out);
      }
      JsonObject json = new JsonObject();
      json.addProperty("sha256", HexFormat.of().formatHex(digest.digest()));
      return json;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  /** In words. */
  static String describe(RewardFit fit) {
    String fitted = "fitted to " + fit.trainPairs() + " preferences";
    if (fit.heldOutPairs() == 0) {
      return fitted + "; none held out, so its accuracy is unknown";
    }
    String error =
        Double.isFinite(fit.standardError())
            ? String.format(Locale.ROOT, " ± %.1f %%", 100 * fit.standardError())
            : "";
    return String.format(
        Locale.ROOT,
        "%s; agrees with %.1f %%%s of the %d held out",
        fitted,
        100 * fit.heldOutAccuracy(),
        error,
        fit.heldOutPairs());
  }

  /**
   * Whether the run's reward is there, or everything is that a reward which is fitted begins with.
   *
   * @param made names of the policies so far
   */
  static boolean canBegin(Setup setup, Set<String> made) {
    if (!(setup.reward() instanceof TrainableRewardModel)) {
      return true;
    }
    FeedbackStage feedback = setup.spec().feedback();
    RewardStage stage = Objects.requireNonNull(setup.spec().reward());
    boolean pairs =
        !setup.preferences().isEmpty()
            || (feedback != null && made.contains(Objects.requireNonNull(feedback.from())));
    return pairs && made.contains(Objects.requireNonNull(stage.from()));
  }

  static JsonObject json(RewardFit fit) {
    JsonObject json = new JsonObject();
    json.addProperty("trainPairs", fit.trainPairs());
    json.addProperty("heldOutPairs", fit.heldOutPairs());
    add(json, "heldOutAccuracy", fit.heldOutAccuracy());
    add(json, "standardError", fit.standardError());
    add(json, "referenceMean", fit.referenceMean());
    add(json, "referenceStandardDeviation", fit.referenceStandardDeviation());
    return json;
  }

  /** Adds a number; JSON has no NaN, so that it becomes null. */
  static void add(JsonObject json, String name, double value) {
    json.add(name, Samples.number(value));
  }
}

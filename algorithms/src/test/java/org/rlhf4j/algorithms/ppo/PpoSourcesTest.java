package org.rlhf4j.algorithms.ppo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.algorithms.ppo.PpoConventions.LossDenominator;
import org.rlhf4j.algorithms.ppo.PpoConventions.ValueHead;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.NeuralRewardModel;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.Splitting;
import org.rlhf4j.testkit.TabularScalarModel;

/**
 * Each preset against the equations of its source, in double precision and padded as there. The
 * sources, with the commits whose lines are named:
 *
 * <ul>
 *   <li>alpacafarm: tatsu-lab/alpaca_farm at 30717dd, src/alpaca_farm
 *   <li>trl: huggingface/trl at v1.9.0, trl/experimental/ppo
 *   <li>n-plus: vwxyzjn/summarize_from_feedback_details at ee77a9a, summarize_from_feedback_details
 *   <li>instructgpt: openai/lm-human-preferences at 1ab856d, lm_human_preferences
 * </ul>
 */
final class PpoSourcesTest {

  private static final int LIMIT = 4;
  private static final int ROWS = 12;
  private static final int CONTEXT = Tasks.LANGUAGE.contextLength();

  private final TabularScalarModel values =
      new TabularScalarModel(Tasks.RANDOM.child("values"), 0.8, Splitting.NONE);

  /** Answers of all lengths up to the limit, or of the limit alone, where no padding is. */
  private static List<Episode> episodes(boolean ragged) {
    RandomGenerator random = Tasks.RANDOM.child("episodes").generator();
    List<Episode> episodes = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      int length = ragged ? 1 + i % LIMIT : LIMIT;
      boolean ended = length < LIMIT || i % 3 == 0;
      int[] tokens = random.ints(length, 1, 4).toArray();
      if (ended) {
        tokens[length - 1] = 0;
      }
      float[] now = new float[length];
      float[] reference = new float[length];
      for (int t = 0; t < length; t++) {
        now[t] = (float) -random.nextDouble(0.1, 3);
        reference[t] = (float) -random.nextDouble(0.1, 3);
      }
      TokenRow row = new TokenRow(new int[] {1 + i % 3}, tokens);
      episodes.add(new Episode(row, ended, now, reference, random.nextGaussian()));
    }
    return episodes;
  }

  /** What a source makes of them: a number for each place, padded places included. */
  private record Source(double[][] advantages, double[][] returns) {}

  private PpoBatch ours(PpoPreset preset, List<Episode> episodes) {
    PpoOptions options = PpoTasks.options(preset, Map.of(), 1, ROWS, Decoding.sampling(1, LIMIT));
    PpoConventions conventions = preset.conventions();
    List<Episode> scored =
        episodes.stream().map(e -> e.withScore(conventions.score(e.score(), e.ended()))).toList();
    return new Ppo(options).batch(scored, values, conventions.klCoefficient(), CONTEXT);
  }

  /** V at every place, those behind the end of an answer too. */
  private double[][] padded(List<Episode> episodes) {
    List<TokenRow> rows =
        episodes.stream()
            .map(e -> new TokenRow(e.row().prompt(), Arrays.copyOf(e.row().completion(), LIMIT)))
            .toList();
    float[][] read = values.read(rows, Readout.BEFORE_EACH_TOKEN);
    double[][] wide = new double[ROWS][LIMIT];
    for (int i = 0; i < ROWS; i++) {
      for (int t = 0; t < LIMIT; t++) {
        wide[i][t] = read[i][t];
      }
    }
    return wide;
  }

  /** lr at every place, 0 where padded, through a function of it. */
  private static double[][] logRatios(List<Episode> episodes, DoubleUnaryOperator function) {
    double[][] wide = new double[ROWS][];
    for (int i = 0; i < ROWS; i++) {
      wide[i] = Arrays.copyOf(episodes.get(i).logRatios().map(function).toArray(), LIMIT);
    }
    return wide;
  }

  private static double[][] gae(double[][] rewards, double[][] values, double lambda) {
    double[][] advantages = new double[ROWS][LIMIT];
    for (int i = 0; i < ROWS; i++) {
      double last = 0;
      for (int t = LIMIT - 1; t >= 0; t--) {
        double next = t < LIMIT - 1 ? values[i][t + 1] : 0;
        last = rewards[i][t] + next - values[i][t] + lambda * last;
        advantages[i][t] = last;
      }
    }
    return advantages;
  }

  private static double[][] sum(double[][] a, double[][] b) {
    double[][] sum = new double[ROWS][LIMIT];
    for (int i = 0; i < ROWS; i++) {
      for (int t = 0; t < LIMIT; t++) {
        sum[i][t] = a[i][t] + b[i][t];
      }
    }
    return sum;
  }

  /** Over places that count; {@code lost} degrees of freedom; sqrt(variance + inside) + outside. */
  private static double[][] whitened(
      double[][] x, boolean[][] counts, boolean keepMean, int lost, double inside, double outside) {
    double n = 0;
    double mean = 0;
    for (int i = 0; i < ROWS; i++) {
      for (int t = 0; t < LIMIT; t++) {
        n += counts[i][t] ? 1 : 0;
        mean += counts[i][t] ? x[i][t] : 0;
      }
    }
    mean /= n;
    double squares = 0;
    for (int i = 0; i < ROWS; i++) {
      for (int t = 0; t < LIMIT; t++) {
        squares += counts[i][t] ? (x[i][t] - mean) * (x[i][t] - mean) : 0;
      }
    }
    double deviation = Math.sqrt(squares / (n - lost) + inside) + outside;
    double[][] white = new double[ROWS][LIMIT];
    for (int i = 0; i < ROWS; i++) {
      for (int t = 0; t < LIMIT; t++) {
        white[i][t] = (x[i][t] - mean) / deviation + (keepMean ? mean : 0);
      }
    }
    return white;
  }

  /** True up to so many places behind the last token. */
  private static boolean[][] places(List<Episode> episodes, int more) {
    boolean[][] places = new boolean[ROWS][LIMIT];
    for (int i = 0; i < ROWS; i++) {
      Arrays.fill(places[i], 0, Math.min(LIMIT, episodes.get(i).tokens() + more), true);
    }
    return places;
  }

  private static void assertAgrees(Source source, PpoBatch ours, List<Episode> episodes) {
    for (int i = 0; i < ROWS; i++) {
      for (int t = 0; t < episodes.get(i).tokens(); t++) {
        assertEquals(source.advantages[i][t], ours.advantages()[i][t], 1e-5, i + " " + t);
      }
      for (int t = 0; t < ours.returns()[i].length; t++) {
        assertEquals(source.returns[i][t], ours.returns()[i][t], 1e-5, i + " " + t);
      }
    }
  }

  /**
   * rl/ppo_trainer.py, line 72 (the estimate of the divergence), 73 (its weight), 77 (the score at
   * the last token), 86 (rewards are whitened around their mean), 91 to 97 (gamma, lam of
   * rl/ppo_utils.py, lines 73 and 74), 98; torch_ops.py, lines 63 to 66 (population deviation, with
   * epsilon outside of the root). {@code compute_logprobs} gives padding 0, so that its rewards are
   * 0 before {@code whiten} sees them with all others.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void alpacaFarm(boolean ragged) {
    List<Episode> episodes = episodes(ragged);
    double[][] rewards = alpacaFarmsRewards(episodes);
    boolean[][] all = places(episodes, LIMIT);
    double[][] v = padded(episodes);
    double[][] raw = gae(whitened(rewards, all, true, 0, 0, 1e-8), v, 1);
    Source source = new Source(whitened(raw, all, false, 0, 0, 1e-8), sum(raw, v));
    PpoBatch ours = ours(PpoPreset.ALPACAFARM, episodes);
    assertAgrees(source, ours, episodes);
    assertTrue(Arrays.stream(ours.returns()).allMatch(row -> row.length == LIMIT));
  }

  /** The same equations, but that padding enters nothing. */
  @Test
  void ourOwn() {
    List<Episode> episodes = episodes(true);
    boolean[][] tokens = places(episodes, 0);
    double[][] v = padded(episodes);
    double[][] white = whitened(alpacaFarmsRewards(episodes), tokens, true, 0, 0, 1e-8);
    for (int i = 0; i < ROWS; i++) {
      for (int t = 0; t < LIMIT; t++) {
        white[i][t] = tokens[i][t] ? white[i][t] : 0;
        v[i][t] = tokens[i][t] ? v[i][t] : 0;
      }
    }
    double[][] raw = gae(white, v, 1);
    Source source = new Source(whitened(raw, tokens, false, 0, 0, 1e-8), sum(raw, v));
    assertAgrees(source, ours(PpoPreset.RLHF4J, episodes), episodes);
  }

  private static double[][] alpacaFarmsRewards(List<Episode> episodes) {
    double[][] rewards = logRatios(episodes, lr -> -0.02 * Math.max(lr, 0));
    for (int i = 0; i < ROWS; i++) {
      rewards[i][episodes.get(i).tokens() - 1] += episodes.get(i).score();
    }
    return rewards;
  }

  /**
   * ppo_trainer.py, lines 767 to 769 (values count up to one place behind the last token), 773 to
   * 775 (k1), 778 and 779 (the score stands there, or on the last token where the limit is
   * reached), 787 to 796 (gamma and lam of ppo_config.py, lines 265 and 269), 797 with 245 to 267
   * (sample variance inside of the root). Scores stay as they are (line 758: missing_eos_penalty is
   * None), rewards are not whitened (ppo_config.py, line 236).
   */
  @Test
  void trl() {
    List<Episode> episodes = episodes(true);
    Source source = withAStepBehindTheEnd(episodes, scores(episodes, Double.NaN), 1);
    assertAgrees(source, ours(PpoPreset.TRL, episodes), episodes);
  }

  /**
   * ppo.py, lines 665 to 667 (an answer without end-of-sequence scores penalty_reward_value, -1),
   * 671 to 677, 680 to 685, 694 to 702 (gamma and lam, lines 48 and 49), 703 with 235 to 241
   * (population variance inside of the root).
   */
  @Test
  void nPlus() {
    List<Episode> episodes = episodes(true);
    Source source = withAStepBehindTheEnd(episodes, scores(episodes, -1), 0);
    assertAgrees(source, ours(PpoPreset.N_PLUS, episodes), episodes);
  }

  private static double[] scores(List<Episode> episodes, double withoutEnd) {
    return episodes.stream()
        .mapToDouble(e -> e.ended() || Double.isNaN(withoutEnd) ? e.score() : withoutEnd)
        .toArray();
  }

  private Source withAStepBehindTheEnd(List<Episode> episodes, double[] scores, int lost) {
    double[][] rewards = logRatios(episodes, lr -> -0.05 * lr);
    boolean[][] seen = places(episodes, 1);
    double[][] v = padded(episodes);
    for (int i = 0; i < ROWS; i++) {
      int last = episodes.get(i).tokens() - 1;
      rewards[i][last + 1 < LIMIT ? last + 1 : last] += scores[i];
      for (int t = 0; t < LIMIT; t++) {
        v[i][t] = seen[i][t] ? v[i][t] : 0;
      }
    }
    double[][] raw = gae(rewards, v, 0.95);
    double[][] white = whitened(raw, places(episodes, 0), false, lost, 1e-8, 0);
    return new Source(white, sum(raw, v));
  }

  /**
   * train_policy.py: compute_rewards (k1; the score at the last token), loss (whiten_rewards, GAE
   * with gamma 1 and lam 0.95 of PpoHParams, advantages whitened); utils/core.py, whiten
   * (population variance inside of the root). There answers have one length, and a mini-batch is
   * whitened by itself; here the batch is one.
   */
  @Test
  void instructGpt() {
    List<Episode> episodes = episodes(false);
    double[][] rewards = logRatios(episodes, lr -> -0.02 * lr);
    for (int i = 0; i < ROWS; i++) {
      rewards[i][LIMIT - 1] += episodes.get(i).score();
    }
    boolean[][] all = places(episodes, 0);
    double[][] v = padded(episodes);
    double[][] raw = gae(whitened(rewards, all, true, 0, 1e-8, 0), v, 0.95);
    Source source = new Source(whitened(raw, all, false, 0, 1e-8, 0), sum(raw, v));
    assertAgrees(source, ours(PpoPreset.INSTRUCTGPT, episodes), episodes);
  }

  /**
   * The losses of the first gradient step, where every ratio is 1 and no value is clipped.
   * AlpacaFarm (rl/ppo_trainer.py, lines 244 and 252) and OpenAI (train_policy.py, loss) average
   * over all places; TRL (ppo_trainer.py, lines 837 and 846) and N+ (ppo.py, lines 747 and 754)
   * over those that count, of which values have one more.
   */
  @ParameterizedTest
  @EnumSource
  void lossesOfTheFirstGradientStep(PpoPreset preset) {
    RewardModel reward =
        new NeuralRewardModel() {
          @Override
          public double[] score(List<Response> responses) {
            return PpoTasks.REWARD.score(responses);
          }

          @Override
          public Optional<ScalarModel> copyNetwork() {
            return Optional.of(values.copy());
          }
        };
    Map<String, Object> once =
        Map.of("epochs", 1, "minibatches", 1, "ptxCoefficient", 0.0, "valueHead", ValueHead.KEEP);
    PpoOptions options = PpoTasks.options(preset, once, 1, ROWS, Decoding.sampling(1, LIMIT));
    RecordingLog log = new RecordingLog();
    OptimizationTask task = Tasks.reinforce(Tasks.policy(), PpoTasks.PROMPTS, reward, log);
    List<Episode> episodes =
        new Rollouts(task, task.start(), options.decoding(), 1).episodes(0, ROWS, 1);
    PpoBatch batch = ours(preset, episodes);
    new Ppo(options).optimize(task);

    boolean everywhere = preset.conventions().lossDenominator() == LossDenominator.LIMIT;
    double squares = 0;
    for (int i = 0; i < ROWS; i++) {
      for (int t = 0; t < batch.returns()[i].length; t++) {
        squares += Math.pow(batch.values()[i][t] - batch.returns()[i][t], 2);
      }
    }
    double places = 0;
    for (boolean[] row : places(episodes, 1)) {
      for (boolean counts : row) {
        places += counts ? 1 : 0;
      }
    }
    PpoStep step = log.steps(PpoStep.class).get(0);
    double expected = 0.5 * squares / (everywhere ? ROWS * LIMIT : places);
    assertEquals(expected, step.valueLoss(), 1e-5 * expected);
    // whitened advantages add up to 0 over the tokens that count; those of padding move nothing
    double sum = 0;
    for (float[] row : batch.advantages()) {
      for (float advantage : row) {
        sum += advantage;
      }
    }
    assertEquals(-sum / (ROWS * LIMIT), step.policyLoss(), 1e-5);
    assertEquals(preset == PpoPreset.ALPACAFARM, Math.abs(sum) > 1e-3);
    assertEquals(1, step.ratio(), 1e-6);
  }

  /**
   * models/rl_models.py: {@code make_value_with_base_model} makes an {@code AutoregressiveValue},
   * whose head has weights and bias of zero: V is 0 everywhere before the first gradient step, so
   * that returns alone are learned, vf_loss = 0.5 mean(returns^2).
   */
  @Test
  void alpacaFarmsValuesBeginAtZero() {
    Map<String, Object> once = Map.of("epochs", 1, "minibatches", 1);
    PpoOptions options =
        PpoTasks.options(PpoPreset.ALPACAFARM, once, 1, ROWS, Decoding.sampling(1, LIMIT));
    RecordingLog log = new RecordingLog();
    OptimizationTask task = Tasks.reinforce(Tasks.policy(), PpoTasks.PROMPTS, PpoTasks.REWARD, log);
    List<Episode> episodes =
        new Rollouts(task, task.start(), options.decoding(), 1).episodes(0, ROWS, 1);
    double[][] white =
        whitened(alpacaFarmsRewards(episodes), places(episodes, LIMIT), true, 0, 0, 1e-8);
    double squares = 0;
    for (double[] row : gae(white, new double[ROWS][LIMIT], 1)) {
      squares += Arrays.stream(row).map(x -> x * x).sum();
    }
    new Ppo(options).optimize(task);
    double expected = 0.5 * squares / (ROWS * LIMIT);
    assertEquals(expected, log.steps(PpoStep.class).get(0).valueLoss(), 1e-5 * expected);
  }

  /**
   * What the sources have beside conventions, and a spec gets that names the preset alone.
   *
   * <ul>
   *   <li>alpacafarm: examples/scripts/rlhf_ppo.sh, lines 22 and 23 (learning rate, warm-up);
   *       rl/ppo_utils.py, lines 76 (epsilon) and 84 (temperature); transformers' TrainingArguments
   *       (linear, no decay, max_grad_norm 1, which rl/rl_trainer.py, line 146, clips by)
   *   <li>trl: ppo_config.py, lines 124 (learning rate) and 169 (temperature); transformers'
   *       TrainingArguments (linear, epsilon 1e-8, no decay); its loop, ppo_trainer.py, lines 848
   *       to 850, steps without clipping
   *   <li>n-plus: ppo.py, lines 75 and 77 (epsilon, learning rate), 127 (temperature), 500 (AdamW
   *       with PyTorch's weight decay, 0.01), 575 to 577 (linear to 0), 757 to 759 (no clipping)
   *   <li>instructgpt: temperature 1, arXiv:2203.02155, appendix C.4
   * </ul>
   */
  @ParameterizedTest
  @CsvSource({
    // preset, temperature, learning rate, warm-up steps, epsilon, weight decay, clipped norm
    "rlhf4j, 1, 1e-5, 5, 1e-5, 0, 1",
    "alpacafarm, 1, 1e-5, 5, 1e-5, 0, 1",
    "trl, 0.7, 3e-6, 0, 1e-8, 0, 0",
    "n-plus, 0.7, 3e-6, 0, 1e-5, 0.01, 0",
    "instructgpt, 1, 1e-5, 0, 1e-5, 0, 1"
  })
  void whatASpecGetsThatNamesThePresetAlone(
      String preset,
      double temperature,
      double rate,
      int warmup,
      double epsilon,
      double decay,
      double norm) {
    PpoOptions options = new PpoPlugin().defaults(preset);
    AdamW rule =
        new AdamW(rate, AdamW.Schedule.LINEAR, warmup, 0, 0.9, 0.999, epsilon, decay, norm);
    assertEquals(preset, options.presetInWords());
    assertEquals(Decoding.sampling(temperature, 64), options.decoding());
    assertEquals(rule, options.policyOptimizer());
    assertEquals(rule, options.valueOptimizer());
  }
}

import org.rlhf4j.algorithms.inference.BestOfN;
import org.rlhf4j.algorithms.iterated.ExpertIteration;
import org.rlhf4j.algorithms.iterated.Quark;
import org.rlhf4j.algorithms.policygradient.Grpo;
import org.rlhf4j.algorithms.policygradient.Reinforce;
import org.rlhf4j.algorithms.policygradient.Rloo;
import org.rlhf4j.algorithms.policygradient.Trpo;
import org.rlhf4j.algorithms.ppo.Ppo;
import org.rlhf4j.algorithms.preference.Dpo;
import org.rlhf4j.algorithms.preference.Hinge;
import org.rlhf4j.algorithms.preference.Ipo;
import org.rlhf4j.algorithms.preference.IpoMean;
import org.rlhf4j.algorithms.preference.Kto;
import org.rlhf4j.algorithms.preference.OnlineDpo;
import org.rlhf4j.algorithms.preference.Orpo;
import org.rlhf4j.algorithms.preference.RobustDpo;
import org.rlhf4j.algorithms.preference.Simpo;
import org.rlhf4j.algorithms.supervised.BinaryFeedMe;
import org.rlhf4j.algorithms.supervised.BinaryRewardConditioning;
import org.rlhf4j.algorithms.supervised.ControlToken;
import org.rlhf4j.algorithms.supervised.Sft;
import org.rlhf4j.api.plugin.OptimizerPlugin;

/** Every alignment method, one file each, and its loss. */
module org.rlhf4j.algorithms {
  requires transitive org.rlhf4j.api;

  exports org.rlhf4j.algorithms.inference;
  exports org.rlhf4j.algorithms.iterated;
  exports org.rlhf4j.algorithms.policygradient;
  exports org.rlhf4j.algorithms.ppo;
  exports org.rlhf4j.algorithms.preference;
  exports org.rlhf4j.algorithms.supervised;

  provides OptimizerPlugin with
      BestOfN,
      BinaryFeedMe,
      BinaryRewardConditioning,
      ControlToken,
      Dpo,
      ExpertIteration,
      Grpo,
      Hinge,
      IpoMean,
      Ipo,
      Kto,
      OnlineDpo,
      Orpo,
      Ppo,
      Quark,
      Reinforce,
      Rloo,
      RobustDpo,
      Sft,
      Simpo,
      Trpo;
}

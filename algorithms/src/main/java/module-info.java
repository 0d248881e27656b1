import org.rlhf4j.algorithms.inference.BestOfNPlugin;
import org.rlhf4j.algorithms.iterated.ExpertIterationPlugin;
import org.rlhf4j.algorithms.iterated.QuarkPlugin;
import org.rlhf4j.algorithms.policygradient.GrpoPlugin;
import org.rlhf4j.algorithms.policygradient.ReinforcePlugin;
import org.rlhf4j.algorithms.policygradient.RlooPlugin;
import org.rlhf4j.algorithms.policygradient.TrpoPlugin;
import org.rlhf4j.algorithms.ppo.PpoPlugin;
import org.rlhf4j.algorithms.preference.DpoPlugin;
import org.rlhf4j.algorithms.preference.HingePlugin;
import org.rlhf4j.algorithms.preference.IpoMeanPlugin;
import org.rlhf4j.algorithms.preference.IpoPlugin;
import org.rlhf4j.algorithms.preference.KtoPlugin;
import org.rlhf4j.algorithms.preference.OnlineDpoPlugin;
import org.rlhf4j.algorithms.preference.OrpoPlugin;
import org.rlhf4j.algorithms.preference.RobustDpoPlugin;
import org.rlhf4j.algorithms.preference.SimpoPlugin;
import org.rlhf4j.algorithms.supervised.BinaryFeedMePlugin;
import org.rlhf4j.algorithms.supervised.BinaryRewardConditioningPlugin;
import org.rlhf4j.algorithms.supervised.ControlTokenPlugin;
import org.rlhf4j.algorithms.supervised.SftPlugin;
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
      BestOfNPlugin,
      BinaryFeedMePlugin,
      BinaryRewardConditioningPlugin,
      ControlTokenPlugin,
      DpoPlugin,
      ExpertIterationPlugin,
      GrpoPlugin,
      HingePlugin,
      IpoMeanPlugin,
      IpoPlugin,
      KtoPlugin,
      OnlineDpoPlugin,
      OrpoPlugin,
      PpoPlugin,
      QuarkPlugin,
      ReinforcePlugin,
      RlooPlugin,
      RobustDpoPlugin,
      SftPlugin,
      SimpoPlugin,
      TrpoPlugin;
}

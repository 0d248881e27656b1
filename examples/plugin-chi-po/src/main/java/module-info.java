/** Chi-squared preference optimisation. */
module com.example.chipo {
  requires transitive org.rlhf4j.api;

  exports com.example.chipo;

  provides org.rlhf4j.api.plugin.OptimizerPlugin with
      com.example.chipo.ChiPo;
}

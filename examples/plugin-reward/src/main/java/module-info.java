module com.example.sentences {
  requires transitive org.rlhf4j.api;

  exports com.example.sentences;

  provides org.rlhf4j.api.plugin.RewardModelPlugin with
      com.example.sentences.SentencesPlugin;
}

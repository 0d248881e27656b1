/** Decoder-only transformers on DJL's PyTorch engine, their tokenizers, and adapters. */
module org.rlhf4j.policies {
  requires transitive org.rlhf4j.api;
  requires ai.djl.pytorch_engine;
  requires ai.djl.tokenizers;
  requires com.google.gson;
  requires java.desktop; // java.beans, which Jinjava's types name
  requires jinjava; // chat templates

  exports org.rlhf4j.policies;

  provides org.rlhf4j.api.plugin.PolicyPlugin with
      org.rlhf4j.policies.TransformerPlugin;
}

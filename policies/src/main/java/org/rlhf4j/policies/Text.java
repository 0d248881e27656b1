package org.rlhf4j.policies;

import com.google.gson.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What policies and scalar models of one tokenizer share: the codec, the stop ids, and the text
 * files of the model folder. Copies of a model share it; the last one to be closed closes it.
 */
final class Text {

  private final TextCodec codec;
  private final Set<Integer> stops;
  private final Map<String, JsonObject> companions;
  private final AtomicInteger users = new AtomicInteger(1);

  Text(TextCodec codec, Set<Integer> stops, Map<String, JsonObject> companions) {
    this.codec = codec;
    this.stops = stops;
    this.companions = companions;
  }

  TextCodec codec() {
    return codec;
  }

  Set<Integer> stops() {
    return stops;
  }

  Map<String, JsonObject> companions() {
    return companions;
  }

  Text share() {
    users.incrementAndGet();
    return this;
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      codec.close();
    }
  }
}

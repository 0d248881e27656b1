package org.rlhf4j.runner.checkpoint;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Measurement;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Verdict;

/** Formats of what the stages of a run make. */
public final class Formats {
  private Formats() {}

  /** Text and tokens. */
  public static final Format<Answer> ANSWER =
      new Format<>() {
        @Override
        public void write(Answer answer, DataOutput out) throws IOException {
          Text.write(answer.text(), out);
          int[] tokens = answer.tokens();
          out.writeInt(tokens == null ? -1 : tokens.length);
          if (tokens != null) {
            for (int token : tokens) {
              out.writeInt(token);
            }
          }
        }

        @Override
        public Answer read(DataInput in) throws IOException {
          String text = Text.read(in);
          int n = in.readInt();
          if (n < 0) {
            return Answer.ofText(text);
          }
          int[] tokens = new int[n];
          for (int i = 0; i < n; i++) {
            tokens[i] = in.readInt();
          }
          return new Answer(text, tokens);
        }
      };

  /** What a policy generated, log-probabilities by their bits. */
  public static final Format<Completion> COMPLETION =
      new Format<>() {
        @Override
        public void write(Completion completion, DataOutput out) throws IOException {
          ANSWER.write(completion.answer(), out);
          out.writeUTF(completion.finish().name());
          for (int i = 0; i < completion.logProbs().length; i++) {
            out.writeFloat(completion.logProbs()[i]);
            out.writeFloat(completion.samplingLogProbs()[i]);
          }
        }

        @Override
        public Completion read(DataInput in) throws IOException {
          Answer answer = ANSWER.read(in);
          int[] tokens = answer.tokens();
          Completion.Finish finish = Completion.Finish.valueOf(in.readUTF());
          float[] logProbs = new float[tokens == null ? 0 : tokens.length];
          float[] samplingLogProbs = new float[logProbs.length];
          for (int i = 0; i < logProbs.length; i++) {
            logProbs[i] = in.readFloat();
            samplingLogProbs[i] = in.readFloat();
          }
          return new Completion(answer, finish, logProbs, samplingLogProbs);
        }
      };

  /** What a judge said. */
  public static final Format<Verdict> VERDICT =
      new Format<>() {
        @Override
        public void write(Verdict verdict, DataOutput out) throws IOException {
          out.writeDouble(verdict.preferFirst());
          out.writeUTF(verdict.label().name());
          Text.write(verdict.reason(), out);
        }

        @Override
        public Verdict read(DataInput in) throws IOException {
          return new Verdict(in.readDouble(), Verdict.Label.valueOf(in.readUTF()), Text.read(in));
        }
      };

  /** What an evaluator found. */
  public static final Format<Measurement> MEASUREMENT =
      new Format<>() {
        @Override
        public void write(Measurement m, DataOutput out) throws IOException {
          Text.write(m.subject(), out);
          Text.write(m.metric(), out);
          Text.write(m.unit(), out);
          out.writeDouble(m.value());
          out.writeDouble(m.standardError());
          out.writeInt(m.n());
          Text.write(m.note(), out);
        }

        @Override
        public Measurement read(DataInput in) throws IOException {
          return new Measurement(
              Text.read(in),
              Text.read(in),
              Text.read(in),
              in.readDouble(),
              in.readDouble(),
              in.readInt(),
              Text.read(in));
        }
      };

  /** Preferences whose prompts are among given ones, which are not written. */
  public static Format<Preference> preference(List<Prompt> prompts) {
    Map<Prompt, Integer> places = new HashMap<>();
    for (int i = 0; i < prompts.size(); i++) {
      places.putIfAbsent(prompts.get(i), i);
    }
    return new Format<>() {
      @Override
      public void write(Preference preference, DataOutput out) throws IOException {
        Integer place = places.get(preference.prompt());
        if (place == null) {
          throw new IllegalArgumentException("not a prompt of the run: " + preference.prompt());
        }
        out.writeInt(place);
        ANSWER.write(preference.chosen(), out);
        ANSWER.write(preference.rejected(), out);
      }

      @Override
      public Preference read(DataInput in) throws IOException {
        return new Preference(prompts.get(in.readInt()), ANSWER.read(in), ANSWER.read(in));
      }
    };
  }
}

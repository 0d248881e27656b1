package org.rlhf4j.runner.checkpoint;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Message;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Verdict;

/** Formats of what the stages of a run make. */
public final class Formats {
  private Formats() {}

  /**
   * Text and tokens. The number of tokens, -1 for none, says of an answer that was cut off as -3 -
   * number, so that those of before read as they did.
   */
  public static final Format<Answer> ANSWER =
      new Format<>() {
        @Override
        public void write(Answer answer, DataOutput out) throws IOException {
          LongText.write(answer.text(), out);
          int[] tokens = answer.tokens();
          int n = tokens == null ? -1 : tokens.length;
          out.writeInt(answer.cutOff() ? -3 - n : n);
          if (tokens != null) {
            for (int token : tokens) {
              out.writeInt(token);
            }
          }
        }

        @Override
        public Answer read(DataInput in) throws IOException {
          String text = LongText.read(in);
          int code = in.readInt();
          boolean cutOff = code < -1;
          int n = cutOff ? -3 - code : code;
          if (n < 0) {
            return Answer.ofText(text, cutOff);
          }
          int[] tokens = new int[n];
          for (int i = 0; i < n; i++) {
            tokens[i] = in.readInt();
          }
          return new Answer(text, tokens, cutOff);
        }
      };

  /** What a policy generated, log-probabilities by their bits. */
  public static final Format<Completion> COMPLETION =
      new Format<>() {
        @Override
        public void write(Completion completion, DataOutput out) throws IOException {
          ANSWER.write(
              new Answer(completion.text(), completion.tokens()), out); // finish says the rest
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
          LongText.write(verdict.reason(), out);
          LongText.write(verdict.raw(), out);
          Cost cost = verdict.cost();
          out.writeInt(cost.calls());
          out.writeLong(cost.promptTokens());
          out.writeLong(cost.completionTokens());
          out.writeDouble(cost.money());
          out.writeDouble(cost.seconds());
        }

        @Override
        public Verdict read(DataInput in) throws IOException {
          return new Verdict(
              in.readDouble(),
              Verdict.Label.valueOf(in.readUTF()),
              LongText.read(in),
              LongText.read(in),
              new Cost(
                  in.readInt(), in.readLong(), in.readLong(), in.readDouble(), in.readDouble()));
        }
      };

  /** A text of any length. */
  public static final Format<String> TEXT =
      new Format<>() {
        @Override
        public void write(String text, DataOutput out) throws IOException {
          LongText.write(text, out);
        }

        @Override
        public String read(DataInput in) throws IOException {
          return LongText.read(in);
        }
      };

  /** A prompt with everything that is known about it. */
  public static final Format<Prompt> PROMPT =
      new Format<>() {
        @Override
        public void write(Prompt prompt, DataOutput out) throws IOException {
          LongText.write(prompt.id(), out);
          LongText.write(prompt.text(), out);
          String reference = prompt.reference();
          out.writeBoolean(reference != null);
          if (reference != null) {
            LongText.write(reference, out);
          }
          out.writeInt(prompt.messages().size());
          for (Message message : prompt.messages()) {
            out.writeUTF(message.role().name());
            LongText.write(message.content(), out);
          }
        }

        @Override
        public Prompt read(DataInput in) throws IOException {
          String id = LongText.read(in);
          String text = LongText.read(in);
          String reference = in.readBoolean() ? LongText.read(in) : null;
          List<Message> messages = new ArrayList<>();
          for (int n = in.readInt(); n > 0; n--) {
            messages.add(new Message(Message.Role.valueOf(in.readUTF()), LongText.read(in)));
          }
          return new Prompt(id, text, reference, messages);
        }
      };

  /** A prompt with an answer to imitate. */
  public static final Format<Demonstration> DEMONSTRATION =
      new Format<>() {
        @Override
        public void write(Demonstration demonstration, DataOutput out) throws IOException {
          PROMPT.write(demonstration.prompt(), out);
          ANSWER.write(demonstration.answer(), out);
        }

        @Override
        public Demonstration read(DataInput in) throws IOException {
          return new Demonstration(PROMPT.read(in), ANSWER.read(in));
        }
      };

  /** A preference with its prompt. */
  public static final Format<Preference> PREFERENCE =
      new Format<>() {
        @Override
        public void write(Preference preference, DataOutput out) throws IOException {
          PROMPT.write(preference.prompt(), out);
          ANSWER.write(preference.chosen(), out);
          ANSWER.write(preference.rejected(), out);
          writeBatch(preference, out);
        }

        @Override
        public Preference read(DataInput in) throws IOException {
          return new Preference(PROMPT.read(in), ANSWER.read(in), ANSWER.read(in), readBatch(in));
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
        writeBatch(preference, out);
      }

      @Override
      public Preference read(DataInput in) throws IOException {
        return new Preference(
            prompts.get(in.readInt()), ANSWER.read(in), ANSWER.read(in), readBatch(in));
      }
    };
  }

  private static void writeBatch(Preference preference, DataOutput out) throws IOException {
    String batch = preference.batch();
    out.writeBoolean(batch != null);
    if (batch != null) {
      LongText.write(batch, out);
    }
  }

  private static @Nullable String readBatch(DataInput in) throws IOException {
    return in.readBoolean() ? LongText.read(in) : null;
  }
}

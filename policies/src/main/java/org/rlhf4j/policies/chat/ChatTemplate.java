package org.rlhf4j.policies.chat;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.objects.date.StrftimeFormatter;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Message;
import org.rlhf4j.api.UserException;

/**
 * A model's own way of writing a conversation as one text: the Jinja template of its {@code
 * tokenizer_config.json} or {@code chat_template.jinja}.
 *
 * <p>It is rendered as {@code apply_chat_template} of transformers renders it: {@code trim_blocks}
 * and {@code lstrip_blocks} are on, {@code tools} and {@code documents} are none, and the special
 * tokens are there by name. Today's date is the one exception: it is what the spec says, so that a
 * run can be repeated tomorrow.
 *
 * <p>A text is right or is not given: what a template asks for and this program does not do as
 * Jinja2 does is an error.
 */
public final class ChatTemplate {

  private static final Pattern FRAGMENT =
      Pattern.compile("^(\\w+: )?Syntax error in '.*?': Error parsing '", Pattern.DOTALL);

  private static final int LONGEST_REASON = 400;

  private final String source;
  private final String place;
  private final Map<String, String> specials;
  private final Map<String, HostFunction> functions;
  private final Engine engine = Engine.create();
  private @Nullable String resolved;
  private @Nullable String refusal;

  /**
   * A template that is not yet looked at.
   *
   * @param source Jinja
   * @param specials special tokens by the names that templates know, such as {@code bos_token}
   * @param today the date that the template gets for today's
   * @param place where it was found, for messages
   */
  public ChatTemplate(String source, Map<String, String> specials, LocalDate today, String place) {
    String lines = source.replace("\r\n", "\n").replace('\r', '\n');
    // Jinja2 leaves out a single line break at the end
    String whole = lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
    this.source = whole;
    this.specials = Map.copyOf(specials);
    this.place = place;
    this.functions =
        Map.of(
            "range", HostFunction.range(),
            "raise_exception", HostFunction.ofText("raise_exception", this::refuse),
            "strftime_now", HostFunction.ofText("strftime_now", format -> date(today, format)));
  }

  // Not before it is needed: a model whose template is broken still serves for texts.
  private String resolved() {
    if (resolved == null) {
      try {
        resolved = WhiteSpace.resolved(source);
      } catch (UserException e) {
        throw new UserException(place + ": the model's chat template: " + e.getMessage(), e);
      }
    }
    return resolved;
  }

  private String refuse(String reason) {
    if (refusal == null) {
      refusal = reason;
    }
    return "";
  }

  private static String date(LocalDate today, String format) {
    return StrftimeFormatter.format(today.atStartOfDay(ZoneOffset.UTC), format);
  }

  /**
   * Writes a conversation.
   *
   * @param messages at least one
   * @param generationPrompt whether what begins the next answer follows
   * @throws UserException if the template refuses the conversation, or cannot be rendered as Jinja2
   *     would
   */
  public synchronized String render(List<Message> messages, boolean generationPrompt) {
    Map<String, Object> values = new HashMap<>(specials);
    List<Map<String, Object>> list = new ArrayList<>();
    for (Message message : messages) {
      Map<String, Object> turn = new LinkedHashMap<>();
      turn.put("role", message.role().word());
      turn.put("content", message.content());
      list.add(turn);
    }
    values.put("messages", list);
    values.put("add_generation_prompt", generationPrompt);
    for (String name : List.of("none", "None", "tools", "documents")) {
      values.put(name, None.NONE);
    }
    values.putAll(functions); // some templates ask whether they are defined
    values.put(Context.GLOBAL_MACROS_SCOPE_KEY, new HashMap<>(functions));
    refusal = null;
    engine.meter().restart();
    RenderResult result;
    try {
      result = engine.renderForResult(resolved(), values);
    } catch (StackOverflowError e) {
      throw new UserException(unrendered("") + "it is nested too deeply", e);
    }
    if (refusal != null) {
      throw new UserException(
          place + ": the model's chat template refuses the conversation: " + refusal);
    }
    if (!result.getErrors().isEmpty()) {
      throw failed(result.getErrors());
    }
    return result.getOutput();
  }

  private UserException failed(List<TemplateError> errors) {
    TemplateError error =
        errors.stream()
            .filter(e -> !root(e).endsWith(Engine.STOPPED))
            .findFirst()
            .orElse(errors.get(0));
    String exceeded = engine.meter().exceeded();
    return new UserException(
        unrendered(error.getLineno() > 0 ? ", line " + error.getLineno() : "")
            + (exceeded != null ? exceeded : reason(error)));
  }

  private String unrendered(String line) {
    return place + line + ": the model's chat template cannot be rendered as Jinja2 would: ";
  }

  // Of an expression that cannot be read Jinjava shows the end, and then the whole.
  private static String reason(TemplateError error) {
    String message =
        FRAGMENT
            .matcher(root(error).replaceFirst("^ELException: ", ""))
            .replaceFirst("Error parsing '");
    return message.length() <= LONGEST_REASON
        ? message
        : message.substring(0, LONGEST_REASON / 2)
            + " ... "
            + message.substring(message.length() - LONGEST_REASON / 2);
  }

  // What is wrong within a tag is wrapped once for each tag around it.
  private static String root(TemplateError error) {
    Throwable cause = error.getException();
    while (error.getMessage().endsWith("Error rendering tag")
        && cause != null
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return error.getMessage().endsWith("Error rendering tag") && cause != null
        ? String.valueOf(cause.getMessage())
        : error.getMessage();
  }

  /** Where it was found, for messages. */
  public String place() {
    return place;
  }
}

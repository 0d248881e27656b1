package org.rlhf4j.workbench.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.rlhf4j.api.UserException;
import org.rlhf4j.workbench.export.Exporter;
import org.rlhf4j.workbench.options.WorkbenchAnnotator;
import org.rlhf4j.workbench.options.WorkbenchAnnotator.Role;
import org.rlhf4j.workbench.quality.LiveReport;
import org.rlhf4j.workbench.store.LabelStore;

/** What the owner's page asks for. */
final class OwnerApi {
  private final LabelStore store;
  private final LiveReport report;
  private final Path exports;
  private final Site site;

  OwnerApi(LabelStore store, LiveReport report, Path exports, Site site) {
    this.store = store;
    this.report = report;
    this.exports = exports;
    this.site = site;
  }

  JsonObject state(String csrf) {
    JsonObject json = report.now().deepCopy();
    json.addProperty("csrf", csrf);
    json.addProperty("task", AnnotatorApi.word(store.setup().task()));
    json.addProperty("exports", exports.toString());
    return json;
  }

  JsonObject act(String action, JsonObject body) {
    JsonObject json = new JsonObject();
    switch (action) {
      case "annotators" -> {
        WorkbenchAnnotator annotator =
            annotator(PageRequest.text(body, "name"), role(PageRequest.text(body, "role")));
        if (annotator.name().isEmpty()) {
          throw new Refusal(400, "Give the annotator a name.");
        }
        long id = store.people().add(annotator.name(), annotator.role());
        json.addProperty("link", site.link(store.people().newLink(id)));
      }
      case "link" ->
          json.addProperty(
              "link",
              site.link(
                  store.people().newLink(store.people().get(PageRequest.number(body, "id")).id())));
      case "retire" -> {
        boolean retired = PageRequest.flag(body, "retired");
        store.people().retire(store.people().get(PageRequest.number(body, "id")).id(), retired);
      }
      case "admit" -> store.people().admit(store.people().get(PageRequest.number(body, "id")).id());
      case "export" -> {
        JsonArray lines = new JsonArray();
        new Exporter(store).write(exports).forEach(lines::add);
        json.add("lines", lines);
        json.add("files", files());
      }
      default -> throw new Refusal(404, "There is no such action.");
    }
    report.forget();
    return json;
  }

  private static WorkbenchAnnotator annotator(String name, Role role) {
    try {
      return new WorkbenchAnnotator(name, role);
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, String.valueOf(e.getMessage()));
    }
  }

  private static Role role(String word) {
    try {
      return Role.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, "The role is crowd or expert.");
    }
  }

  private JsonArray files() {
    JsonArray files = new JsonArray();
    Exporter.FILES.stream().filter(f -> Files.exists(exports.resolve(f))).forEach(files::add);
    return files;
  }

  /** A file of the last export. */
  PageReply file(String name) {
    if (!Set.copyOf(Exporter.FILES).contains(name) || !Files.exists(exports.resolve(name))) {
      throw new Refusal(404, "There is no such file; export first.");
    }
    try {
      return PageReply.text(200, "text/plain", Files.readString(exports.resolve(name)))
          .with("Content-Disposition", "attachment; filename=\"" + name + "\"");
    } catch (IOException e) {
      throw new UserException(exports.resolve(name) + " cannot be read", e);
    }
  }
}

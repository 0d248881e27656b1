package org.rlhf4j.judges.human.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.judges.human.task.BadLabelException;

/**
 * One request and its answer. The body is read as it comes, without a thread that waits for it; a
 * thread is taken when there is something to do.
 */
final class Exchange {
  private final org.eclipse.jetty.server.Request request;
  private final Response response;
  private final Callback callback;
  private final Router router;
  private final Lines lines;
  private final RunLog log;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  Exchange(
      org.eclipse.jetty.server.Request request,
      Response response,
      Callback callback,
      Router router,
      Lines lines,
      RunLog log) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.router = router;
    this.lines = lines;
    this.log = log;
  }

  private Connection connection() {
    return request.getConnectionMetaData().getConnection();
  }

  void begin() {
    lines.enter(connection(), Line.Phase.WORK);
    try {
      Outcome outcome = router.begin(plain());
      if (outcome instanceof Outcome.AfterBody after) {
        if (request.getLength() > after.mostBytes()) {
          throw tooLong(after);
        }
        lines.enter(connection(), Line.Phase.BODY);
        read(after);
      } else if (outcome instanceof Outcome.Now now) {
        send(now.reply());
      }
    } catch (RuntimeException e) {
      send(reply(e));
    }
  }

  private Request plain() {
    return new Request(
        request.getMethod(),
        org.eclipse.jetty.server.Request.getPathInContext(request),
        org.eclipse.jetty.server.Request.getRemoteAddr(request),
        name -> request.getHeaders().getValuesList(name));
  }

  private static Refusal tooLong(Outcome.AfterBody after) {
    return new Refusal(413, "This is too long: at most " + after.mostBytes() + " bytes.");
  }

  /** Takes what has come, and comes back when there is more. */
  private void read(Outcome.AfterBody after) {
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(() -> read(after));
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        callback.succeeded(); // nobody is there to be told
        return;
      }
      boolean fits = body.size() + chunk.remaining() <= after.mostBytes();
      if (fits) {
        ByteBuffer bytes = chunk.getByteBuffer();
        byte[] some = new byte[bytes.remaining()];
        bytes.get(some);
        body.write(some, 0, some.length);
      }
      boolean last = chunk.isLast();
      chunk.release();
      if (!fits) {
        send(tooLong(after).reply());
        return;
      }
      if (last) {
        lines.enter(connection(), Line.Phase.WORK);
        send(made(() -> after.then().apply(Request.json(body.toByteArray()))));
        return;
      }
    }
  }

  private Reply made(Supplier<Reply> make) {
    try {
      return make.get();
    } catch (RuntimeException e) {
      return reply(e);
    }
  }

  /**
   * What somebody is told of a failure. Only sentences that were written for people go out; what
   * comes from below, with names of classes and paths, goes into the log.
   */
  private Reply reply(RuntimeException e) {
    if (e instanceof Refusal refusal) {
      return refusal.reply();
    }
    if (e instanceof BadLabelException || (e instanceof UserException && e.getCause() == null)) {
      return Reply.error(400, String.valueOf(e.getMessage()));
    }
    log.note("a request failed: " + e);
    return Reply.error(500, "Something went wrong here; nothing was saved. Please try again.");
  }

  private void send(Reply reply) {
    lines.enter(connection(), Line.Phase.WRITE);
    response.setStatus(reply.status());
    HttpFields.Mutable headers = response.getHeaders();
    router.headers(reply).forEach(headers::put);
    boolean head = request.getMethod().equals("HEAD");
    headers.put("Content-Length", String.valueOf(reply.body().length));
    Connection connection = connection();
    ByteBuffer bytes = ByteBuffer.wrap(head ? new byte[0] : reply.body());
    response.write(
        true, bytes, Callback.from(() -> lines.enter(connection, Line.Phase.IDLE), callback));
  }
}

package org.rlhf4j.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * Something that the user can mend: a file, a value, a missing part. The message is for people: it
 * names the value, the legal range, the place, and what to do. It is shown as it is, without a
 * stack trace.
 */
public final class UserException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message one or more lines, complete in themselves
   */
  public UserException(String message) {
    super(message);
  }

  /**
   * @param message one or more lines, complete in themselves
   * @param cause shown only with {@code --debug}
   */
  public UserException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Why a file could not be read or written, in words and without the name of a class: what follows
   * "cannot be written: " in a message.
   */
  public static String reason(Exception e) {
    if (e instanceof CharacterCodingException) {
      return "it is not UTF-8 text, so that at least one byte of it is not what was written";
    }
    if (e instanceof UncheckedIOException && e.getCause() instanceof IOException cause) {
      return reason(cause);
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "it is not there";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file of that name is there already";
    }
    if (e instanceof NotDirectoryException) {
      return "it is not a folder";
    }
    String told = e instanceof FileSystemException of ? of.getReason() : e.getMessage();
    String why = told == null ? "the system gives no reason" : told;
    return why.contains("No space left") ? why + "; make room, then go on" : why;
  }
}

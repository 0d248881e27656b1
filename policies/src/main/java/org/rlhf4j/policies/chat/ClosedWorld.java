package org.rlhf4j.policies.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.util.ForLoop;
import java.beans.FeatureDescriptor;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELException;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/**
 * All that a template can reach: entries of dictionaries, elements of lists, letters of texts, the
 * numbers of a loop, and {@link Methods}. Nothing goes through reflection, so there is no Java
 * class to get at.
 */
final class ClosedWorld extends ELResolver {

  private final Meter meter;

  ClosedWorld(Meter meter) {
    this.meter = meter;
  }

  @Override
  public @Nullable Object getValue(
      ELContext context, @Nullable Object base, @Nullable Object property) {
    context.setPropertyResolved(true);
    String name = Objects.toString(property, "");
    if (base instanceof Map<?, ?> map) {
      return map.get(name);
    }
    if (base instanceof List<?> list) {
      int place = element(name, list.size());
      return place < 0 ? null : list.get(place);
    }
    if (base instanceof String text) {
      int[] letters = text.codePoints().toArray();
      int place = element(name, letters.length);
      return place < 0 ? null : Character.toString(letters[place]);
    }
    if (base instanceof ForLoop loop) {
      return loop(loop, name);
    }
    return null; // as of anything undefined
  }

  /** The place that a name means, which counts from the end if negative; -1 for none. */
  private static int element(String name, int length) {
    try {
      int index = Integer.parseInt(name);
      int place = index < 0 ? index + length : index;
      return place >= 0 && place < length ? place : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static Object loop(ForLoop loop, String name) {
    return switch (name) {
      case "index" -> loop.getIndex();
      case "index0" -> loop.getIndex0();
      case "first" -> loop.isFirst();
      case "last" -> loop.isLast();
      case "length" -> loop.getLength();
      case "revindex" -> loop.getLength() - loop.getIndex0();
      case "revindex0" -> loop.getLength() - loop.getIndex();
      default -> throw new ELException("loop." + name + " is not supported");
    };
  }

  @Override
  public @Nullable Object invoke(
      ELContext context,
      @Nullable Object base,
      @Nullable Object method,
      Class<?> @Nullable [] types,
      Object @Nullable [] arguments) {
    context.setPropertyResolved(true);
    String name = Objects.toString(method, "");
    Object[] given = arguments == null ? new Object[0] : arguments;
    if (base instanceof Filter filter && name.equals("filter")) {
      return meter.made(
          filter.filter(
              given[0], (JinjavaInterpreter) given[1], (Object[]) given[2], named(given[3])));
    }
    if (base instanceof ExpTest test) {
      JinjavaInterpreter interpreter = (JinjavaInterpreter) given[1];
      Object[] more = Arrays.copyOfRange(given, 2, given.length);
      return name.equals("evaluate")
          ? test.evaluate(given[0], interpreter, more)
          : test.evaluateNegated(given[0], interpreter, more);
    }
    if (base == null) {
      throw new ELException("the method " + name + " of something undefined is called");
    }
    return meter.made(Methods.call(base, name, given));
  }

  @SuppressWarnings("unchecked") // the resolver above this one makes it so
  private static Map<String, Object> named(Object arguments) {
    return (Map<String, Object>) arguments;
  }

  @Override
  public void setValue(ELContext context, Object base, Object property, Object value) {
    throw new ELException("a template sets variables with its set tag alone");
  }

  @Override
  public boolean isReadOnly(ELContext context, Object base, Object property) {
    context.setPropertyResolved(true);
    return true;
  }

  @Override
  public Class<?> getType(ELContext context, Object base, Object property) {
    context.setPropertyResolved(true);
    return Object.class;
  }

  @Override
  public Class<?> getCommonPropertyType(ELContext context, Object base) {
    return Object.class;
  }

  @Override
  public @Nullable Iterator<FeatureDescriptor> getFeatureDescriptors(
      ELContext context, Object base) {
    return null;
  }
}

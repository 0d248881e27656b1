package org.rlhf4j.api.forwarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.Likelihood;

/** What a forwarding interface does not leave to its wrapper goes to the wrapped one, unchanged. */
final class ForwardingTest {

  /** Only the wrapper knows how to wrap what these make. */
  private static final Set<String> MAKERS = Set.of("copy", "copyWithZeroHead", "newScalarModel");

  @ParameterizedTest
  @ValueSource(
      classes = {
        ForwardingJudge.class,
        ForwardingPolicy.class,
        ForwardingRewardModel.class,
        ForwardingScalarModel.class,
        ForwardingTrainablePolicy.class
      })
  void everyCallGoesToTheWrappedOne(Class<?> type) throws Throwable {
    List<String> calls = new ArrayList<>();
    Object wrapped =
        proxy(
            forwarded(type),
            (proxy, method, args) -> {
              calls.add(signature(method));
              return nothing(method.getReturnType());
            });
    Object wrapper =
        proxy(
            type,
            (proxy, method, args) ->
                method.getName().equals("wrapped")
                    ? wrapped
                    : InvocationHandler.invokeDefault(proxy, method, args));
    int forwarded = 0;
    for (Method method : type.getMethods()) {
      if (Modifier.isStatic(method.getModifiers())
          || method.getName().equals("wrapped")
          || MAKERS.contains(method.getName())) {
        continue;
      }
      if (wrapper instanceof Likelihood && method.getName().equals("likelihood")) {
        assertSame(
            wrapper,
            ((Optional<?>) method.invoke(wrapper)).orElseThrow()); // its own scores are seen
        forwarded++;
        continue;
      }
      calls.clear();
      Object[] arguments =
          Arrays.stream(method.getParameterTypes()).map(ForwardingTest::nothing).toArray();
      method.invoke(wrapper, arguments);
      assertEquals(List.of(signature(method)), calls);
      forwarded++;
    }
    assertEquals(methods(type), forwarded);
  }

  /** What a wrapper of a type is to its users, and the wrapped one may be too. */
  private static Class<?> forwarded(Class<?> type) {
    return Stream.of(type.getInterfaces())
        .filter(one -> !one.getSimpleName().startsWith("Forwarding"))
        .findFirst()
        .orElseThrow();
  }

  /** How many methods the interfaces that it forwards have. */
  private static long methods(Class<?> type) {
    return Stream.of(type.getMethods())
        .filter(m -> !Modifier.isStatic(m.getModifiers()))
        .map(ForwardingTest::signature)
        .distinct()
        .filter(s -> !s.startsWith("wrapped("))
        .filter(s -> MAKERS.stream().noneMatch(maker -> s.startsWith(maker + "(")))
        .count();
  }

  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes()).replace('[', '(');
  }

  private static Object nothing(Class<?> type) {
    if (type == boolean.class) {
      return false;
    } else if (type == int.class) {
      return 0;
    } else if (type == double.class) {
      return 0.0;
    } else if (type == List.class) {
      return List.of();
    }
    return null;
  }
}

package dev.assay.suite;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.MethodDescriptor;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;

/**
 * Begins each class with the cases that wait for seconds: they wait beside others then, and fewer of them are left when all else is done.
 * Otherwise the order is that in which JUnit finds them.
 */
final class LongestFirst implements MethodOrderer {

  @Override
  public void orderMethods(MethodOrdererContext context) {
    sort(context.getMethodDescriptors());
  }

  private static <T extends MethodDescriptor> void sort(List<T> methods) {
    methods.sort(Comparator.comparingInt(it -> takesSeconds(it) ? 0 : 1));
  }

  private static boolean takesSeconds(MethodDescriptor method) {
    return method
        .findAnnotation(ConformanceCase.class)
        .filter(ConformanceCase::takesSeconds)
        .isPresent();
  }
}

package dev.assay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.netty.util.ResourceLeakDetector;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Every benchmark is set up, which compares ours with the peers, and every implementation is called once. */
class BenchmarksRunTest {
  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages("dev.assay.bench");

  /** Buffers of a benchmark live as long as its JVM, where nobody else comes after it. */
  @BeforeAll
  static void doNotSearchForLeaks() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  static Stream<Class<?>> workloads() {
    return CLASSES.stream()
        .<Class<?>>map(found -> found.reflect())
        .filter(type -> !type.getName().contains("jmh_generated"))
        .filter(type -> !Modifier.isAbstract(type.getModifiers()))
        .filter(type -> benchmarks(type).findAny().isPresent());
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void everyImplementationDoesTheSameWork(Class<?> workload) throws ReflectiveOperationException {
    for (String choice : choices(workload)) {
      Object state = workload.getDeclaredConstructor().newInstance();
      setParameters(state, choice);

      call(state, Level.Trial);
      for (Method benchmark : benchmarks(workload).toList()) {
        call(state, Level.Iteration);
        call(state, Level.Invocation);
        benchmark.invoke(state, furtherStates(benchmark, state));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void oursAndAnotherStandSideBySide(Class<?> workload) {
    List<String> names = benchmarks(workload).map(Method::getName).toList();

    assertThat(names).anyMatch(name -> name.startsWith("assay"));
    assertThat(names)
        .allMatch(name ->
            name.matches("assay[A-Za-z0-9]*|floor|netty|hivemq|paho|fusesource|moquette|naive"));
  }

  @Test
  void thereAreBenchmarksOfEverySubject() {
    assertThat(workloads().map(type -> type.getPackageName()).distinct())
        .contains(
            "dev.assay.bench.encode",
            "dev.assay.bench.decode",
            "dev.assay.bench.frame",
            "dev.assay.bench.match");
  }

  private static Stream<Method> benchmarks(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.isAnnotationPresent(Benchmark.class));
  }

  /** One run for each value of a parameter that is a word; of numbers, the first, which is the smallest. */
  private static List<String> choices(Class<?> workload) {
    return parameters(workload)
        .filter(field -> field.getType() == String.class)
        .findFirst()
        .map(field -> List.of(field.getAnnotation(Param.class).value()))
        .orElse(List.of(""));
  }

  private static void setParameters(Object state, String choice) throws IllegalAccessException {
    for (Field field : parameters(state.getClass()).toList()) {
      field.setAccessible(true);
      String first = field.getAnnotation(Param.class).value()[0];
      if (field.getType() == int.class) {
        field.setInt(state, Integer.parseInt(first));
      } else {
        field.set(state, choice);
      }
    }
  }

  /** Those of the workload, and those that it shares with others. */
  private static Stream<Field> parameters(Class<?> workload) {
    return Stream.<Class<?>>iterate(workload, type -> type != Object.class, Class::getSuperclass)
        .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
        .filter(field -> field.isAnnotationPresent(Param.class));
  }

  /** What this benchmark alone needs beside the workload, which tells it the parameters. */
  private static Object[] furtherStates(Method benchmark, Object workload)
      throws ReflectiveOperationException {
    List<Object> states = new ArrayList<>();
    for (Class<?> type : benchmark.getParameterTypes()) {
      Object state = type.getDeclaredConstructor().newInstance();
      call(state, Level.Trial, workload);
      states.add(state);
    }
    return states.toArray();
  }

  private static void call(Object state, Level level, Object... others)
      throws ReflectiveOperationException {
    for (Method method : state.getClass().getDeclaredMethods()) {
      Setup setup = method.getAnnotation(Setup.class);
      if (setup != null && setup.value() == level) {
        try {
          method.invoke(state, others);
        } catch (InvocationTargetException e) {
          throw new AssertionError(state.getClass().getSimpleName() + " is not fair", e.getCause());
        }
      }
    }
  }
}

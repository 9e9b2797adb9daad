package dev.assay.suite;

import dev.assay.spec.Grade;
import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What something that a case has collected (payloads up to a fence, a granted QoS, a count) may be, as data, best first. The
 * counterpart of {@link Outcomes} for {@link Bench#judge}.
 *
 * <pre>
 *   bench.judge(once, subscriber.receivedUpTo("fence"), Values.best("once", List.of("once", "fence")));
 * </pre>
 *
 * @param <T> of what is judged; its {@code toString} is what people read
 */
public final class Values<T> {

  record Value<T>(
      String description, Verdict verdict, @Nullable Grade grade, Predicate<? super T> test) {}

  private final List<Value<T>> values;
  private final @Nullable String otherwiseWarn;

  private Values(List<Value<T>> values, @Nullable String otherwiseWarn) {
    this.values = values;
    this.otherwiseWarn = otherwiseWarn;
  }

  /** What the standard names first. */
  public static <T> Values<T> best(String description, T value) {
    return bestIf(description, actual -> Objects.equals(actual, value));
  }

  /** As {@link #best}, for payloads of which the order is another rule's affair. */
  public static Values<List<String>> bestInAnyOrder(String description, List<String> payloads) {
    List<String> sorted = payloads.stream().sorted().toList();
    return bestIf(description, actual -> actual.stream().sorted().toList().equals(sorted));
  }

  /** What the standard names first. */
  public static <T> Values<T> bestIf(String description, Predicate<? super T> test) {
    return new Values<T>(List.of(), null)
        .with(new Value<>(description, Verdict.PASS, Grade.BEST, test));
  }

  /** A MAY: what the broker chose is recorded. */
  public static <T> Values<T> infoIf(String description, Predicate<? super T> test) {
    return new Values<T>(List.of(), null).orInfoIf(description, test);
  }

  /** Another value that the standard leaves open: PASS, graded acceptable. */
  public Values<T> acceptable(String description, T value) {
    return acceptableIf(description, actual -> Objects.equals(actual, value));
  }

  /** Another value that the standard leaves open: PASS, graded acceptable. */
  public Values<T> acceptableIf(String description, Predicate<? super T> test) {
    return with(new Value<>(description, Verdict.PASS, Grade.ACCEPTABLE, test));
  }

  /** A SHOULD not followed, a weaker answer: the description says which. */
  public Values<T> warnIf(String description, Predicate<? super T> test) {
    return with(new Value<>(description, Verdict.WARN, null, test));
  }

  /** A MAY: what the broker chose is recorded. */
  public Values<T> orInfoIf(String description, Predicate<? super T> test) {
    return with(new Value<>(description, Verdict.INFO, null, test));
  }

  /** Whatever else comes is WARN, not FAIL. */
  public Values<T> otherwiseWarn(String reason) {
    return new Values<>(values, reason);
  }

  private Values<T> with(Value<T> value) {
    List<Value<T>> more = new ArrayList<>(values);
    more.add(value);
    return new Values<>(List.copyOf(more), otherwiseWarn);
  }

  /** The first that {@code actual} is, or null. */
  @Nullable
  Value<T> find(T actual) {
    for (Value<T> value : values) {
      if (value.test().test(actual)) {
        return value;
      }
    }
    return null;
  }

  @Nullable
  String otherwiseWarn() {
    return otherwiseWarn;
  }

  /** The values that pass, best first. */
  List<String> expected() {
    List<String> passing = values.stream()
        .filter(value -> value.verdict() == Verdict.PASS)
        .map(Value::description)
        .toList();
    return passing.isEmpty() ? values.stream().map(Value::description).toList() : passing;
  }
}

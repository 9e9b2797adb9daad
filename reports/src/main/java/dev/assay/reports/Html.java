package dev.assay.reports;

import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.DefaultObjectWrapper;
import freemarker.template.SimpleScalar;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;
import freemarker.template.Version;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How every page is made. Text that comes out of the data is made harmless by the object wrapper below and then escaped by the
 * template's output format.
 */
final class Html {
  private static final Version FREEMARKER = Configuration.VERSION_2_3_34;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
          "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
      .withZone(ZoneOffset.UTC);

  private Html() {}

  /** The page that {@code template} makes of {@code page}. */
  static String of(String template, Object page) throws IOException {
    StringWriter html = new StringWriter();
    try {
      configuration().getTemplate(template, Locale.ROOT).process(Map.of("page", page), html);
    } catch (TemplateException wrong) {
      throw new IllegalStateException("the template " + template + " is wrong", wrong);
    }
    return html.toString();
  }

  /** In words, in UTC. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** {@code 250 ms}, {@code 14.3 s}, {@code 3 min 20 s}. */
  static String duration(long millis) {
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    return millis / 60_000 + " min " + millis / 1000 % 60 + " s";
  }

  private static Configuration configuration() {
    Configuration configuration = new Configuration(FREEMARKER);
    configuration.setClassForTemplateLoading(Html.class, "");
    configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
    configuration.setLocale(Locale.ROOT);
    configuration.setNumberFormat("c");
    configuration.setOutputFormat(HTMLOutputFormat.INSTANCE);
    configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    configuration.setLogTemplateExceptions(false);
    configuration.setObjectWrapper(new CleaningWrapper());
    return configuration;
  }

  /** Hands no text to a template that is not clean. */
  private static final class CleaningWrapper extends DefaultObjectWrapper {
    private CleaningWrapper() {
      super(FREEMARKER);
    }

    @Override
    public @Nullable TemplateModel wrap(@Nullable Object object) throws TemplateModelException {
      return object instanceof String text
          ? new SimpleScalar(TerminalText.clean(text))
          : super.wrap(object);
    }
  }
}

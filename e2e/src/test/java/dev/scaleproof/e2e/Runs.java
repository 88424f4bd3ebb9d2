package dev.scaleproof.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a test that runs a command of the documentation by other means than {@link RunbookTest}, with
 * settings that a test needs. {@link CommandsTest} sees to it that the command stands in the
 * documentation, and that nothing there is run by nobody.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Runs {
  /** The commands, as the documentation has them, without a comment. */
  String[] value();
}

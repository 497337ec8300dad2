import { RE2JS } from 're2js';

/**
 * A regular expression that takes time in proportion to the text, whatever it says. Case does not matter.
 *
 * @throws {Error} when RE2 does not understand it
 */
export function compilePattern(pattern: string): (text: string) => boolean {
  const compiled = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
  return (text) => compiled.test(text);
}

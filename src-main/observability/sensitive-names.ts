const SENSITIVE_NAME =
  /(?:(?:api|access|secret|data|private|encryption)[-_. ]?key|token|secret|pass(?:word|wd|phrase)|authorization|cookie)$|^-*(?:key|pass|pwd|sealed|auth|credential|signature|sig)$/i;

/**
 * Whether a field, header, query parameter, option or environment variable of this name holds a secret, in any case and
 * with any separators. Plurals are not meant: `inputTokens` is a count, and the items of `credentials` are looked at one
 * by one.
 */
export function isSensitiveName(name: string): boolean {
  return SENSITIVE_NAME.test(name);
}

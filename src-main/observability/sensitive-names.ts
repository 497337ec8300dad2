const SENSITIVE_NAME =
  /(?:(?:api|access|secret|data|private|encryption)[-_. ]?key|token|secret|pass(?:word|wd|phrase)|authorization|cookie)$|^-*(?:key|pass|pwd|sealed|auth|credential|signature|sig)$/i;

/**
 * Whether a field, header, query parameter, option or environment variable of this name holds a secret, in any case and
 * with any separators. Plurals are not meant: `inputTokens` is a count, and the items of `credentials` are looked at one
 * by one.
 */
export function isSensitiveName(name: string): boolean {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  const sensitive = SENSITIVE_NAME.test(name);
  if (knownNames.size < MAX_KNOWN_NAMES && name.length <= MAX_KNOWN_LENGTH) knownNames.set(name, sensitive);
  return sensitive;
}

/** Fields have the same names in every line. What comes from outside cannot fill more than this. */
const knownNames = new Map<string, boolean>();
const MAX_KNOWN_NAMES = 1000;
const MAX_KNOWN_LENGTH = 80;

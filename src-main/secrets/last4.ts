/** Below this, four characters would be more than a third of the secret. */
const SHORTEST_SHOWN = 12;

/** The end of a secret, by which its owner knows it again; null when it is too short to show any of it. */
export function last4(secret: string): string | null {
  return secret.length < SHORTEST_SHOWN ? null : secret.slice(-4);
}

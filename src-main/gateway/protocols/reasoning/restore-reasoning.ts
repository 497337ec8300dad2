import type { CanonicalPart, ReasoningPart } from '../canonical/part';
import type { ReasoningVault } from './vault';

/** Puts remembered reasoning back where it stood: before the first text or call after the call before it. */
export function restoreReasoning(
  parts: readonly CanonicalPart[],
  vault: Pick<ReasoningVault, 'findCall'>,
  keep: (part: ReasoningPart) => ReasoningPart | null,
): readonly CanonicalPart[] {
  const restored: CanonicalPart[] = [];
  let segmentStart = 0;
  const select = (reasoning: readonly ReasoningPart[]): ReasoningPart[] =>
    reasoning.flatMap((part) => keep(part) ?? []);

  parts.forEach((part, index) => {
    if (part.type !== 'toolCall') return;
    const reasoning = vault.findCall(part.id)?.reasoning;
    const before = parts.slice(segmentStart, index);
    if (reasoning === undefined) restored.push(...before, part);
    else restored.push(...select(reasoning.opening), ...before, ...select(reasoning.closing), part);
    segmentStart = index + 1;
  });
  if (restored.length === segmentStart) return parts;
  return [...restored, ...parts.slice(segmentStart)];
}

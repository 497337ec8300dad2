import type { CanonicalRequest, ToolChoice } from '../canonical/request';

type ChoiceType =
  { readonly type: 'auto' | 'any' | 'none' } | { readonly type: 'tool'; readonly name: string };

export type EncodedToolChoice = ChoiceType & { readonly disable_parallel_tool_use?: true };

function encodeMode(choice: ToolChoice): ChoiceType {
  switch (choice.mode) {
    case 'auto':
    case 'none':
      return { type: choice.mode };
    case 'required':
      return { type: 'any' };
    case 'named':
      return { type: 'tool', name: choice.name };
    case 'allowed':
      return { type: choice.required ? 'any' : 'auto' };
    case 'hosted':
      // Cannot be forced here, and was replaced before where that mattered.
      return { type: 'auto' };
  }
}

/** Null when nothing need be said: without tools there is no choice, and several providers refuse one. */
export function encodeToolChoice(
  { toolChoice, parallelTools }: CanonicalRequest,
  toolCount: number,
): EncodedToolChoice | null {
  if (toolCount === 0) return null;
  const serial = parallelTools === false;
  if (toolChoice === null && !serial) return null;
  const choice = encodeMode(toolChoice ?? { mode: 'auto' });
  return serial && choice.type !== 'none' ? { ...choice, disable_parallel_tool_use: true } : choice;
}

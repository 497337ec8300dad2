import type { ChannelProfile } from '#shared/domain/channel-profile';
import type { CanonicalTool, ToolChoice } from '../canonical/request';
import type { JsonRecord } from '../json/read';

function nameTool(name: string, tools: readonly CanonicalTool[]): JsonRecord {
  const custom = tools.some((tool) => tool.type === 'custom' && tool.name === name);
  return custom ? { type: 'custom', custom: { name } } : { type: 'function', function: { name } };
}

/** @param tools those that are sent; there is at least one */
export function encodeToolChoice(
  choice: ToolChoice | null,
  tools: readonly CanonicalTool[],
  { official, toolChoiceRequired }: ChannelProfile,
): string | JsonRecord | undefined {
  switch (choice?.mode) {
    case undefined:
      return undefined;
    case 'auto':
    case 'none':
      return choice.mode;
    case 'required':
      return toolChoiceRequired;
    case 'named':
      return nameTool(choice.name, tools);
    case 'allowed': {
      if (!official) return choice.required ? toolChoiceRequired : 'auto';
      const allowed = choice.names.map((name) => nameTool(name, tools));
      return {
        type: 'allowed_tools',
        allowed_tools: { mode: choice.required ? 'required' : 'auto', tools: allowed },
      };
    }
    // The provider's own tools cannot be forced here.
    case 'hosted':
      return 'auto';
  }
}

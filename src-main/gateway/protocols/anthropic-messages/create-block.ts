import type { Warn } from '../canonical/codec';
import type { PartStart } from '../canonical/response';
import type { Block } from './block';
import { createCallBlock } from './create-call-block';
import { createServerToolBlock } from './create-server-tool-block';
import { createTextBlock } from './create-text-block';
import { createThinkingBlock } from './create-thinking-block';

/** Null for what Anthropic's clients cannot be told. */
export function createBlock(content: PartStart, warn: Warn): Block | null {
  switch (content.kind) {
    case 'text':
    case 'refusal':
      return createTextBlock();
    case 'reasoning':
      return createThinkingBlock();
    case 'toolCall':
      return createCallBlock(content, warn);
    case 'serverTool':
      return content.protocol === 'anthropic-messages' ? createServerToolBlock(content.raw) : null;
    case 'image':
      warn("An image in the answer was left out: Anthropic's protocol has no place for it.");
      return null;
  }
}

import { ANTHROPIC_IMAGE } from './agent-requests';

export const LONG_TEXT = 'word '.repeat(60_000);
export const ENABLED = { type: 'enabled', budget_tokens: 4000 };
export const TOOL_RESULT = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'deploy finished' };
export const SCREENSHOT = {
  messages: [
    { role: 'user', content: 'Look' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'Read', input: {} }] },
    { role: 'user', content: [{ ...TOOL_RESULT, content: [ANTHROPIC_IMAGE] }] },
  ],
};
export const INLINE_IMAGE = { inlineData: { mimeType: 'image/png', data: 'AAAA' } };

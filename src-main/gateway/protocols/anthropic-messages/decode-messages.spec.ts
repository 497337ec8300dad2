import { describe, expect, it } from 'vitest';
import { decode } from './fixtures/contexts';

const change = (type: string, tool: object) => ({ type, tool });

describe('messages of role system', () => {
  it('case 29: a system message at the end stays a message of its own', () => {
    const { messages, system } = decode({
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'system', content: [{ type: 'text', text: 'Now', cache_control: { type: 'ephemeral' } }] },
      ],
    }).request;
    expect(system).toEqual([]);
    expect(messages[1]).toEqual({ role: 'system', parts: [{ type: 'text', text: 'Now', cache: {} }] });
  });

  it('takes those before the first turn for leading instructions', () => {
    const { messages, system } = decode({
      system: 'A',
      messages: [
        { role: 'system', content: 'B' },
        { role: 'user', content: 'Hi' },
      ],
    }).request;
    expect(system).toEqual([{ text: 'A' }, { text: 'B' }]);
    expect(messages).toHaveLength(1);
  });

  it('applies changes of tools and effort, the last one counting', () => {
    const { request, warnings } = decode({
      tools: [
        { name: 'a', input_schema: {} },
        { name: 'b', input_schema: {} },
      ],
      output_config: { effort: 'low' },
      thinking: { type: 'adaptive' },
      messages: [
        { role: 'user', content: 'Hi' },
        {
          role: 'system',
          output_config: { effort: 'max' },
          clear_at: 'next_user_message',
          content: [
            change('tool_removal', { type: 'tool_reference', name: 'a' }),
            change('tool_addition', { type: 'tool_definition', definition: { name: 'c', input_schema: {} } }),
            change('tool_addition', { type: 'tool_reference', name: 'b' }),
          ],
        },
      ],
    });
    expect(request.tools.map((tool) => tool.type === 'function' && tool.name)).toEqual(['b', 'c']);
    expect(request.reasoning).toMatchObject({ effort: 'max' });
    expect(request.messages).toHaveLength(1);
    expect(warnings).toEqual(['messages.1.clear_at was left out: the instruction stays.']);
  });
});

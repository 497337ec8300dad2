import { describe, expect, it } from 'vitest';
import { assistant, call, missing, result, user } from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const CHAT = createTestTarget('openai-chat');
const ANTHROPIC = createTestTarget('anthropic-messages');
const GEMINI = createTestTarget('gemini');
const ID = expect.stringMatching(/^call_[A-Za-z0-9]{24}$/) as unknown as string;

describe('pairing of calls and results', () => {
  it('case 25: a result without an id goes to the only unanswered call, else by order', () => {
    expect(runRepair([user('go'), assistant(call('a')), user(result(''))], CHAT).messages[2]).toEqual(
      user(result('a')),
    );
    const { messages } = runRepair(
      [
        user('go'),
        assistant(call('a'), call('b'), call('c')),
        user(result('', 'first'), result('b', 'second'), result('', 'third')),
      ],
      CHAT,
    );
    expect(messages[2]).toEqual(user(result('a', 'first'), result('b', 'second'), result('c', 'third')));
  });

  it('case 26: a result under the id of the item finds its call', () => {
    const { messages, warnings } = runRepair(
      [user('go'), assistant(call('call_1', 'read', { itemId: 'fc_1' })), user(result('fc_1'))],
      CHAT,
    );
    expect(messages[2]).toEqual(user(result('call_1')));
    expect(warnings).toEqual([]);
  });

  it('case 27: without ids the calls of one function are matched by order, all results in one turn', () => {
    const { messages } = runRepair(
      [
        user('go'),
        assistant(call('', 'read'), call('', 'list'), call('', 'read')),
        user(result('', '1', { name: 'read' })),
        user(result('', '2', { name: 'read' }), result('', '3', { name: 'list' }), 'and?'),
      ],
      GEMINI,
    );
    const [first, second, third] =
      messages[1]?.parts.map((part) => (part.type === 'toolCall' ? part.id : '')) ?? [];
    expect(new Set([first, second, third]).size).toBe(3);
    expect(messages.slice(1)).toEqual([
      assistant(call(ID, 'read'), call(ID, 'list'), call(ID, 'read')),
      user(
        result(first ?? '', '1', { name: 'read' }),
        result(second ?? '', '3', { name: 'list' }),
        result(third ?? '', '2', { name: 'read' }),
        'and?',
      ),
    ]);
  });

  it('case 9: calls of the history that share an id, or have none, get their own', () => {
    const history = [
      user('go'),
      assistant(call('call_0', 'read'), call('call_0', 'list')),
      user(result('call_0', '1'), result('call_0', '2')),
      assistant(call('call_0', 'read')),
      user(result('call_0', '3')),
    ];
    const { messages } = runRepair(history, CHAT);
    const ids = messages.flatMap(({ parts }) =>
      parts.map((part) => (part.type === 'toolCall' ? part.id : null)),
    );
    const given = ids.filter((id) => id !== null);
    expect(given[0]).toBe('call_0');
    expect(new Set(given).size).toBe(3);
    expect(messages[2]).toEqual(user(result('call_0', '1'), result(given[1] ?? '', '2')));
    expect(messages[4]).toEqual(user(result(given[2] ?? '', '3')));
    expect(runRepair(history, CHAT).messages).toEqual(messages);
  });

  it('case 23: an interrupted call gets a result that says so', () => {
    expect(runRepair([user('go'), assistant('I read', call('a')), user('stop')], ANTHROPIC).messages).toEqual(
      [user('go'), assistant('I read', call('a')), user(missing('a'), 'stop')],
    );
  });

  it('case 23: so do one of several calls, and those at the end', () => {
    expect(
      runRepair(
        [user('go'), assistant(call('a'), call('b')), user(result('b')), assistant(call('c'))],
        ANTHROPIC,
      ).messages,
    ).toEqual([
      user('go'),
      assistant(call('a'), call('b')),
      user(missing('a'), result('b')),
      assistant(call('c')),
      user(missing('c')),
    ]);
  });

  it('case 24: a result without its call becomes text of the user', () => {
    const image = { type: 'image', source: { type: 'url', url: 'https://example.test/a.png' } } as const;
    const { messages, warnings } = runRepair(
      [user(result('gone', 'ok', { content: [{ type: 'text', text: 'ok' }, image] }), 'go on')],
      ANTHROPIC,
    );
    expect(messages).toEqual([user('[Result of an earlier tool call gone]\nok', image, 'go on')]);
    expect(warnings).toHaveLength(1);
  });

  it('case 24: a result that comes too late is not lost, and of two of one call the first counts', () => {
    const { messages, warnings } = runRepair(
      [
        user('go'),
        assistant(call('a'), call('b')),
        user(result('a', '1'), result('a', '2')),
        assistant('waiting'),
        user(result('b', 'late'), result('a', 'again')),
      ],
      CHAT,
    );
    expect(messages).toEqual([
      user('go'),
      assistant(call('a'), call('b')),
      user(result('a', '1'), missing('b')),
      assistant('waiting'),
      user('[Result of an earlier tool call read]\nlate'),
    ]);
    expect(warnings).toHaveLength(2);
  });

  it('puts results first in the order of their calls, whatever came between', () => {
    expect(
      runRepair(
        [
          user('go'),
          assistant(call('a'), call('b')),
          { role: 'system', parts: [{ type: 'text', text: 'note' }] },
          user('also', result('b')),
          user(result('a')),
        ],
        createTestTarget('anthropic-messages', { midSystem: 'keep' }),
      ).messages.slice(2),
    ).toEqual([
      user(result('a'), result('b')),
      { role: 'system', parts: [{ type: 'text', text: 'note' }] },
      user('also'),
    ]);
  });

  it('survives results of the model and calls of the user', () => {
    expect(
      runRepair([user('go', call('a')), assistant(result('a'), 'yes'), user('ok')], CHAT).messages,
    ).toEqual([user('go'), assistant('[Result of an earlier tool call a]\ndone', 'yes'), user('ok')]);
  });
});

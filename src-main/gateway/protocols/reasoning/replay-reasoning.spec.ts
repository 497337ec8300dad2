import { describe, expect, it } from 'vitest';
import { explode } from '../canonical/explode';
import type { CanonicalPart } from '../canonical/part';
import type { ReasoningRequest } from '../canonical/request';
import { createReasoningPresenter } from './present-reasoning';
import { assistant, call, createTarget, native, result, text, user } from './testing/conversation';
import {
  answer,
  ask,
  claude,
  claudeElsewhere,
  createVault,
  goOn,
  google,
  groq,
  openai,
  origin,
  replay,
  signed,
  thought,
} from './testing/turns';

const deepseek = createTarget('openai-chat', 'deepseek', { reasoningReplay: 'required' });
const deepseekMessages = createTarget('anthropic-messages', 'deepseek-am', {
  reasoningReplay: 'required',
  signatureChecked: false,
});

describe('replayReasoning', () => {
  it.each<[string, Partial<ReasoningRequest>]>([
    ['shown', { mode: 'effort', effort: 'high', show: 'summary' }],
    ['not shown', {}],
  ])(
    'case 46: a thinking block %s through Responses stands before its call again on the same channel',
    (_name, reasoning) => {
      const request = ask('openai-responses', reasoning);
      const turn = answer(request, claude, createVault(), [signed, text('So'), call('a')]);
      const next = goOn(request, turn, user(result('a')));
      expect(replay(next, claude).turn).toEqual([signed, text('So'), call('a')]);
    },
  );

  it('case 46: signature and redacted data of the client’s own provider stay as they are', () => {
    const blocks = [
      native('anthropic-messages', 'Hm.', { kind: 'signature', data: 'ErUB' }),
      native('anthropic-messages', '', { kind: 'redacted', data: 'blob' }),
    ];
    const request = goOn(ask('anthropic-messages'), assistant(...blocks, call('a')), user(result('a')));
    expect(replay(request, claude).request).toBe(request);
  });

  it('case 47: no thinking block of one provider is sent to another', () => {
    const protocols = ['openai-responses', 'openai-chat', 'gemini'] as const;
    for (const protocol of protocols) {
      const vault = createVault();
      const request = ask(protocol, { mode: 'effort', effort: 'high', show: 'summary' });
      const turn = answer(request, claude, vault, [signed, call('a')]);
      const next = goOn(request, turn, user(result('a')));
      for (const target of [claudeElsewhere, openai, groq, { ...claude, model: 'claude-haiku-4-5' }])
        expect(replay(next, target, vault).turn).toEqual([call('a')]);
    }
  });

  it('case 47: a channel that does not check signatures gets those of its protocol', () => {
    const lenient = createTarget('anthropic-messages', 'mirror', { signatureChecked: false });
    const request = ask('openai-responses', { show: 'summary' });
    const turn = answer(request, claude, createVault(), [signed, call('a')]);
    expect(replay(goOn(request, turn, user(result('a'))), lenient).turn).toEqual([signed, call('a')]);
  });

  it('case 48: a chat client that lost it all does not break a provider that wants its reasoning back', () => {
    const vault = createVault();
    const request = ask('openai-chat');
    const unsigned = thought(deepseek);
    const first = answer(request, deepseek, vault, [unsigned, text('So'), call('a'), call('b')]);
    expect(first).toEqual(assistant(text('So'), call('a'), call('b')));
    const second = answer(request, deepseek, vault, [thought(deepseek, { text: 'More.' }), call('c')]);
    const next = goOn(
      request,
      first,
      user(result('a'), result('b')),
      second,
      user(result('c')),
      assistant(text('Done')),
      user(text('Thanks')),
    );
    expect(replay(next, deepseek, vault).turns).toEqual([
      [unsigned, text('So'), call('a'), call('b')],
      [thought(deepseek, { text: 'More.' }), call('c')],
      [text('Done')],
    ]);
  });

  it('case 48: says a single space where nobody knows, and prefers what the client sent', () => {
    const own = native('openai-chat', 'Mine.');
    const request = goOn(
      ask('openai-chat'),
      assistant(call('a')),
      user(result('a')),
      assistant(own, call('b')),
      user(result('b')),
      assistant(native('openai-chat', 'Not with calls.'), text('Done')),
      user(text('Thanks')),
    );
    expect(replay(request, deepseek).turns).toEqual([
      [{ type: 'reasoning', text: ' ', origin: origin(deepseek) }, call('a')],
      [own, call('b')],
      [text('Done')],
    ]);
  });

  it('case 49: DeepSeek gets its thinking blocks back over Anthropic Messages, unsigned or from the vault', () => {
    const vault = createVault();
    const request = ask('openai-chat');
    const made = thought(deepseekMessages, { state: { kind: 'signature', data: 'x' } });
    const turn = answer(request, deepseekMessages, vault, [made, call('a')]);
    const kept = native('anthropic-messages', 'Kept.');
    const foreign = thought(openai, { state: { kind: 'encrypted', data: 'gAAA' }, text: 'Foreign.' });
    const next = goOn(
      request,
      turn,
      user(result('a')),
      assistant(kept, call('b')),
      user(result('b')),
      assistant(foreign, call('c')),
      user(result('c')),
    );
    expect(replay(next, deepseekMessages, vault).turns).toEqual([
      [made, call('a')],
      [kept, call('b')],
      [{ type: 'reasoning', text: 'Foreign.', origin: origin(openai) }, call('c')],
    ]);
  });

  it('case 50: the first of parallel calls to Gemini 3 is signed again, by what the client or the vault kept', () => {
    const vault = createVault();
    const request = ask('openai-chat');
    const turn = answer(request, google, vault, [call('a', 'sig'), call('b')]);
    const kept = goOn(request, turn, user(result('a'), result('b')));
    expect(replay(kept, google).turn).toEqual([call('a', 'sig'), call('b')]);

    const lost = goOn(request, assistant(call('a'), call('b')), user(result('a'), result('b')));
    expect(replay(lost, google, vault).turn).toEqual([call('a', 'sig'), call('b')]);
    // Where nobody knows, the codec writes what stands for a signature.
    expect(replay(lost, google).turn).toEqual([call('a'), call('b')]);
  });

  it('case 50: a foreign signature goes to nobody else', () => {
    const request = ask('openai-chat');
    const turn = answer(request, google, createVault(), [call('a', 'sig')]);
    const next = goOn(request, turn, user(result('a')));
    const elsewhere = createTarget('gemini', 'other', {}, 'models/gemini-3-flash');
    expect(replay(next, elsewhere).turn).toEqual([call('a')]);
    expect(replay(next, groq).turn).toEqual([call('a')]);
  });

  it('case 51: a signature on a text goes back on that text, and to nobody but Gemini', () => {
    const part: CanonicalPart = { type: 'text', text: 'Hi', signature: 'sig' };
    const request = goOn(ask('gemini'), assistant(part), user(text('More')));
    expect(replay(request, google).turn).toEqual([part]);
    expect(replay(request, claude).turn).toEqual([text('Hi')]);
    const presented = answer(ask('openai-chat'), google, createVault(), [part]);
    const next = goOn(ask('openai-chat'), presented, user(text('More')));
    expect(replay(next, google).turn).toEqual([part]);
  });

  it('case 52: redacted thinking comes back to Anthropic unchanged, from an envelope or the vault', () => {
    const redacted = thought(claude, { text: '', state: { kind: 'redacted', data: 'blob' } });
    for (const protocol of ['openai-responses', 'openai-chat'] as const) {
      const vault = createVault();
      const turn = answer(ask(protocol), claude, vault, [redacted, call('a')]);
      const next = goOn(ask(protocol), turn, user(result('a')));
      expect(replay(next, claude, vault).turn).toEqual([redacted, call('a')]);
    }
  });

  it('case 59: an item without its encrypted content is not sent to a provider that stored nothing', () => {
    const item = native('openai-responses', 'Summary.');
    const whole = native('openai-responses', '', { kind: 'encrypted', data: 'gAAA' });
    const request = goOn(
      ask('openai-responses'),
      assistant({ ...item, id: 'rs_1' }, text('Hi')),
      user(text('More')),
      assistant(whole, text('So'), whole),
      user(text('And')),
      assistant(whole),
      user(text('Well?')),
    );
    // The last two reasoning items led to nothing that is still there.
    expect(replay(request, openai).turns).toEqual([[text('Hi')], [whole, text('So')], []]);
  });

  it('case 60: thinking that was omitted is kept with empty text and its signature', () => {
    const omitted = thought(claude, { text: '', state: { kind: 'signature', data: 'sig' } });
    const turn = answer(ask('openai-responses'), claude, createVault(), [omitted, call('a')]);
    expect(replay(goOn(ask('openai-responses'), turn, user(result('a'))), claude).turn).toEqual([
      omitted,
      call('a'),
    ]);
  });

  it('puts remembered reasoning back on both sides of the text it stood around', () => {
    const vault = createVault();
    const second = thought(claude, { text: 'Second.', state: { kind: 'signature', data: 'sig2' } });
    const parts = [signed, text('So'), second, call('a'), second, call('b')];
    const turn = answer(ask('openai-chat'), claude, vault, parts);
    expect(
      replay(goOn(ask('openai-chat'), turn, user(result('a'), result('b'))), claude, vault).turn,
    ).toEqual(parts);
  });

  it('restores what of several calls is left', () => {
    const vault = createVault();
    const second = thought(claude, { text: 'Second.', state: { kind: 'signature', data: 'sig2' } });
    answer(ask('openai-chat'), claude, vault, [signed, call('a'), second, call('b')]);
    const next = goOn(ask('openai-chat'), assistant(call('b'), text('Hm')), user(result('b')));
    expect(replay(next, claude, vault).turn).toEqual([second, call('b'), text('Hm')]);
  });

  it('echoes details only to the channel they are of', () => {
    const details = { reasoningReplay: 'details' } as const;
    const openrouter = createTarget('openai-chat', 'openrouter', details);
    const vault = createVault();
    const made = thought(openrouter, { raw: [{ type: 'reasoning.encrypted', data: 'x' }] });
    const turn = answer(ask('anthropic-messages'), openrouter, vault, [made, call('a')]);
    const next = goOn(ask('anthropic-messages'), turn, user(result('a')));
    expect(replay(next, openrouter, vault).turn).toEqual([made, call('a')]);
    expect(replay(next, createTarget('openai-chat', 'other', details), vault).turn).toEqual([call('a')]);
  });

  it('leaves nothing in a message that was only reasoning', () => {
    const request = goOn(ask('openai-chat'), assistant(native('openai-chat', 'Hm.')), user(text('Well?')));
    for (const target of [groq, google, openai, claude]) expect(replay(request, target).turns).toEqual([[]]);
  });

  it('does not copy a conversation that has nothing to change', () => {
    const request = goOn(ask('openai-chat'), assistant(text('Hi'), call('a')), user(result('a')));
    for (const target of [claude, openai, groq]) expect(replay(request, target).request).toBe(request);
  });

  it('case 46: a stream is remembered as an answer in one piece is', () => {
    const vault = createVault();
    const request = ask('openai-chat');
    const presenter = createReasoningPresenter({ request, target: claude, vault });
    const finish = { reason: 'tool_calls', rawReason: null } as const;
    const parts = [signed, text('So'), call('a')];
    for (const event of explode({ upstreamId: null, model: null, parts, finish, usage: null }))
      presenter.event(event);
    const next = goOn(request, assistant(text('So'), call('a')), user(result('a')));
    expect(replay(next, claude, vault).turn).toEqual(parts);
  });
});

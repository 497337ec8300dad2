import { describe, expect, it } from 'vitest';
import { createSessionChannels } from './session-channels';

describe('createSessionChannels', () => {
  it('knows nothing against a conversation that one channel has answered', () => {
    const sessions = createSessionChannels();
    expect(sessions.findOther('s', 'a')).toBeNull();
    sessions.record('s', 'a');
    sessions.record('s', 'a');
    expect(sessions.findOther('s', 'a')).toBeNull();
    expect(sessions.findOther('t', 'b')).toBeNull();
  });

  it('names the first channel to all others, and to itself once another has answered', () => {
    const sessions = createSessionChannels();
    sessions.record('s', 'a');
    expect(sessions.findOther('s', 'b')).toBe('a');
    sessions.record('s', 'b');
    expect(sessions.findOther('s', 'a')).toBe('a');
    expect(sessions.findOther('s', 'b')).toBe('a');
  });
});

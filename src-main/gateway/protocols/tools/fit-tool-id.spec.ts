import { describe, expect, it } from 'vitest';
import { createTestTarget } from '../repair/testing/create-test-target';
import { createKimiToolId, deriveToolId, fitToolId, isPortableToolId } from './fit-tool-id';

const LONG = `call_${'x'.repeat(56)}`;

describe('fitToolId', () => {
  it('case 11: a 61-character id is cut to what OpenAI takes, and to nine alphanumerics for Mistral', () => {
    const openai = createTestTarget('openai-chat');
    const mistral = createTestTarget('openai-chat', { toolIdStyle: 'alnum9' });
    expect(LONG).toHaveLength(61);
    expect(fitToolId(LONG, openai)).toMatch(/^call_[A-Za-z0-9]{35}$/);
    expect(fitToolId(LONG, openai)).toBe(fitToolId(LONG, openai));
    expect(fitToolId(LONG, mistral)).toMatch(/^[A-Za-z0-9]{9}$/);
  });

  it.each([
    ['anthropic-messages', 'toolu_01A', 'toolu_01A'],
    ['anthropic-messages', 'functions.read:0', /^toolu_[A-Za-z0-9]{34}$/],
    ['openai-responses', LONG, LONG],
    ['gemini', 'functions.read:0', 'functions.read:0'],
  ] as const)('keeps what %s takes of %s', (protocol, id, expected) => {
    const fitted = fitToolId(id, createTestTarget(protocol));
    expect(fitted).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  it('gives another id for one that is taken', () => {
    const target = createTestTarget('openai-chat');
    expect(fitToolId('call_1', target, 1)).not.toBe(fitToolId('call_1', target, 2));
    expect(fitToolId('call_1', target, 1)).toMatch(/^call_[A-Za-z0-9]{35}$/);
  });

  it('derives ids that every protocol takes', () => {
    expect(deriveToolId('0:read')).toMatch(/^call_[A-Za-z0-9]{24}$/);
    expect(isPortableToolId(deriveToolId(''))).toBe(true);
    expect(isPortableToolId(createKimiToolId('read', 3))).toBe(false);
    expect(isPortableToolId('')).toBe(false);
  });
});

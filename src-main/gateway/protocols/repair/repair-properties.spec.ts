import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../errors';
import type { EncodeTarget } from '../canonical/codec';
import type { CanonicalMessage, CanonicalRequest } from '../canonical/request';
import { arbitraryRequest, arbitraryTarget, listIds } from './testing/arbitrary-request';
import { runRepair, type RepairRun } from './testing/run-repair';

/** Null when the request is refused; any other error fails the test. */
function tryRepair(request: CanonicalRequest, target: EncodeTarget): RepairRun | null {
  try {
    return runRepair(request, target);
  } catch (error) {
    if (error instanceof GatewayError) return null;
    throw error;
  }
}

function checkRepaired(check: (run: RepairRun, target: EncodeTarget) => void): void {
  let accepted = 0;
  fc.assert(
    fc.property(arbitraryRequest, arbitraryTarget, (request, target) => {
      const run = tryRepair(request, target);
      if (run === null) return;
      accepted += 1;
      check(run, target);
    }),
    { numRuns: 400 },
  );
  expect(accepted).toBeGreaterThan(50);
}

function checkTurns(messages: readonly CanonicalMessage[]): void {
  let open: readonly string[] = [];
  for (const [at, { role, parts }] of messages.entries()) {
    const results = listIds(parts, 'toolResult');
    const calls = listIds(parts, 'toolCall');
    if (role === 'assistant') {
      expect(results).toEqual([]);
      if (messages[at - 1]?.role !== 'assistant') open = [];
      open = [...open, ...calls];
      continue;
    }
    expect(calls).toEqual([]);
    const first = messages[at - 1]?.role === 'assistant';
    expect(results).toEqual(first ? open : []);
    expect(parts.slice(0, results.length).every(({ type }) => type === 'toolResult')).toBe(true);
  }
  if (messages.at(-1)?.role === 'assistant') expect(open).toEqual([]);
}

const LIMITS = {
  'anthropic-messages': /^[\w-]{1,64}$/,
  'openai-chat': /^[\w-]{1,40}$/,
  'openai-responses': /^[\w-]{1,64}$/,
  gemini: /[^]/,
};

function selectLimit({ protocol, profile }: EncodeTarget): RegExp {
  if (profile.toolIdStyle === 'alnum9') return /^[A-Za-z0-9]{9}$/;
  return profile.toolIdStyle === 'kimi' ? /^functions\..*:\d+$/ : LIMITS[protocol];
}

describe('repairRequest, whatever comes', () => {
  it('gives every call exactly one result in the next turn, and every result a call', () => {
    checkRepaired(({ messages }) => {
      expect(messages).not.toEqual([]);
      checkTurns(messages);
    });
  });

  it('changes nothing more when it is done again', () => {
    checkRepaired(({ request }, target) => {
      expect(runRepair(request, target).request).toEqual(request);
    });
  });

  it('gives ids the target takes, each to one call', () => {
    checkRepaired(({ messages }, target) => {
      const ids = messages.flatMap(({ parts }) => listIds(parts, 'toolCall'));
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(selectLimit(target));
    });
  });

  it('gives names the target takes, and leads each back to the tool it was', () => {
    checkRepaired(({ request, restoration }, target) => {
      const legal = target.protocol === 'gemini' ? /^[A-Za-z_][\w.:-]{0,127}$/ : /^[\w-]{1,128}$/;
      const names = request.tools.flatMap((tool) => ('name' in tool ? [tool.name] : []));
      for (const name of names) expect(name).toMatch(legal);
      expect([...restoration.names.values()].every(({ name }) => typeof name === 'string')).toBe(true);
    });
  });

  it('leaves no empty message, and nothing of another protocol', () => {
    checkRepaired(({ messages }, target) => {
      for (const { parts } of messages) {
        expect(parts).not.toEqual([]);
        for (const part of parts) if ('protocol' in part) expect(part.protocol).toBe(target.protocol);
      }
    });
  });

  it('lets turns alternate where they must, and begins with the user', () => {
    checkRepaired(({ messages }, target) => {
      if (target.protocol !== 'gemini') return;
      expect(messages[0]?.role).toBe('user');
      for (const [at, { role }] of messages.entries()) {
        expect(role).not.toBe('system');
        if (at > 0) expect(role).not.toBe(messages[at - 1]?.role);
      }
    });
  });
});

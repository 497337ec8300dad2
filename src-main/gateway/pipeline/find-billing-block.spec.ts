import { describe, expect, it } from 'vitest';
import { findBillingBlock } from './find-billing-block';
import { joinBody, spliceBody, type RequestBody } from '../request-body';
import { createBodyScanner } from './scan-body';

const BLOCK = '{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1.330; cch=\\"a1}\\";"}';

/** The body without the block, when it comes in chunks of this size. */
function strip(text: string, chunkBytes = 7): string {
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.subarray(at, at + chunkBytes));
  const body: RequestBody = { chunks, length: bytes.length };
  const scanner = createBodyScanner();
  for (const chunk of chunks) scanner.push(chunk);
  const { systemStart } = scanner.finish();
  const range = systemStart === null ? null : findBillingBlock(body, systemStart);
  if (range === null) return text;
  return joinBody(spliceBody(body, [{ ...range, value: Buffer.alloc(0) }])).toString();
}

describe('findBillingBlock', () => {
  it('case 31: two requests that differ only in the block become the same bytes', () => {
    const rest = '{"type":"text","text":"You are Claude Code.","cache_control":{"type":"ephemeral"}}';
    const request = (block: string) =>
      `{"model":"m","messages":[],"system":[${block} , ${rest}],"stream":true}`;
    const stripped = strip(request(BLOCK));
    expect(stripped).toBe(strip(request(BLOCK.replace('2.1.330', '2.1.331')), 64));
    expect(JSON.parse(stripped)).toMatchObject({ system: [JSON.parse(rest)], stream: true });
  });

  it('leaves valid JSON when it is the only block, and when it has members behind the text', () => {
    expect(strip(`{"system":[${BLOCK}],"model":"m"}`)).toBe('{"system":[],"model":"m"}');
    const marked = BLOCK.replace(/}$/, ',"cache_control":{"type":"ephemeral"}}');
    expect(strip(`{"system": [ ${marked}\n],"model":"m"}`)).toBe('{"system": [ \n],"model":"m"}');
  });

  it.each([
    ['a system prompt that is one text', '{"model":"m","system":"x-anthropic-billing-header: no block"}'],
    ['another first block', `{"model":"m","system":[{"type":"text","text":"Hi"},${BLOCK}]}`],
    ['a message that speaks of it', `{"model":"m","messages":[{"role":"user","content":[${BLOCK}]}]}`],
    ['a nested system', `{"model":"m","metadata":{"system":[${BLOCK}]}}`],
    ['no instructions', '{"model":"m"}'],
  ])('leaves %s alone', (_title, text) => {
    expect(strip(text)).toBe(text);
  });
});

import { describe, expect, it } from 'vitest';
import type { CanonicalEvent } from '../protocols/canonical/response';
import { mergeTexts } from './merge-texts';

const text = (part: number, added: string): CanonicalEvent => ({ type: 'text_delta', part, text: added });
const args = (part: number, added: string): CanonicalEvent => ({ type: 'args_delta', part, text: added });
const end = (part: number): CanonicalEvent => ({ type: 'part_end', part });

describe('mergeTexts', () => {
  it('joins text of one part, and keeps the order of all else', () => {
    expect(
      mergeTexts([
        text(0, 'a'),
        text(0, 'b'),
        text(1, 'c'),
        args(2, '{'),
        args(2, '}'),
        text(1, 'd'),
        text(1, 'e'),
        end(1),
      ]),
    ).toEqual([text(0, 'ab'), text(1, 'c'), args(2, '{'), args(2, '}'), text(1, 'de'), end(1)]);
    expect(mergeTexts([text(0, 'a'), text(0, 'b')])).toEqual([text(0, 'ab')]);
    expect(mergeTexts([])).toEqual([]);
  });
});

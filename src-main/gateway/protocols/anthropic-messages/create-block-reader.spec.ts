import { expect, it } from 'vitest';
import type { CanonicalEvent } from '../canonical/response';
import { countIterations } from '../testing/count-iterations';
import { createBlockReader } from './create-block-reader';

const COUNT = 20_000;

it('20,000 calls whose end was forgotten cost no more the more of them there are', () => {
  const events: CanonicalEvent[] = [];
  const steps = countIterations(10 * COUNT, () => {
    const reader = createBlockReader((event) => events.push(event));
    for (let index = 0; index < COUNT; index += 1) {
      reader.open(index, { type: 'tool_use', id: `toolu_${index}`, name: 'f', input: {} });
    }
    reader.closeAll();
  });
  expect(steps).toBeGreaterThan(COUNT);
  expect(events.filter(({ type }) => type === 'part_start')).toHaveLength(COUNT);
  expect(events.filter(({ type }) => type === 'part_end')).toHaveLength(COUNT);
});

it('a block that begins ends those before it, but no call, of which more may come', () => {
  const events: CanonicalEvent[] = [];
  const reader = createBlockReader((event) => events.push(event));
  reader.open(0, { type: 'text', text: 'a' });
  reader.open(1, { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} });
  reader.open(2, { type: 'text', text: 'b' });
  reader.open(3, { type: 'text', text: 'c' });
  reader.grow(1, { type: 'input_json_delta', partial_json: '{}' });
  reader.closeAll();
  expect(events.map((event) => ('part' in event ? `${event.type} ${event.part}` : event.type))).toEqual([
    'part_start 0',
    'text_delta 0',
    'part_end 0',
    'part_start 1',
    'part_start 2',
    'text_delta 2',
    'part_end 2',
    'part_start 3',
    'text_delta 3',
    'args_delta 1',
    'part_end 1',
    'part_end 3',
  ]);
});

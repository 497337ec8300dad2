import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createChunkCollector } from './collect-chunks';

it('gives back the bytes that were added, in order', () => {
  const size = fc.oneof(fc.nat(20), fc.integer({ min: 2000, max: 2100 }), fc.nat(20_000));
  fc.assert(
    fc.property(fc.array(size, { maxLength: 20 }), (sizes) => {
      const chunks = sizes.map((length, index) => Buffer.alloc(length, index + 1));
      const collector = createChunkCollector();
      for (const chunk of chunks) collector.add(chunk);
      expect(Buffer.concat(collector.take()).equals(Buffer.concat(chunks))).toBe(true);
      expect(collector.take()).toEqual([]);
    }),
  );
});

it('neither copies large chunks nor keeps an object for each small one', () => {
  const collector = createChunkCollector();
  const large = Buffer.alloc(64 * 1024);
  collector.add(large);
  for (let count = 0; count < 100_000; count += 1) collector.add(Buffer.from('x'));
  const taken = collector.take();
  expect(taken[0]).toBe(large);
  expect(taken.length).toBeLessThan(10);
});

it('does not keep a block for each small chunk between large ones', () => {
  const collector = createChunkCollector();
  const large = Buffer.alloc(4096);
  for (let count = 0; count < 1000; count += 1) {
    collector.add(Buffer.from('x'));
    collector.add(large);
  }
  const blocks = new Set(collector.take().flatMap(({ buffer, length }) => (length === 1 ? [buffer] : [])));
  expect(blocks.size).toBe(1);
});

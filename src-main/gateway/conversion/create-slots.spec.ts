import { expect, it } from 'vitest';
import { createSlots } from './create-slots';

const never = new AbortController().signal;

it('lets so many in, and the next in order when one leaves', async () => {
  const slots = createSlots(2);
  const entered: string[] = [];
  const enter = async (name: string): Promise<void> => {
    if (await slots.acquire(never)) entered.push(name);
  };
  await Promise.all([enter('a'), enter('b')]);
  const waiting = [enter('c'), enter('d')];
  await Promise.resolve();
  expect(entered).toEqual(['a', 'b']);
  slots.release();
  await waiting[0];
  expect(entered).toEqual(['a', 'b', 'c']);
  slots.release();
  await waiting[1];
  expect(entered).toEqual(['a', 'b', 'c', 'd']);
});

it('one that gives up waiting takes no place', async () => {
  const slots = createSlots(1);
  await slots.acquire(never);
  const impatient = new AbortController();
  const given = slots.acquire(impatient.signal);
  impatient.abort();
  expect(await given).toBe(false);
  expect(await slots.acquire(impatient.signal)).toBe(false);
  slots.release();
  expect(await slots.acquire(never)).toBe(true);
});

import { expect, it } from 'vitest';
import type { RequestRecord } from '#shared/domain/request-record';
import { createEventHub } from './event-hub';
import { publishRecords } from './publish-records';

const RECORD = { id: 'req_1' } as RequestRecord;

it('hands each record on, and tells those who listen', async () => {
  const stored: RequestRecord[] = [];
  const hub = createEventHub();
  const sink = publishRecords({ record: (record) => void stored.push(record) }, hub);
  sink.record(RECORD);
  const events = hub.subscribe();
  await events.next();
  sink.record(RECORD);
  expect(await events.next()).toEqual({ done: false, value: { type: 'request.finished', request: RECORD } });
  expect(stored).toEqual([RECORD, RECORD]);
});

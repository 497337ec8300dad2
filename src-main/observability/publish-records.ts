import type { RequestSink } from '#main/gateway/ports';
import type { EventHub } from './event-hub';

/** Tells live views of each finished request, after it was handed on to be stored. */
export function publishRecords(sink: RequestSink, events: EventHub): RequestSink {
  return {
    record(record) {
      sink.record(record);
      if (events.subscribers > 0) events.publish({ type: 'request.finished', request: record });
    },
  };
}

import { request, type IncomingHttpHeaders } from 'node:http';
import { onTestFinished } from 'vitest';

export interface EventStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it came over the wire, comments included. */
  readonly text: string;
  /** Contents of the messages so far. */
  messages<Message>(): Message[];
  /** Resolves when the stream so far meets the condition; the test's time limit is its own. */
  until(condition: (stream: EventStream) => boolean): Promise<void>;
  /** Resolves when the other side has closed the connection. */
  readonly closed: Promise<void>;
  /** Stops reading, so that the other side cannot send any more. */
  pause(): void;
  resume(): void;
  /** Closes the connection. */
  leave(): void;
}

/** Reads server-sent events with nothing in between that would reconnect or hide comments. */
export function openEventStream(url: string, headers: Record<string, string>): Promise<EventStream> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false });
    onTestFinished(() => void outgoing.destroy());
    outgoing.on('error', reject);
    outgoing.end();
    outgoing.on('response', (response) => {
      let text = '';
      let parsedTo = 0;
      const messages: unknown[] = [];
      const waiting = new Set<() => void>();
      const closed = Promise.withResolvers<void>();
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        const blocks = text.slice(parsedTo).split('\n\n');
        // The last one is still on its way.
        for (const block of blocks.slice(0, -1)) {
          parsedTo += block.length + 2;
          const data = /^event: message\ndata: (.*)$/m.exec(block)?.[1];
          if (data !== undefined) messages.push(JSON.parse(data));
        }
        for (const look of waiting) look();
      });
      // A connection that is cut is an error to Node, and an end like any other here.
      response.on('error', () => {});
      response.on('close', () => closed.resolve());
      const stream: EventStream = {
        status: response.statusCode ?? 0,
        headers: response.headers,
        get text() {
          return text;
        },
        messages: <Message>() => messages as Message[],
        until: (condition) =>
          new Promise((found) => {
            const look = (): void => {
              if (!condition(stream)) return;
              waiting.delete(look);
              found();
            };
            waiting.add(look);
            look();
          }),
        closed: closed.promise,
        pause: () => void response.pause(),
        resume: () => void response.resume(),
        leave: () => void outgoing.destroy(),
      };
      resolve(stream);
    });
  });
}

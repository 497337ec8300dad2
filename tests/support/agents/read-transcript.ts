import * as z from 'zod';

const eventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('assistant'),
    message: z.object({ content: z.array(z.looseObject({ type: z.string() })) }),
  }),
  z.looseObject({ type: z.literal('result'), result: z.string() }),
]);

export interface Transcript {
  /** Content blocks of all that the model said. */
  readonly said: readonly Readonly<Record<string, unknown>>[];
  /** The last event: the answer and what it cost. */
  readonly result: Readonly<Record<string, unknown>> | null;
}

/** Reads what Claude Code prints with `--output-format stream-json --verbose`. */
export function readTranscript(stdout: string): Transcript {
  const events = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => eventSchema.safeParse(JSON.parse(line)).data);
  return {
    said: events.flatMap((event) => (event?.type === 'assistant' ? event.message.content : [])),
    result: events.findLast((event) => event?.type === 'result') ?? null,
  };
}

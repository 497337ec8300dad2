import * as z from 'zod';
import { newId } from '../conversion/create-new-id';
import { encodeJson } from '../protocols/json/encode-json';
import { isRecord, type JsonRecord } from '../protocols/json/read';
import {
  TRANSFORMER_HOOKS,
  type TransformerData,
  type TransformerHook,
} from '../user-code/transformer-input';
import { UserCodeError } from '../user-code/user-code';
import type { StreamEvent, Transformer, TransformerHooks } from './transformer';

const CALL_CHARACTERS = 16;
/** What is larger would have to be copied, and parsed, within the file's time and memory. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

const answerSchema = z.object({ hooks: z.array(z.enum(TRANSFORMER_HOOKS)), value: z.unknown() });
const eventsSchema = z.array(
  z.object({
    name: z.string().nullable().default(null),
    data: z.custom<JsonRecord>(isRecord, { error: 'is no object' }),
  }),
);

/** A transformer in a file of the user. */
export function createUserTransformer(path: string, options: JsonRecord): Transformer {
  return {
    name: path,
    carriesTexts: false,
    begin({ userCode, userCodeMs: limitMs, protocol, model, provider, stream }) {
      const data: TransformerData = {
        call: newId(CALL_CHARACTERS),
        context: { protocol, model, provider, stream, options },
      };
      /** Known once the file has been asked. */
      let known: readonly TransformerHook[] = TRANSFORMER_HOOKS;
      /** What was asked last, however it went; null before. */
      let last: Promise<unknown> | null = null;

      async function ask(hook: TransformerHook, value: unknown): Promise<unknown> {
        if (!known.includes(hook)) return null;
        if (userCode === null) throw new UserCodeError('files are not run here.');
        const body = Uint8Array.from(encodeJson(value));
        if (body.length > MAX_BODY_BYTES) throw new UserCodeError('it was given more than 16 MiB.');
        const asked = userCode.call(path, hook, { data, body, session: data.call, limitMs });
        last = asked.catch(() => null);
        const answer = answerSchema.parse(await asked);
        known = answer.hooks;
        return answer.value ?? null;
      }

      async function askForBody(hook: 'request' | 'response', body: JsonRecord): Promise<JsonRecord> {
        const changed = await ask(hook, body);
        if (changed === null) return body;
        if (!isRecord(changed)) throw new UserCodeError(`${hook} gave something that is no object.`);
        return changed;
      }

      async function askForEvents(events: readonly StreamEvent[]): Promise<readonly StreamEvent[]> {
        const changed = await ask('events', events);
        if (changed === null) return events;
        const read = eventsSchema.safeParse(changed);
        if (!read.success) throw new UserCodeError('events gave something that is no list of events.');
        return read.data;
      }

      const hooks: TransformerHooks = {
        request: (body) => askForBody('request', body),
        response: (body) => askForBody('response', body),
        events: askForEvents,
        end() {
          // What is still being asked for an answer that nobody waits for belongs to the session too.
          void last?.then(() => userCode?.release(path, data.call));
        },
        readsAnswer: () => known.includes('response') || known.includes('events'),
      };
      return hooks;
    },
  };
}

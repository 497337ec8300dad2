import type { ProtocolId } from '#shared/domain/protocol';
import { startFakeProvider, type RecordedRequest } from '#tests/support/fake-provider/index';
import type { Random } from './create-random';
import type { Try } from './judge-stream';
import { pickMood, type Mood } from './moods';

export interface MoodyUpstream {
  readonly url: string;
  readonly protocol: ProtocolId;
  /** It takes these and no others. */
  readonly keys: readonly [string, string, string];
}

export interface MoodyUpstreams {
  readonly all: readonly MoodyUpstream[];
  /** What has been tried for the stream of this id. */
  tries(streamId: string): readonly Try[];
  /** Calls, by what became of them. */
  readonly counts: Readonly<Record<Try['fate'] | 'wrong key', number>>;
  /** What went wrong in the upstreams themselves. */
  errors(): readonly unknown[];
  close(): Promise<void>;
}

const PROTOCOLS: readonly ProtocolId[] = ['anthropic-messages', 'anthropic-messages', 'openai-chat'];
/** How long a mood lasts. */
const MOOD_MS = { min: 200, max: 2500 };
const PIECES = 24;
/** Between two pieces of an answer. */
const PACE_MS = { min: 5, max: 40 };
export const STREAM_ID = /stream-\d+/;

/** Upstreams that answer, fail and break at random, each with everything it is asked until its mood changes. */
export async function startMoodyUpstreams(random: Random): Promise<MoodyUpstreams> {
  const tries = new Map<string, Try[]>();
  const counts = { serves: 0, fails: 0, breaks: 0, 'wrong key': 0 };
  let calls = 0;

  const start = async (protocol: ProtocolId, upstream: number) => {
    const keys = [1, 2, 3].map((key) => `fake-key-${key}-of-upstream-${upstream}`);
    const [first = '', second = '', third = ''] = keys;
    const texts = new WeakMap<RecordedRequest, string>();
    let mood: Mood = { fate: 'serves', misbehaviour: null };
    const provider = await startFakeProvider({
      key: keys,
      // Called just before the mood is asked for.
      onRequest: (request) => {
        const streamId = STREAM_ID.exec(request.bodyText)?.[0];
        if (streamId === undefined) return;
        calls += 1;
        counts[mood.fate] += 1;
        if (
          !keys.some((key) =>
            String(request.headers.authorization ?? request.headers['x-api-key']).endsWith(key),
          )
        )
          counts['wrong key'] += 1;
        const text = `${streamId} from ${upstream} in call ${calls}; `.repeat(PIECES);
        texts.set(request, text);
        const known = tries.get(streamId) ?? [];
        known.push({ upstream, fate: mood.fate, text });
        tries.set(streamId, known);
      },
    });
    provider.replyAlways((request) => {
      return {
        parts: [{ text: texts.get(request) ?? '' }],
        chunks: PIECES,
        delayMs: random.integer(PACE_MS.min, PACE_MS.max),
      };
    });
    let timer: NodeJS.Timeout;
    const change = (): void => {
      mood = pickMood(random);
      provider.behave(mood.misbehaviour);
      timer = setTimeout(change, random.integer(MOOD_MS.min, MOOD_MS.max));
    };
    change();
    return {
      upstream: { url: provider.url, protocol, keys: [first, second, third] as const },
      provider,
      stop: () => {
        clearTimeout(timer);
        return provider.close();
      },
    };
  };

  const started = await Promise.all(PROTOCOLS.map(start));
  return {
    all: started.map(({ upstream }) => upstream),
    tries: (streamId) => tries.get(streamId) ?? [],
    counts,
    errors: () => started.flatMap(({ provider }) => provider.errors),
    close: async () => void (await Promise.all(started.map(({ stop }) => stop()))),
  };
}

import type { ChannelProfile, ChannelProfileOverrides } from '#shared/domain/channel-profile';
import type { UpstreamError } from '../protocols/types';

/** What channels have refused, as long as the process runs: the configuration stays its owner's. */
export interface LearnedQuirks {
  /** The channel's profile with what was learned. */
  apply(channelId: string, profile: ChannelProfile): ChannelProfile;
  /** Looks for a field that the channel does not take and that a request can do without; its name, or null. */
  learn(channelId: string, profile: ChannelProfile, error: UpstreamError): string | null;
}

type Lesson = (profile: ChannelProfile) => ChannelProfileOverrides;

const drop =
  (name: string): Lesson =>
  ({ dropParams }) => ({ dropParams: [...dropParams, name] });

/** Fields that Routex writes of itself, and how a channel without them is written to. */
const LESSONS: ReadonlyMap<string, Lesson> = new Map<string, Lesson>([
  ['stream_options', () => ({ streamOptions: false })],
  ['strict', () => ({ strictTools: false })],
  ['parallel_tool_calls', () => ({ parallelToolCalls: false })],
  ['cache_control', () => ({ cacheControl: false, autoCache: false })],
  ['reasoning_effort', () => ({ effortStyle: 'none' })],
  ['enable_thinking', () => ({ effortStyle: 'none' })],
  ['max_completion_tokens', () => ({ maxTokensField: 'max_tokens' })],
  ['max_tokens', () => ({ maxTokensField: 'max_completion_tokens' })],
  ['developer', () => ({ systemRole: 'system' })],
  ['temperature', () => ({ sampling: 'none' })],
  ['top_p', () => ({ sampling: 'none' })],
  ['prompt_cache_key', drop('prompt_cache_key')],
  ['safety_identifier', drop('safety_identifier')],
  ['service_tier', drop('service_tier')],
  ['store', drop('store')],
  ['include', drop('include')],
  ['user', drop('user')],
  ['metadata', drop('metadata')],
  ['verbosity', drop('verbosity')],
]);

const REFUSED =
  /unsupported|unrecogni[sz]ed|unknown|unexpected|extra inputs|extra_forbidden|not (?:supported|permitted|allowed|a valid)|invalid (?:parameter|field|argument|value)|does not support/i;

/** The field in quotes comes before one in prose: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'." */
const NAMES = [...LESSONS.keys()].toSorted((a, b) => b.length - a.length).join('|');
const QUOTED = new RegExp(`['"\`](?:[\\w.[\\]]*\\.)?(${NAMES})['"\`]`);
const BARE = new RegExp(`(?<![\\w-])(${NAMES})(?![\\w-])`);

/** More than a few lessons are no quirks but another protocol. */
const MAX_LESSONS = 8;

export function createLearnedQuirks(): LearnedQuirks {
  const learned = new Map<string, Map<string, Lesson>>();
  return {
    apply(channelId, profile) {
      const lessons = learned.get(channelId);
      if (lessons === undefined) return profile;
      let applied = profile;
      for (const lesson of lessons.values()) applied = { ...applied, ...lesson(applied) } as ChannelProfile;
      return applied;
    },
    learn(channelId, profile, error) {
      if (error.kind !== 'invalid_request' || !REFUSED.test(error.message)) return null;
      const name = (QUOTED.exec(error.message) ?? BARE.exec(error.message))?.[1];
      const lesson = name === undefined ? undefined : LESSONS.get(name);
      if (name === undefined || lesson === undefined || changesNothing(profile, lesson)) return null;
      const lessons = learned.get(channelId) ?? new Map<string, Lesson>();
      if (lessons.has(name) || lessons.size >= MAX_LESSONS) return null;
      lessons.set(name, lesson);
      learned.set(channelId, lessons);
      return name;
    },
  };
}

/** A field that is not sent anyway cannot be what the upstream means. */
function changesNothing(profile: ChannelProfile, lesson: Lesson): boolean {
  return Object.entries(lesson(profile)).every(
    ([name, value]) => profile[name as keyof ChannelProfile] === value,
  );
}

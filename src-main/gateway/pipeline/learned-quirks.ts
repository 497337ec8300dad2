import type { ChannelProfile } from '#shared/domain/channel-profile';
import type { UpstreamError } from '../protocols/types';
import { findLesson, type Lesson } from './find-lesson';

/** What channels have refused, as long as the process runs: the configuration stays its owner's. */
export interface LearnedQuirks {
  /** The channel's profile with what was learned of one of its models. */
  apply(channelId: string, model: string, profile: ChannelProfile): ChannelProfile;
  /** Fields that are left out or written otherwise for the model, as `learn` named them. */
  lessons(channelId: string, model: string): readonly string[];
  /**
   * Looks for a field that the model does not take and that a request can do without; its name, or null.
   *
   * @param profile with what was learned before
   * @param sent JSON value of the body that was refused
   */
  learn(
    channelId: string,
    model: string,
    profile: ChannelProfile,
    error: UpstreamError,
    sent: unknown,
  ): string | null;
}

/** More than a few lessons are no quirks but another protocol. */
const MAX_LESSONS = 8;
/** Clients may ask for models without end. */
const MAX_MODELS = 1000;

const keyOf = (channelId: string, model: string): string => `${channelId}\n${model}`;

export function createLearnedQuirks(): LearnedQuirks {
  const learned = new Map<string, Map<string, Lesson>>();

  function keep(key: string, name: string, lesson: Lesson): void {
    const lessons = learned.get(key) ?? new Map<string, Lesson>();
    lessons.set(name, lesson);
    learned.set(key, lessons);
    if (learned.size <= MAX_MODELS) return;
    for (const oldest of learned.keys()) {
      learned.delete(oldest);
      return;
    }
  }

  return {
    apply(channelId, model, profile) {
      const lessons = learned.get(keyOf(channelId, model));
      if (lessons === undefined) return profile;
      let applied = profile;
      for (const lesson of lessons.values()) applied = { ...applied, ...lesson(applied) } as ChannelProfile;
      return applied;
    },
    lessons: (channelId, model) => [...(learned.get(keyOf(channelId, model))?.keys() ?? [])],
    learn(channelId, model, profile, error, sent) {
      if (error.kind !== 'invalid_request') return null;
      const found = findLesson(error.message, { model, profile, sent });
      if (found === null) return null;
      const key = keyOf(channelId, model);
      const known = learned.get(key);
      if (known?.has(found.name) === true ? !found.isRepeatable : (known?.size ?? 0) >= MAX_LESSONS)
        return null;
      keep(key, found.name, found.lesson);
      return found.name;
    },
  };
}

import type { ChannelProfile } from '#shared/domain/channel-profile';
import type { Warn } from '../canonical/codec';
import type { CacheMarks } from './create-cache-marks';

/** What all parts of a request are written with. */
export interface EncodeScope {
  readonly profile: ChannelProfile;
  readonly marks: CacheMarks;
  readonly warn: Warn;
}

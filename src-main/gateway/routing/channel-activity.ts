/** What is going on at a channel. */
export interface ChannelActivity {
  /** Attempts under way. */
  readonly running: number;
  /** Attempts of the last minutes; one of `HALF_LIFE_MS` ago counts half. */
  recent(now: number): number;
  /** Moving average of the time to the first token in ms; null where none is known of the last minutes. */
  firstTokenMs(now: number): number | null;
}

export interface ActivityNotes extends ChannelActivity {
  /** @param now ms of a monotonic clock, as in all of these */
  begin(now: number): void;
  /** @param firstTokenMs null where there was none, or no stream */
  end(firstTokenMs: number | null, now: number): void;
}

export const HALF_LIFE_MS = 5 * 60_000;
/** An average older than this says nothing about now. */
export const STALE_AFTER_MS = 5 * 60_000;
/** Share of the newest in the average: high enough to follow a provider that slows down within a few requests. */
const NEWEST_SHARE = 0.3;

export function createChannelActivity(): ActivityNotes {
  return new Activity();
}

/** A class although it is made by a factory: `running` changes all the time, and is read all the time. */
class Activity implements ActivityNotes {
  running = 0;
  #recent = 0;
  #countedAt = 0;
  #average = 0;
  #measuredAt = -Infinity;

  begin(now: number): void {
    this.running += 1;
    this.#recent = this.recent(now) + 1;
    this.#countedAt = now;
  }

  end(firstTokenMs: number | null, now: number): void {
    this.running -= 1;
    if (firstTokenMs === null) return;
    const known = this.firstTokenMs(now);
    this.#average = known === null ? firstTokenMs : known + (firstTokenMs - known) * NEWEST_SHARE;
    this.#measuredAt = now;
  }

  recent(now: number): number {
    return this.#recent * 0.5 ** ((now - this.#countedAt) / HALF_LIFE_MS);
  }

  firstTokenMs(now: number): number | null {
    return now - this.#measuredAt > STALE_AFTER_MS ? null : this.#average;
  }
}

/** Of a channel that nobody has asked. */
export const NO_ACTIVITY: ChannelActivity = { running: 0, recent: () => 0, firstTokenMs: () => null };

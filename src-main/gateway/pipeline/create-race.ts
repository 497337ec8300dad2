import type { UpstreamError } from '../protocols/types';
import type { ClientResponse } from './client-response';
import type { HeaderRecord } from './forward-headers';

type Interrupt = (error: UpstreamError) => void;

/** Attempts of one request that run side by side. The first that begins its answer has the client. */
export interface Race {
  /** What one more attempt has in place of the client. */
  enter(): Lane;
  readonly winner: Lane | null;
}

/** To a lane that has lost, the client has left; so its attempt ends as any does whose client leaves. */
export interface Lane {
  readonly client: ClientResponse;
  /** As in `AttemptContext`, for this lane's attempt alone. */
  readonly onRunning: (interrupt: Interrupt | null) => void;
  /** Its attempts are over, however they ended. */
  finish(): void;
}

/** @param onRunning told of a function that ends the attempts of all lanes */
export function createRace(client: ClientResponse, onRunning: (interrupt: Interrupt | null) => void): Race {
  return new ClientRace(client, onRunning);
}

class ClientRace implements Race {
  winner: RunningLane | null = null;
  readonly #client: ClientResponse;
  readonly #onRunning: (interrupt: Interrupt | null) => void;
  readonly #lanes: RunningLane[] = [];

  constructor(client: ClientResponse, onRunning: (interrupt: Interrupt | null) => void) {
    this.#client = client;
    this.#onRunning = onRunning;
  }

  enter(): RunningLane {
    const lane = new RunningLane(this, this.#client);
    this.#lanes.push(lane);
    // The client has room for one listener.
    this.#client.onGone(this.#leaveAll);
    return lane;
  }

  /** Whether this lane has won, now or before. */
  take(lane: RunningLane): boolean {
    if (this.winner === null) {
      this.winner = lane;
      for (const other of this.#lanes) if (other !== lane) other.leave();
    }
    return this.winner === lane;
  }

  /** Whether no other lane may still answer. */
  isAlone(lane: RunningLane): boolean {
    return this.winner !== null || this.#lanes.every((other) => other === lane || other.over);
  }

  noteOver(): void {
    for (const lane of this.#lanes) if (!lane.over && this.isAlone(lane)) lane.tellAlone();
  }

  noteRunning(): void {
    this.#onRunning(this.#lanes.some(({ interrupt }) => interrupt !== null) ? this.#interruptAll : null);
  }

  readonly #interruptAll = (error: UpstreamError): void => {
    for (const lane of this.#lanes) lane.interrupt?.(error);
  };

  readonly #leaveAll = (): void => {
    for (const lane of this.#lanes) lane.leave();
  };
}

const nothing = (): void => undefined;

class RunningLane implements Lane, ClientResponse {
  /** Itself: a lane is the client of its attempt. */
  readonly client: ClientResponse = this;
  interrupt: Interrupt | null = null;
  over = false;
  readonly #race: ClientRace;
  readonly #real: ClientResponse;
  #lost = false;
  #left = nothing;
  #blocked = nothing;
  #drained = nothing;
  #alone = nothing;

  constructor(race: ClientRace, real: ClientResponse) {
    this.#race = race;
    this.#real = real;
  }

  readonly onRunning = (interrupt: Interrupt | null): void => {
    this.interrupt = interrupt;
    this.#race.noteRunning();
  };

  get #won(): boolean {
    return this.#race.winner === this;
  }

  get committed(): boolean {
    return this.#won && this.#real.committed;
  }

  get status(): number | null {
    return this.#won ? this.#real.status : null;
  }

  get bytes(): number {
    return this.#won ? this.#real.bytes : 0;
  }

  get gone(): boolean {
    return this.#lost || this.#real.gone;
  }

  get blocked(): boolean {
    return this.#won && this.#real.blocked;
  }

  start(status: number, headers: HeaderRecord): void {
    if (!this.#race.take(this)) return;
    this.#real.start(status, headers);
    this.#real.onPressure(this.#blocked, this.#drained);
  }

  flushHeaders(): void {
    if (this.#won) this.#real.flushHeaders();
  }

  write(chunk: Buffer | string): void {
    if (this.#won) this.#real.write(chunk);
  }

  end(chunk?: Buffer | string): void {
    if (this.#won) this.#real.end(chunk);
  }

  breakOff(): void {
    if (this.#won) this.#real.breakOff();
  }

  abandon(): void {
    if (this.#won) this.#real.abandon();
  }

  onPressure(blocked: () => void, drained: () => void): void {
    this.#blocked = blocked;
    this.#drained = drained;
    if (this.#won) this.#real.onPressure(blocked, drained);
  }

  onGone(listener: () => void): void {
    this.#left = listener;
    if (this.gone) listener();
  }

  whenAlone(listener: () => void): void {
    if (this.#race.isAlone(this)) listener();
    else this.#alone = listener;
  }

  tellAlone(): void {
    const listener = this.#alone;
    this.#alone = nothing;
    listener();
  }

  finish(): void {
    this.over = true;
    this.#race.noteOver();
  }

  leave(): void {
    this.#lost = true;
    this.#left();
  }
}

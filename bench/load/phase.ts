import type { AnswerFault } from '#bench/traffic/classify-fault';
import type { AnswerShape } from '#bench/traffic/request-ticket';

/** Requests of one kind. */
export interface Flow {
  readonly name: string;
  /** As the client calls it. */
  readonly model: string;
  readonly bodyBytes: number;
  readonly answer: AnswerShape;
  /** The client leaves after so many deltas; absent: it reads to the end. */
  readonly leaveAfter?: number;
  readonly arrival:
    | { readonly kind: 'closed-loop'; readonly connections: number }
    /** Each request goes out when it is due, whether those before it are answered or not. */
    | { readonly kind: 'constant-rate'; readonly perSecond: number }
    /** Sent when the phase's mix says so. */
    | { readonly kind: 'mixed' };
}

/** A closed loop whose connections take the next kind of request from one list, again and again. */
export interface Mix {
  readonly connections: number;
  /** Names of flows. */
  readonly order: readonly string[];
}

export interface PhaseTarget {
  readonly origin: string;
  readonly key: string;
  /** Answers of this model were converted, and so are not byte for byte the upstream's. Null: there is none. */
  readonly convertedModel: string | null;
}

/** All load on one target for one stretch of time. Plain data: it travels between processes. */
export interface Phase {
  readonly target: PhaseTarget;
  readonly flows: readonly Flow[];
  readonly mix?: Mix;
  /** Load without measurement, for connections and compilers. */
  readonly rampMs: number;
  readonly windowMs: number;
  /** Ends the window earlier, after so many answers. */
  readonly answers?: number;
  /** Processes whose CPU time is read at both ends of the window. */
  readonly watch: Readonly<Record<string, number>>;
}

export interface Latency {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface FlowResult {
  /** Answers that ended within the window, and their deltas. */
  readonly requests: number;
  readonly deltas: number;
  /** From sending to the first text delta. */
  readonly firstToken: Latency;
  /** From the upstream's write to the arrival, of each delta of a paced answer. */
  readonly lag: Latency;
}

/** `failed`: another status than 200, or a connection that broke. */
export type Fault = AnswerFault | 'failed';
export type FaultCounts = Readonly<Record<Fault, number>>;

export interface PhaseResult {
  readonly seconds: number;
  readonly flows: Readonly<Record<string, FlowResult>>;
  readonly cpuMs: Readonly<Record<string, number>>;
  /** CPU time of all programs of the machine. */
  readonly machineMs: number;
  /** All that were asked for, ramp included: an answer may never be wrong. */
  readonly answers: number;
  readonly faults: FaultCounts;
  /** What the first fault looked like; null without one. */
  readonly firstFault: string | null;
}

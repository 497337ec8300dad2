import type { ProtocolId } from '#shared/domain/protocol';
import type { ClientKind } from '#shared/domain/request-record';
import type { AgentRun } from './run-agent';

export interface AgentOrder {
  readonly prompt: string;
  /** Root address of the gateway. */
  readonly address: string;
  readonly token: string;
  /** Further arguments of its command. */
  readonly args?: readonly string[];
}

/** A real coding agent, and what has to be known to play its model. */
export interface Agent {
  readonly kind: ClientKind;
  readonly protocol: ProtocolId;
  /** The model that it asks for the task. */
  readonly model: string;
  /** Its tool that runs commands. */
  readonly shell: {
    readonly name: string;
    argsOf(command: string): Readonly<Record<string, unknown>>;
  };
  /** JSON that answers what it asks beside its task, without its tools. */
  readonly aside: Readonly<Record<string, unknown>>;
  /** Runs it once, headless; its shell needs no permission. */
  run(order: AgentOrder): Promise<AgentRun>;
}

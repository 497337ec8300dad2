import type { ArgsReader } from './args-reader';
import { createCustomInputReader, createWholeReader } from './create-custom-input-reader';
import { createToolKey, type Restoration, type ToolIdentity } from './restoration';
import { unwrapArgs } from './unwrap-args';

interface UpstreamCall {
  readonly name: string;
  readonly namespace?: string;
  readonly custom?: boolean;
}

export interface RestoredTool {
  readonly identity: ToolIdentity;
  readonly custom: boolean;
  /** The arguments are the answer itself. */
  readonly isOutput: boolean;
  /** Null when the arguments are passed on as they are. */
  readonly reader: ArgsReader | null;
}

function identify({ name, namespace }: UpstreamCall): ToolIdentity {
  return namespace === undefined ? { name } : { name, namespace };
}

/** What the client knows the called tool as, and what its arguments must go through. */
export function restoreTool(call: UpstreamCall, restoration: Restoration): RestoredTool {
  const upstream = identify(call);
  const key = createToolKey(upstream);
  const identity = restoration.names.get(key) ?? upstream;
  const isCustom = restoration.custom.has(createToolKey(identity));
  const wrapped = restoration.wrapped.has(key) ? createWholeReader(unwrapArgs) : null;
  return {
    identity,
    custom: isCustom || call.custom === true,
    isOutput: key === restoration.outputTool,
    reader: isCustom && call.custom !== true ? createCustomInputReader() : wrapped,
  };
}

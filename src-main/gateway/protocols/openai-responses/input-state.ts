import type { DecodeRequestContext } from '../canonical/codec';
import type { CanonicalTool, OutputFormat, ReasoningRequest, SystemPart } from '../canonical/request';
import type { MessageFolder } from './create-message-folder';

/** What items may change besides adding messages. */
export interface InputSettings {
  readonly reasoning: ReasoningRequest;
  readonly format: OutputFormat;
}

/** What has been read of the input so far. */
export interface InputState {
  readonly folder: MessageFolder;
  readonly system: SystemPart[];
  /** Added within the input. */
  readonly tools: CanonicalTool[];
  readonly context: DecodeRequestContext;
  reasoning: ReasoningRequest;
  format: OutputFormat;
}

import type { ReasoningRequest } from '../../protocols/canonical/request';

/** Whether a request wants the model to reason: a disabled `thinking`, or the least of efforts, is not that. */
export function asksToReason({ mode, effort, budget }: ReasoningRequest): boolean {
  switch (mode) {
    case 'default':
    case 'off':
      return false;
    case 'budget':
      return budget === undefined || budget !== 0;
    case 'effort':
      return effort !== undefined && effort !== 'none' && effort !== 'minimal';
    case 'adaptive':
    case 'between_tools':
      return true;
  }
}

/** Items of a response's `output`, complete. */

export interface CallIdentity {
  readonly id: string;
  readonly callId: string;
  readonly name: string;
  readonly namespace?: string;
  readonly custom: boolean;
}

type ItemStatus = 'in_progress' | 'completed';

export function createTextContent(text: string, annotations: readonly object[]): object {
  return { type: 'output_text', text, annotations, logprobs: [] };
}

export function createRefusalContent(refusal: string): object {
  return { type: 'refusal', refusal };
}

export function createMessageItem(id: string, status: ItemStatus, content: readonly object[]): object {
  return { id, type: 'message', role: 'assistant', status, content };
}

/** @param encrypted what its provider needs back; null when there is nothing */
export function createReasoningItem(
  id: string,
  summary: readonly string[],
  encrypted: string | null,
): object {
  return {
    id,
    type: 'reasoning',
    summary: summary.map((text) => ({ type: 'summary_text', text })),
    ...(encrypted === null ? {} : { encrypted_content: encrypted }),
  };
}

/** Without arguments a function's are an empty object; the input of a free-form tool is as it is. */
export function completeArguments(call: CallIdentity, args: string): string {
  return args === '' && !call.custom ? '{}' : args;
}

export function createCallItem(call: CallIdentity, status: ItemStatus, args: string): object {
  const { id, callId, name, namespace, custom } = call;
  return {
    id,
    type: custom ? 'custom_tool_call' : 'function_call',
    status,
    call_id: callId,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    [custom ? 'input' : 'arguments']: args,
  };
}

export function createImageItem(
  id: string,
  status: ItemStatus,
  mediaType: string,
  data: string | null,
): object {
  const format = mediaType.replace(/^image\//, '').replace('svg+xml', 'svg');
  return { id, type: 'image_generation_call', status, output_format: format, result: data };
}

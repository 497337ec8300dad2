import type { ToolCallPart } from '../canonical/part';
import { isRecord, readText, type JsonRecord } from '../json/read';
import { omitAbsent } from '../json/omit-absent';

/** Some servers send the arguments as an object. */
export function readArguments(item: unknown): string {
  const args = isRecord(item) ? item['arguments'] : null;
  if (typeof args === 'string') return args;
  return args === undefined || args === null ? '' : JSON.stringify(args);
}

export function readCallInput(item: unknown, custom: boolean): string {
  return custom ? (readText(item, 'input') ?? '') : readArguments(item);
}

export function isCustomCall(item: JsonRecord): boolean {
  return item['type'] === 'custom_tool_call';
}

/** What is known of a call without its arguments. */
export function readCallHead(item: JsonRecord, name: string): Omit<ToolCallPart, 'type' | 'args'> {
  return {
    id: readText(item, 'call_id') ?? '',
    name,
    ...omitAbsent({
      namespace: readText(item, 'namespace') ?? undefined,
      itemId: readText(item, 'id') ?? undefined,
      custom: isCustomCall(item) ? true : undefined,
    }),
  };
}

export function decodeCallItem(item: JsonRecord, name: string): ToolCallPart {
  return { type: 'toolCall', ...readCallHead(item, name), args: readCallInput(item, isCustomCall(item)) };
}

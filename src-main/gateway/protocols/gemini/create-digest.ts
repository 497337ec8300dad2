import { readRecord, readText, type JsonRecord } from '../json/read';

/** Parts that tell of a tool Google ran itself. */
const SERVER_TOOL_KEYS = ['executableCode', 'codeExecutionResult', 'toolCall', 'toolResponse'] as const;

export function isServerToolPart(part: JsonRecord): boolean {
  return SERVER_TOOL_KEYS.some((key) => part[key] !== undefined && part[key] !== null);
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** A server tool's part in plain text; empty when there is nothing to tell. */
export function createDigest(part: JsonRecord): string {
  const code = readRecord(part, 'executableCode');
  const source = readText(code, 'code');
  if (source !== null) return fence((readText(code, 'language') ?? '').toLowerCase(), source);
  const output = readText(readRecord(part, 'codeExecutionResult'), 'output');
  return output === null ? '' : fence('', output);
}

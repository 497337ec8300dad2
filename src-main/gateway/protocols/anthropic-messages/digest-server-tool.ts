import { isRecord, readArray, readRecord, readText, type JsonRecord } from '../json/read';

const MAX_CHARS = 2000;
const MAX_RESULTS = 10;

const cut = (text: string): string => (text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS - 1)}…` : text);

function digestUse(block: JsonRecord): string {
  const name = readText(block, 'name') ?? 'tool';
  const input = readRecord(block, 'input');
  const subject =
    readText(input, 'query') ??
    readText(input, 'url') ??
    readText(input, 'code') ??
    readText(input, 'command');
  return subject === null ? '' : `[${name}: ${subject}]`;
}

function digestSearch(results: readonly unknown[]): string {
  const lines = results.slice(0, MAX_RESULTS).flatMap((result) => {
    const url = readText(result, 'url');
    return url === null ? [] : [`- ${readText(result, 'title') ?? url} (${url})`];
  });
  return lines.length === 0 ? '' : `[web search results]\n${lines.join('\n')}`;
}

function digestResult(block: JsonRecord): string {
  const content = block['content'];
  if (Array.isArray(content)) {
    const texts = content.map((item) => readText(item, 'text')).filter((text) => text !== null);
    return texts.length > 0 ? texts.join('\n') : digestSearch(content);
  }
  if (!isRecord(content)) return '';
  const error = readText(content, 'error_code');
  if (error !== null) return `[the tool failed: ${error}]`;
  const url = readText(content, 'url');
  if (url !== null) return `[fetched ${url}]`;
  const outputs = [readText(content, 'stdout'), readText(content, 'stderr')].filter((text) => text !== null);
  if (outputs.length > 0) return outputs.join('\n');
  const tools = readArray(content, 'tool_references').map((tool) => readText(tool, 'tool_name') ?? '');
  return tools.length === 0 ? '' : `[found tools: ${tools.join(', ')}]`;
}

/** What a tool of the provider's did, in a few words for models that never saw it; empty when there is nothing to tell. */
export function digestServerTool(block: JsonRecord): string {
  const isUse = readText(block, 'type')?.endsWith('_use') === true;
  return cut(isUse ? digestUse(block) : digestResult(block));
}

import { isRecord, readArray, readRecord, readText, type JsonRecord } from '../json/read';

/** A digest reminds the model of what was done; the whole of it would be another's context. */
const MAX_DIGEST_CHARS = 2000;

function cut(text: string): string {
  return text.length > MAX_DIGEST_CHARS ? `${text.slice(0, MAX_DIGEST_CHARS - 1)}…` : text;
}

function joinTexts(values: readonly unknown[], separator: string): string {
  return values.filter((value) => typeof value === 'string').join(separator);
}

function titled(title: string, text: string | null): string {
  if (text === null || text === '') return '';
  return title.endsWith('\n') ? `${title}${text}` : `${title} ${text}`;
}

function describeWebSearch(item: JsonRecord): string {
  const action = readRecord(item, 'action');
  const url = readText(action, 'url');
  switch (readText(action, 'type')) {
    case 'open_page':
      return titled('Opened', url);
    case 'find_in_page':
      return titled('Searched', url === null ? null : `${url} for ${readText(action, 'pattern') ?? ''}`);
    default: {
      const queries = joinTexts(readArray(action, 'queries'), '; ');
      return titled('Searched the web:', queries === '' ? readText(action, 'query') : queries);
    }
  }
}

function describeCode(item: JsonRecord): string {
  const logs = joinTexts(
    readArray(item, 'outputs').map((output) => readText(output, 'logs')),
    '\n',
  );
  return [titled('Ran code:\n', readText(item, 'code')), titled('Output:\n', logs)]
    .filter(Boolean)
    .join('\n');
}

function describeMcpCall(item: JsonRecord): string {
  const name = `${readText(item, 'server_label') ?? 'mcp'}.${readText(item, 'name') ?? '?'}`;
  const call = `Called ${name}(${readText(item, 'arguments') ?? ''})`;
  const output = readText(item, 'output');
  return output === null ? call : `${call}: ${output}`;
}

function describeShellOutput(item: JsonRecord): string {
  const text = readText(item, 'output');
  const pieces = readArray(item, 'output').flatMap((piece) => [
    readText(piece, 'stdout'),
    readText(piece, 'stderr'),
  ]);
  return titled('Output of the shell:\n', text ?? joinTexts(pieces, '\n'));
}

function describePatch(item: JsonRecord): string {
  const operation = readRecord(item, 'operation');
  const verb = (readText(operation, 'type') ?? 'update_file').replace('_', ' ');
  const diff = readText(operation, 'diff');
  return `Patch: ${verb} ${readText(operation, 'path') ?? ''}${diff === null ? '' : `\n${diff}`}`;
}

function describeFoundTools(item: JsonRecord): string {
  const names = readArray(item, 'tools').map((tool) => readText(tool, 'name'));
  return titled('Found tools:', joinTexts(names, ', '));
}

function describeUnchecked(item: JsonRecord): string {
  const action = readRecord(item, 'action');
  switch (item['type']) {
    case 'web_search_call':
      return describeWebSearch(item);
    case 'file_search_call':
      return titled('Searched files:', joinTexts(readArray(item, 'queries'), '; '));
    case 'code_interpreter_call':
      return describeCode(item);
    case 'image_generation_call':
      return titled('Generated an image:', readText(item, 'revised_prompt'));
    case 'computer_call':
      return titled('Used the computer:', readText(action, 'type'));
    case 'local_shell_call':
      return titled('Ran in a shell:', joinTexts(readArray(action, 'command'), ' '));
    case 'shell_call':
      return titled('Ran in a shell:', joinTexts(readArray(action, 'commands'), '\n'));
    case 'local_shell_call_output':
    case 'shell_call_output':
      return describeShellOutput(item);
    case 'apply_patch_call':
      return describePatch(item);
    case 'apply_patch_call_output':
      return titled('Result of the patch:', readText(item, 'output') ?? readText(item, 'status'));
    case 'mcp_call':
      return describeMcpCall(item);
    case 'mcp_approval_request':
      return titled('Asked to approve', readText(item, 'name'));
    case 'mcp_approval_response':
      return item['approve'] === true ? 'Approved.' : 'Not approved.';
    case 'program':
      return titled('Ran a program:\n', readText(item, 'code'));
    case 'program_output':
      return titled('Result of the program:\n', readText(item, 'result'));
    case 'tool_search_call':
      return titled(
        'Searched tools:',
        isRecord(item['arguments']) ? JSON.stringify(item['arguments']) : null,
      );
    case 'tool_search_output':
      return describeFoundTools(item);
    default:
      return '';
  }
}

/** What a tool did that the provider or the agent ran itself, for models that do not know the item. */
export function describeServerItem(item: JsonRecord): string {
  return cut(describeUnchecked(item));
}

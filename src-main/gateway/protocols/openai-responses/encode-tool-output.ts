import type { CanonicalPart, ToolResultPart } from '../canonical/part';
import { encodeInputContent, type Breakpoints } from './encode-content';

const ERROR_MARK = 'Error:';
/** A failure says so at its beginning. */
const HEAD_CHARS = 200;
const ERROR_WORDS = /error|exception|fail|denied|traceback|not found/i;

function signalsError(text: string): boolean {
  return ERROR_WORDS.test(text.slice(0, HEAD_CHARS));
}

/** The texts, when there is nothing else and no breakpoint, which only the long form can hold. */
function selectTexts(content: readonly CanonicalPart[], breakpoints: Breakpoints): string[] | null {
  const texts: string[] = [];
  for (const part of content) {
    if (part.type !== 'text' || breakpoints.has(part)) return null;
    texts.push(part.text);
  }
  return texts;
}

function encodeText(texts: readonly string[], { structured, isError }: ToolResultPart): string {
  const text = texts.length === 0 && structured !== undefined ? JSON.stringify(structured) : texts.join('\n');
  // The protocol has no mark for a failed call, so its text must say it.
  return isError === true && !signalsError(text) ? `${ERROR_MARK} ${text}` : text;
}

function encodeParts({ content, isError }: ToolResultPart, path: string, breakpoints: Breakpoints): object[] {
  const parts = content.flatMap(
    (part, index) => encodeInputContent(part, `${path}.content.${index}`, breakpoints) ?? [],
  );
  const signalled = content.some((part) => part.type === 'text' && signalsError(part.text));
  return isError === true && !signalled ? [{ type: 'input_text', text: ERROR_MARK }, ...parts] : parts;
}

export function encodeToolOutput(result: ToolResultPart, path: string, breakpoints: Breakpoints): object {
  const texts = selectTexts(result.content, breakpoints);
  return {
    type: result.custom === true ? 'custom_tool_call_output' : 'function_call_output',
    call_id: result.callId,
    output: texts === null ? encodeParts(result, path, breakpoints) : encodeText(texts, result),
  };
}

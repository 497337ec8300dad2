import type { ToolResultPart } from '../canonical/part';
import { isRecord, readText, type JsonRecord } from '../json/read';
import { encodeMedia, formatTextDocument, isMediaPart, type MediaPart } from './encode-media';
import { isThirdGeneration, type EncodeScope } from './encode-scope';

/** What Gemini 3 takes within a function's response. */
const RESPONSE_MEDIA = /^(?:image\/(?:png|jpeg|webp)|application\/pdf)$/i;

export interface EncodedResult {
  readonly response: JsonRecord;
  /** Parts that could not stand in the response, and follow it. */
  readonly beside: readonly JsonRecord[];
}

interface ResultContent {
  readonly text: string;
  readonly media: readonly MediaPart[];
}

function readContent(result: ToolResultPart): ResultContent {
  const texts: string[] = [];
  const media: MediaPart[] = [];
  for (const part of result.content) {
    if (part.type === 'text' || part.type === 'refusal') texts.push(part.text);
    else if (part.type === 'document' && part.source.type === 'text') {
      texts.push(formatTextDocument(part, part.source.text));
    } else if (isMediaPart(part)) media.push(part);
    else if (part.type === 'serverTool' && part.digest !== '') texts.push(part.digest);
  }
  return { text: texts.join('\n'), media };
}

function fitsInside(encoded: JsonRecord): boolean {
  const inline = encoded['inlineData'];
  return isRecord(inline) && RESPONSE_MEDIA.test(readText(inline, 'mimeType') ?? '');
}

/** `functionResponse` of a result. */
export function encodeFunctionResponse(
  result: ToolResultPart,
  name: string,
  scope: EncodeScope,
): EncodedResult {
  const { text, media } = readContent(result);
  const inside: JsonRecord[] = [];
  const beside: JsonRecord[] = [];
  const nested = isThirdGeneration(scope);
  for (const part of media) {
    const encoded = encodeMedia(part, scope);
    if (nested && fitsInside(encoded)) inside.push(encoded);
    else beside.push({ text: `[${part.type} of the result of ${name}]` }, encoded);
  }
  return {
    response: {
      functionResponse: {
        ...(result.callId !== '' && { id: result.callId }),
        name,
        response: result.structured ?? (result.isError === true ? { error: text } : { output: text }),
        ...(inside.length > 0 && { parts: inside }),
      },
    },
    beside,
  };
}

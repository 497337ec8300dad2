import type { JsonRecord } from '../json/read';

/** Parts of an answer as clients of Gemini get them. */

function sign(signature: string | null): JsonRecord {
  return signature === null ? {} : { thoughtSignature: signature };
}

export function createTextPart(text: string, signature: string | null = null): JsonRecord {
  return { text, ...sign(signature) };
}

export function createThoughtPart(text: string): JsonRecord {
  return { text, thought: true };
}

export function createImagePart(mediaType: string, data: string): JsonRecord {
  return { inlineData: { mimeType: mediaType, data } };
}

export function createCallPart(
  { id, name }: { readonly id: string; readonly name: string },
  args: JsonRecord,
  signature: string | null,
): JsonRecord {
  return { functionCall: { ...(id !== '' && { id }), name, args }, ...sign(signature) };
}

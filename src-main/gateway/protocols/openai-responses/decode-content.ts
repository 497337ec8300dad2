import type { CanonicalPart } from '../canonical/part';
import { readPlainNumber } from '../json/parse-lossless';
import { isRecord, readText, type JsonRecord } from '../json/read';
import { decodeAudio, decodeFile, decodeImage } from './decode-media';
import { invalidField, requireRecord } from './invalid-field';
import { decodeCacheMark } from './map-cache-mark';

function decodeTextMember(content: JsonRecord, key: string, path: string): string {
  const text = content[key];
  if (typeof text !== 'string') throw invalidField(`${path}.${key}`, 'must be a string');
  return text;
}

function decodeContentPart(value: unknown, path: string): CanonicalPart {
  const content = requireRecord(value, path);
  const type = readText(content, 'type');
  switch (type) {
    case null:
      throw invalidField(`${path}.type`, 'must be a non-empty string');
    case 'input_text':
    case 'output_text':
    case 'text': {
      const text = decodeTextMember(content, 'text', path);
      const cache = decodeCacheMark(content);
      return cache === undefined ? { type: 'text', text } : { type: 'text', text, cache };
    }
    case 'refusal':
      return { type: 'refusal', text: decodeTextMember(content, 'refusal', path) };
    case 'input_image':
      return decodeImage(content, path);
    case 'input_file':
      return decodeFile(content, path);
    case 'input_audio':
      return decodeAudio(content, path);
    default:
      return { type: 'opaque', protocol: 'openai-responses', raw: content, label: type };
  }
}

/** The content of a message: text, or a list of parts. */
export function decodeContent(content: unknown, path: string): CanonicalPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (content === undefined || content === null) return [];
  if (!Array.isArray(content)) throw invalidField(path, 'must be a string or an array');
  return content.map((part, index) => decodeContentPart(part, `${path}.${index}`));
}

/** The output of a tool: as the content of a message; anything else a client puts there is told as JSON. */
export function decodeToolOutput(output: unknown, path: string): CanonicalPart[] {
  if (isRecord(output) || typeof readPlainNumber(output) === 'number' || typeof output === 'boolean')
    return [{ type: 'text', text: JSON.stringify(output) }];
  return decodeContent(output, path);
}

import type { CanonicalPart } from './part';
import type { CanonicalRequest, CanonicalTool } from './request';
import { weighJson } from './weigh-json';
import { weighAudio, weighDocument, weighImage, weighVideo } from './weigh-media';
import { weighText } from './weigh-text';

const TOKENS_PER_MESSAGE = 4;
/** What providers tell a model about the use of tools. */
const TOKENS_FOR_TOOLS = 350;
/** Rather a little too many: clients compact before an answer fails. */
const MARGIN = 1.1;

const weighOptional = (text: string | undefined): number => (text === undefined ? 0 : weighText(text));

function weighParts(parts: readonly CanonicalPart[]): number {
  let tokens = 0;
  for (const part of parts) tokens += weighPart(part);
  return tokens;
}

function weighPart(part: CanonicalPart): number {
  switch (part.type) {
    case 'text':
    case 'refusal':
    case 'reasoning':
      return weighText(part.text);
    case 'image':
      return weighImage(part.source);
    case 'document':
      return weighDocument(part) + weighOptional(part.title) + weighOptional(part.context);
    case 'audio':
      return weighAudio(part.source);
    case 'video':
      return weighVideo(part.source);
    case 'toolCall':
      return weighText(part.name) + weighText(part.args, part.custom === true ? 'text' : 'json');
    case 'toolResult':
      return part.structured === undefined ? weighParts(part.content) : weighJson(part.structured);
    case 'serverTool':
      return weighText(part.digest);
    case 'compaction':
      return part.text === null ? weighJson(part.raw) : weighText(part.text);
    case 'opaque':
      return weighJson(part.raw);
  }
}

function weighTool(tool: CanonicalTool): number {
  switch (tool.type) {
    case 'function':
      return (
        weighText(tool.name) +
        weighOptional(tool.description) +
        (tool.schema === null ? 0 : weighJson(tool.schema))
      );
    case 'custom':
      return (
        weighText(tool.name) +
        weighOptional(tool.description) +
        (tool.format === null ? 0 : weighJson(tool.format))
      );
    case 'server':
    case 'clientBuiltin':
      return weighJson(tool.raw);
  }
}

const round = (tokens: number): number => Math.max(1, Math.ceil(tokens * MARGIN));

/**
 * About how many tokens a request is, where no provider can be asked. Never 0: clients divide by it and compact by it.
 *
 * @param elsewhere weight of its texts that are not in it
 */
export function estimateTokens(request: CanonicalRequest, elsewhere = 0): number {
  let tokens = elsewhere + (request.tools.length > 0 ? TOKENS_FOR_TOOLS : 0);
  for (const { text } of request.system) tokens += weighText(text);
  for (const { parts } of request.messages) tokens += TOKENS_PER_MESSAGE + weighParts(parts);
  for (const tool of request.tools) tokens += weighTool(tool);
  if (request.format.type === 'schema') tokens += weighJson(request.format.schema);
  return round(tokens);
}

/** About how many tokens of an answer this text was. Never 0. */
export function estimateOutput(text: string): number {
  return round(weighText(text));
}

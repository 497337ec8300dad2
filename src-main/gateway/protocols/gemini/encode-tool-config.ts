import type { CanonicalRequest, ToolChoice } from '../canonical/request';
import type { JsonRecord } from '../json/read';
import { isThirdGeneration, type EncodeScope } from './encode-scope';
import type { EncodedTools } from './encode-tools';
import { flattenName } from './flatten-name';

function encodeChoice(choice: ToolChoice): JsonRecord | null {
  switch (choice.mode) {
    case 'auto':
      return { mode: 'AUTO' };
    case 'none':
      return { mode: 'NONE' };
    case 'required':
      return { mode: 'ANY' };
    case 'named':
      return { mode: 'ANY', allowedFunctionNames: [flattenName(choice)] };
    case 'allowed':
      return { mode: choice.required ? 'ANY' : 'VALIDATED', allowedFunctionNames: choice.names };
    case 'hosted':
      // Google's own tools cannot be demanded.
      return null;
  }
}

/** `toolConfig`; without members when there is nothing to say. A choice without functions is refused, so it is not sent. */
export function encodeToolConfig(
  request: CanonicalRequest,
  encoded: EncodedTools,
  scope: EncodeScope,
): JsonRecord {
  const { toolChoice, parallelTools } = request;
  const { profile } = scope.target;
  const config = toolChoice === null || encoded.functionCount === 0 ? null : encodeChoice(toolChoice);
  if (parallelTools === false && encoded.functionCount > 0) {
    scope.warn('parallel_tool_calls: Gemini cannot be kept from calling several functions at once.');
  }
  // Google's API, and not Vertex, wants to be told that the client can bear to see what it does itself.
  const observed =
    encoded.mixed && isThirdGeneration(scope) && profile.official && profile.ggSchema === 'json';
  return {
    ...(config !== null && { functionCallingConfig: config }),
    ...(observed && { includeServerSideToolInvocations: true }),
  };
}

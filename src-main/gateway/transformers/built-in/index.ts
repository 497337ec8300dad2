import type { BuiltInTransformer } from '#shared/domain/transformer-options';
import type { BuiltIn } from '../define-built-in';
import { cleanCache } from './clean-cache';
import { cleanSchema } from './clean-schema';
import { customParams } from './custom-params';
import { enhanceTool } from './enhance-tool';
import { extraThinkTag } from './extra-think-tag';
import { maxCompletionTokens } from './max-completion-tokens';
import { maxToken } from './max-token';
import { reasoning } from './reasoning';
import { sampling } from './sampling';
import { streamOptions } from './stream-options';
import { stripImages } from './strip-images';
import { toolUse } from './tool-use';

export const BUILT_IN_TRANSFORMERS: Readonly<Record<BuiltInTransformer, BuiltIn>> = {
  maxtoken: maxToken,
  maxcompletiontokens: maxCompletionTokens,
  sampling,
  cleancache: cleanCache,
  streamoptions: streamOptions,
  customparams: customParams,
  reasoning,
  extrathinktag: extraThinkTag,
  enhancetool: enhanceTool,
  tooluse: toolUse,
  cleanschema: cleanSchema,
  stripimages: stripImages,
};

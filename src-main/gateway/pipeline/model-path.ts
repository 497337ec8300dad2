import { GatewayError } from '../errors';

const TUNED_MODELS = 'tunedModels/';

/**
 * Gemini's path of a model.
 *
 * @param raw as the client wrote it; null to write it anew
 */
export function modelPath(raw: string | null, model: string): string {
  if (raw !== null) return raw;
  assertPathName(model);
  const [folder, name] = model.startsWith(TUNED_MODELS)
    ? ['tunedModels', model.slice(TUNED_MODELS.length)]
    : ['models', model];
  return `/${folder}/${name.split('/').map(encodeURIComponent).join('/')}`;
}

/**
 * A model's name becomes part of an address that is called with the channel's key.
 *
 * @throws {GatewayError} `invalid_request` when it would lead elsewhere
 */
export function assertPathName(model: string): void {
  if (model.isWellFormed() && !model.split(/[\\/]/).some((segment) => segment === '.' || segment === '..'))
    return;
  throw new GatewayError('invalid_request', 'model: the name must not hold "." or ".." segments.');
}

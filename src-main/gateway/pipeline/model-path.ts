const TUNED_MODELS = 'tunedModels/';

/**
 * Gemini's path of a model.
 *
 * @param raw as the client wrote it; null to write it anew
 */
export function modelPath(raw: string | null, model: string): string {
  if (raw !== null) return raw;
  const [folder, name] = model.startsWith(TUNED_MODELS)
    ? ['tunedModels', model.slice(TUNED_MODELS.length)]
    : ['models', model];
  return `/${folder}/${name.split('/').map(encodeURIComponent).join('/')}`;
}

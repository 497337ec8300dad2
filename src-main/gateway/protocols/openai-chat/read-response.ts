import { readArray, readText } from '../json/read';
import type { ResponseFacts } from '../types';
import { readChoiceError, readOwnError } from './read-error';
import { readFinish } from './read-finish';
import { findUsage } from './read-usage';

export function readResponse(body: unknown): ResponseFacts {
  const choices = readArray(body, 'choices');
  return {
    error: choices.length === 0 ? readOwnError(body) : readChoiceError(choices),
    usage: findUsage(body, choices),
    model: readText(body, 'model'),
    responseId: readText(body, 'id'),
    stopReason: readFinish(choices[0]),
  };
}

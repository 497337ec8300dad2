import { isRecord, parseJson } from '../json/read';
import type { ArgsReader } from './args-reader';
import { createStringUnescaper } from './create-string-unescaper';

const BEGINNING = /^\s*\{\s*"input"\s*:\s*"/;
/** What may still become it. */
const BEGINNING_SO_FAR = /^\s*(?:\{\s*(?:"(?:i(?:n(?:p(?:u(?:t(?:"\s*(?::\s*)?)?)?)?)?)?)?)?)?$/;
const MAX_BEGINNING = 256;
const JSON_START = /^\s*["{]/;

/** The input where it is not plainly `{"input":"…"}`: a JSON string, or an object with one string under another name. */
export function readCustomInput(args: string): string {
  const value = parseJson(args);
  if (typeof value === 'string') return value;
  if (!isRecord(value)) return args;
  const values = Object.values(value);
  const input = values.length === 1 ? values[0] : value['input'];
  if (typeof input === 'string') return input;
  return isRecord(input) || Array.isArray(input) ? JSON.stringify(input) : args;
}

/**
 * The raw input of a free-form tool from the arguments of the function it became. Text that is no JSON is taken
 * for the input itself: models that know the tool well write it so.
 */
export function createCustomInputReader(): ArgsReader {
  let beginning = '';
  let reader: ArgsReader | null = null;

  function selectReader(): ArgsReader | null {
    if (BEGINNING.test(beginning)) return createStringUnescaper();
    if (beginning.length < MAX_BEGINNING && BEGINNING_SO_FAR.test(beginning)) return null;
    return JSON_START.test(beginning) ? createWholeReader(readCustomInput) : PLAIN;
  }

  return {
    push: (text) => {
      if (reader !== null) return reader.push(text);
      beginning += text;
      reader = selectReader();
      if (reader === null) return '';
      const match = BEGINNING.exec(beginning);
      return reader.push(match === null ? beginning : beginning.slice(match[0].length));
    },
    end: () => (reader === null ? readCustomInput(beginning) : reader.end()),
  };
}

const PLAIN: ArgsReader = { push: (text) => text, end: () => '' };

/** For what can only be told at the end. */
export function createWholeReader(read: (args: string) => string): ArgsReader {
  const pieces: string[] = [];
  return {
    push: (text) => {
      pieces.push(text);
      return '';
    },
    end: () => read(pieces.join('')),
  };
}

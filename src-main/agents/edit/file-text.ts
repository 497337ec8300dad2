import { SetupError } from '../setup-error';

const MARK = '\uFEFF';

/** A file's text and the byte order mark before it, which is no part of what its format says. */
export interface FileText {
  readonly mark: string;
  readonly text: string;
}

/** @throws {SetupError} where it is not UTF-8: written back it would be another file */
export function decodeFileText(bytes: Buffer, path: string): FileText {
  let whole: string;
  try {
    whole = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SetupError('not_text', path);
  }
  return whole.startsWith(MARK) ? { mark: MARK, text: whole.slice(1) } : { mark: '', text: whole };
}

export function encodeFileText({ mark, text }: FileText): Buffer {
  return Buffer.from(mark + text, 'utf8');
}

import { isRecord, parseJson } from '../json/read';
import { WRAPPED_PROPERTY } from '../tools/wrap-schema';

const BEGINNING = new RegExp(`^\\s*\\{\\s*"${WRAPPED_PROPERTY}"\\s*:`);

/** The arguments below the one property of `wrapSchema`, as the model wrote them; others as they are. */
export function unwrapArgs(args: string): string {
  const match = BEGINNING.exec(args);
  if (match === null) return args;
  const value = parseJson(args);
  // Cut off by a limit: what there is of the value.
  if (value === undefined) return args.slice(match[0].length).trimStart();
  if (!isRecord(value) || Object.keys(value).length !== 1) return args;
  return args.slice(match[0].length, args.lastIndexOf('}')).trim();
}

export { errorInside200, failWith, htmlPage, redirect, respondRaw, type FailWithOptions } from './answers';
export {
  crlf,
  gzip,
  slowBytes,
  splitUtf8,
  unterminatedLastEvent,
  withComments,
  withoutEventNames,
  wrongContentType,
} from './bytes';
export {
  cutAfterEvents,
  cutBeforeContent,
  cutInsideEvent,
  hangAfterEnd,
  hangAfterEvents,
  hangAfterHeaders,
  hangBeforeHeaders,
  holdUntil,
  resetBeforeHeaders,
  shortBody,
  type Cut,
} from './connection';
export {
  changeAnswer,
  custom,
  errorEvent,
  giganticEvent,
  jsonForStream,
  streamForJson,
  type ErrorPlace,
} from './content';
export type { Misbehaviour } from './misbehaviour';

import { findInBody, type RequestBody } from '../../request-body';

/** Cheap looks at a body's bytes, so that hardly any is read for what hardly any has. What is false is surely not so. */
export interface BodyHints {
  readonly modelTag: () => boolean;
  readonly images: () => boolean;
  readonly webSearch: () => boolean;
}

/** As the four protocols name a part that is an image. */
const IMAGE_MARKS = ['"image"', '"image_url"', '"input_image"', '"image/'].map((mark) => Buffer.from(mark));

/** As they name a search that the provider runs. */
const SEARCH_MARKS = ['"web_search', '"google_search"', '"googleSearch"'].map((mark) => Buffer.from(mark));

export function mayHoldImages(body: RequestBody): boolean {
  return IMAGE_MARKS.some((mark) => findInBody(body, mark) !== -1);
}

export function mayHoldWebSearch(body: RequestBody): boolean {
  return SEARCH_MARKS.some((mark) => findInBody(body, mark) !== -1);
}

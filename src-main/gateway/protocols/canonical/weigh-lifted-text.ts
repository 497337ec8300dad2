import { weighUnits } from './weigh-text';

const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
const HEX_START = 2;
const UNICODE_ESCAPE_BYTES = 6;
const SHORT_ESCAPE_BYTES = 2;
/** Any character whose weight is that of half a pair of surrogates. */
const SURROGATE = 0xd800;

/**
 * As `weighText`, for a part of a JSON string as it stands in a body.
 *
 * @param text valid UTF-8, with whole escapes
 */
export function weighLiftedText(text: Buffer): number {
  return weighUnits((count) => {
    for (let at = 0; at < text.length;) {
      const byte = text[at] ?? 0;
      if (byte === BACKSLASH) {
        const isUnicode = text[at + 1] === LOWER_U;
        const end = at + (isUnicode ? UNICODE_ESCAPE_BYTES : SHORT_ESCAPE_BYTES);
        count(isUnicode ? Number.parseInt(text.toString('latin1', at + HEX_START, end), 16) : BACKSLASH);
        at = end;
      } else if (byte < 0x80) {
        count(byte);
        at += 1;
      } else if (byte < 0xe0) {
        count(((byte & 0x1f) << 6) | ((text[at + 1] ?? 0) & 0x3f));
        at += 2;
      } else if (byte < 0xf0) {
        count(((byte & 0x0f) << 12) | (((text[at + 1] ?? 0) & 0x3f) << 6) | ((text[at + 2] ?? 0) & 0x3f));
        at += 3;
      } else {
        count(SURROGATE);
        count(SURROGATE);
        at += 4;
      }
    }
  });
}

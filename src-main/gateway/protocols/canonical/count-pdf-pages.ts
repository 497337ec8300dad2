const PAGE = Buffer.from('/Type');
const SPACES = new Set([0x20, 0x0a, 0x0d, 0x09, 0x00, 0x0c]);
const NAME = Buffer.from('/Page');
const LOWER_S = 0x73;

function isPage(bytes: Buffer, from: number): boolean {
  let at = from;
  while (SPACES.has(bytes[at] ?? -1)) at += 1;
  const named = bytes.compare(NAME, 0, NAME.length, at, at + NAME.length) === 0;
  return named && bytes[at + NAME.length] !== LOWER_S;
}

/** Pages that a PDF in base64 shows openly; 0 when it keeps them in compressed objects, as many do. */
export function countPdfPages(base64: string): number {
  const bytes = Buffer.from(base64, 'base64');
  let pages = 0;
  for (let at = bytes.indexOf(PAGE); at !== -1; at = bytes.indexOf(PAGE, at + PAGE.length)) {
    if (isPage(bytes, at + PAGE.length)) pages += 1;
  }
  return pages;
}

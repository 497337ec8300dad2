import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a built dashboard consists of, read once: it is small, and never changes under a process that serves it. */
export interface DashboardFiles {
  /** Answers with a file by its path below the dashboard's; false when there is none. */
  serve(path: string, response: ServerResponse): boolean;
  serveIndex(response: ServerResponse): void;
}

interface BuiltFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};

const INDEX = 'index.html';
/** Their names change with what is in them. */
const HASHED = /^assets\//;

/** Scripts are the page's own files only. Styles may stand in the page: the primitives it is built from put some there. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // Under `no-referrer` a browser sends the sign-out form with `Origin: null`, as from a foreign page.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** The bundler puts the page beside the folder of the entries, and shared code into one below it. */
const CANDIDATES = ['../renderer/', '../../renderer/'] as const;

/** Null where it has not been built, as in a checkout under test. */
export function loadDashboardFiles(importer: string = import.meta.url): DashboardFiles | null {
  const folder = CANDIDATES.map((candidate) => fileURLToPath(new URL(candidate, importer))).find((path) =>
    existsSync(join(path, INDEX)),
  );
  return folder === undefined ? null : createDashboardFiles(folder);
}

export function createDashboardFiles(folder: string): DashboardFiles {
  const files = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(folder.length).replaceAll('\\', '/').replace(/^\//, ''), readBuilt(path)];
      }),
  );
  return {
    serve(path, response) {
      const file = path === INDEX ? undefined : files.get(path);
      if (file === undefined) return false;
      send(file, HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache', response);
      return true;
    },
    serveIndex(response) {
      const index = files.get(INDEX);
      if (index === undefined) throw new Error(`there is no ${INDEX} in ${folder}`);
      send(index, 'no-store', response);
    },
  };
}

function send(file: BuiltFile, caching: string, response: ServerResponse): void {
  const headers = { ...HEADERS, etag: file.etag, 'cache-control': caching };
  if (response.req.headers['if-none-match'] === file.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, {
    ...headers,
    'content-type': file.type,
    'content-length': file.bytes.length,
  });
  response.end(response.req.method === 'HEAD' ? undefined : file.bytes);
}

function readBuilt(path: string): BuiltFile {
  const bytes = readFileSync(path);
  const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  return { bytes, etag: `"${digest}"`, type: TYPES[extname(path)] ?? 'application/octet-stream' };
}

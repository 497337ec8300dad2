import { useSyncExternalStore } from 'react';

/** The page's place and its query are in the address's hash: whatever serves the page sees one path only. */
function read(): string {
  return window.location.hash.slice(1) || '/';
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function navigate(to: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (replace) window.location.replace(`#${to}`);
  else window.location.hash = to;
}

/** A location hook of wouter. */
export function useHashPath(): [path: string, go: typeof navigate] {
  const path = useSyncExternalStore(subscribe, () => read().split('?', 1)[0] ?? '/');
  return [path, navigate];
}

useHashPath.hrefs = (href: string): string => `#${href}`;

/** A search hook of wouter: the query without its question mark. */
export function useHashSearch(): string {
  return useSyncExternalStore(subscribe, () => read().split('?')[1] ?? '');
}

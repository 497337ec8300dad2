import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { DESTINATIONS } from './navigation';

/** How long after G the next key still counts. */
const SEQUENCE_MS = 1200;

/** Ctrl/Cmd+K opens the palette; G and then a page's letter goes there. */
export function useShortcuts(openPalette: () => void): void {
  const [, navigate] = useLocation();
  const latest = useRef({ openPalette, navigate });
  latest.current = { openPalette, navigate };

  useEffect(() => {
    let goneAt = 0;
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        latest.current.openPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === 'g') {
        goneAt = Date.now();
        return;
      }
      const destination = DESTINATIONS.find(({ key }) => key === event.key);
      if (destination !== undefined && Date.now() - goneAt < SEQUENCE_MS) {
        goneAt = 0;
        latest.current.navigate(destination.path);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

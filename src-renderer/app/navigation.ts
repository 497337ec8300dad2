import { Activity, Bot, Gauge, ListTree, Route, Settings, type LucideIcon } from 'lucide-react';

export interface Destination {
  readonly path: string;
  readonly label: 'overview' | 'requests' | 'channels' | 'routing' | 'agents' | 'settings';
  readonly Icon: LucideIcon;
  /** Pressed after G. */
  readonly key: string;
}

export const DESTINATIONS: readonly Destination[] = [
  { path: '/', label: 'overview', Icon: Gauge, key: 'o' },
  { path: '/requests', label: 'requests', Icon: Activity, key: 'r' },
  { path: '/channels', label: 'channels', Icon: ListTree, key: 'c' },
  { path: '/routing', label: 'routing', Icon: Route, key: 'u' },
  { path: '/agents', label: 'agents', Icon: Bot, key: 'a' },
  { path: '/settings', label: 'settings', Icon: Settings, key: 's' },
];

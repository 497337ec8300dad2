import { capacity, convertedCapacity } from '#bench/scenarios/capacity';
import { convertedEvents, events } from '#bench/scenarios/events';
import { convertedLargeBody, convertedSmallBody, largeBody, smallBody } from '#bench/scenarios/first-token';
import { convertedLag, lag } from '#bench/scenarios/lag';
import type { Scenario } from '#bench/scenarios/scenario';

/** In the order in which they run. Memory is read after them, under the letter that each group leaves out. */
export const SCENARIOS: readonly Scenario[] = [
  capacity,
  largeBody,
  smallBody,
  events,
  lag,
  convertedCapacity,
  convertedLargeBody,
  convertedSmallBody,
  convertedEvents,
  convertedLag,
];
